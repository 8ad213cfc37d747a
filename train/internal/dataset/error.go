package dataset

import "fmt"

// Error is a fault of a log: where it stands, and what it is.
type Error struct {
	// Source names the file or the server that the log came from.
	Source string
	// Event is the number of the faulty event in its source, from 1; 0 where the
	// fault is not one event's.
	Event int64
	// Run is the name of the run around it, empty where there is none.
	Run string
	// Err says what is wrong.
	Err error
}

// Error implements error.
func (e *Error) Error() string {
	text := e.Source
	if e.Event > 0 {
		text += fmt.Sprintf(": event %d", e.Event)
	}
	if e.Run != "" {
		text += " (" + e.Run + ")"
	}
	return text + ": " + e.Err.Error()
}

// Unwrap gives the fault itself.
func (e *Error) Unwrap() error { return e.Err }

// VersionError is a log all of whose features are of other versions than this
// build's.
type VersionError struct {
	// Found is the version of the log's last run, Want this build's.
	Found, Want int
}

// Error implements error.
func (e *VersionError) Error() string {
	return fmt.Sprintf("found features of version %d, this build knows version %d: "+
		"train with the build that made the log, or make new runs", e.Found, e.Want)
}
