package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/s2"
	"google.golang.org/protobuf/encoding/protodelim"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// decisionFile writes decisions to a file that is there when it is whole.
type decisionFile struct {
	name   string
	file   *os.File
	packed *s2.Writer
	out    *bufio.Writer

	runs, decisions, featured int
	// open are the runs that have not ended.
	open []string
	// current is the run that is being written.
	current *callmillv1.DecisionRun
}

// newDecisionFile begins a file beside its place.
func newDecisionFile(name string) (*decisionFile, error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is there and is no regular file", name)
	}
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".new-*")
	if err != nil {
		return nil, fmt.Errorf("make the file: %w", err)
	}
	packed := s2.NewWriter(f)
	return &decisionFile{name: name, file: f, packed: packed, out: bufio.NewWriterSize(packed, 1<<16)}, nil
}

// write adds an event.
func (d *decisionFile) write(e *callmillv1.DecisionEvent) error {
	switch k := e.GetEvent().(type) {
	case *callmillv1.DecisionEvent_Run:
		d.current = k.Run
		d.runs++
	case *callmillv1.DecisionEvent_Decision:
		d.decisions++
		if d.current.GetHasFeatures() {
			d.featured++
		}
	case *callmillv1.DecisionEvent_End:
		switch k.End.GetState() {
		case callmillv1.Run_STATE_RUNNING, callmillv1.Run_STATE_PAUSED:
			d.open = append(d.open, d.current.GetRun())
		default:
		}
	}
	if _, err := protodelim.MarshalTo(d.out, e); err != nil {
		return fmt.Errorf("write %s: %w", d.name, err)
	}
	return nil
}

// counted says what was written so far.
func (d *decisionFile) counted() string {
	return fmt.Sprintf("%s with %s, %d of them with features",
		counted(d.runs, "run"), counted(d.decisions, "decision"), d.featured)
}

// keep puts the file in its place.
func (d *decisionFile) keep() error {
	err := d.out.Flush()
	if err == nil {
		err = d.packed.Close()
	}
	if err == nil {
		err = d.file.Sync()
	}
	if err == nil {
		err = d.file.Close()
	}
	if err == nil {
		err = os.Rename(d.file.Name(), d.name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", d.name, err), d.discard())
	}
	return nil
}

// discard removes what was written.
func (d *decisionFile) discard() error {
	_ = d.packed.Close() // what it still held is not wanted; it has goroutines that end
	_ = d.file.Close()
	if err := os.Remove(d.file.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("tidy up: %w", err)
	}
	return nil
}
