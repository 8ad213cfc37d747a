package target

import "fmt"

const (
	// DefaultWindow is the window of a run that does not set one.
	DefaultWindow = 64
	// DefaultCloseAfter is how many slots in a row may miss a cell before it
	// closes, where a run does not set it.
	DefaultCloseAfter = 64
)

// Options shape a ledger. They are part of a run's specification: two runs with
// the same options and outcomes choose the same cells.
type Options struct {
	// Window is how many samples a bucket's room looks ahead, and so the most
	// slots that should be under way at a time. It does not depend on the number
	// of workers. Zero means DefaultWindow; it must not be negative.
	Window int
	// CloseAfter is how many consecutive slots may miss the cell they were aimed
	// at before it closes. Zero means DefaultCloseAfter; it must not be negative.
	CloseAfter int
}

// validate fills in what is zero and refuses what has no meaning.
func (o *Options) validate() error {
	if o.Window < 0 {
		return fmt.Errorf("window is %d, want 1 or more, or 0 for %d", o.Window, DefaultWindow)
	}
	if o.CloseAfter < 0 {
		return fmt.Errorf("close after is %d, want 1 or more, or 0 for %d", o.CloseAfter, DefaultCloseAfter)
	}
	if o.Window == 0 {
		o.Window = DefaultWindow
	}
	if o.CloseAfter == 0 {
		o.CloseAfter = DefaultCloseAfter
	}
	return nil
}
