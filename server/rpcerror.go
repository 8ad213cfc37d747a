package main

import (
	"errors"
	"fmt"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// rpcError says what a call failed of, without the transport's words: every
// faulty field on a line of its own where there are several, with its place in
// the target's file where it came from one.
func (f *sampleFlags) rpcError(err error) error {
	s, ok := status.FromError(err)
	if !ok {
		return err
	}
	if unanswered(s) {
		return errors.New("the server does not answer any more: look for what it said last")
	}
	text := s.Message()
	for _, d := range s.Details() {
		if bad, ok := d.(*errdetails.BadRequest); ok {
			text = f.violations(text, bad.GetFieldViolations())
		}
	}
	if s.Code() == codes.InvalidArgument {
		return &exitError{code: exitUsage, err: errors.New(text)}
	}
	return errors.New(text)
}

// unanswered says whether no server answered: one that does says more of why it is
// not available.
func unanswered(s *status.Status) bool {
	return s.Code() == codes.Unavailable && len(s.Details()) == 0
}

// callError says what a call to the server at an address failed of, and what to do
// where none answers there; for commands that can read its folder instead.
func callError(addr string, err error) error {
	if unanswered(status.Convert(err)) {
		return fmt.Errorf("%w, or name its data directory with --data-dir", noServer(addr))
	}
	return (&sampleFlags{}).rpcError(err)
}

// noServer is the error where no server answers at an address.
func noServer(addr string) error {
	return fmt.Errorf("no server answers at %s: start one with `server`, say where one is with --addr", addr)
}

func (f *sampleFlags) violations(text string, all []*errdetails.BadRequest_FieldViolation) string {
	if len(all) == 1 {
		field := all[0].GetField()
		if at := f.place(field); at != "" {
			return at + ": " + f.clearer(field, text)
		}
		return asFlag(field, text)
	}
	lines := []string{fmt.Sprintf("%d faults:", len(all))}
	for _, v := range all {
		line := f.clearer(v.GetField(), v.GetField()+": "+v.GetDescription())
		if at := f.place(v.GetField()); at != "" {
			line = at + ": " + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// clearer is the text of a fault; where it is of a share that the domain cannot make,
// it says why.
func (f *sampleFlags) clearer(field, text string) string {
	for _, c := range f.cannot {
		if field == "target."+c.Field {
			fault := c.Fault()
			fault.File = ""
			return fault.String()
		}
	}
	return text
}

// asFlag has the text of a fault begin with the flag that the field came from.
func asFlag(field, text string) string {
	name, _, _ := strings.Cut(field, "[")
	switch name {
	case "count", "workers", "window", "judge", "budget", "pathways", "held_out":
		return "--" + strings.ReplaceAll(name, "_", "-") + strings.TrimPrefix(text, field)
	default:
		return text
	}
}

// place returns the "file:line" of a field of the request's target, or of the
// nearest part of the target that it is in.
func (f *sampleFlags) place(field string) string {
	path, ok := strings.CutPrefix(field, "target.")
	for ok && path != "" {
		if at := f.lines[path]; at != "" {
			return at
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return ""
}
