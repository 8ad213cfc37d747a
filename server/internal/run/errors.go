package run

import (
	"errors"
	"fmt"
)

// The errors of the host that callers tell apart, with errors.Is.
var (
	// ErrDomainNotFound: no domain of that name is registered.
	ErrDomainNotFound = errors.New("no such domain")
	// ErrNotFound: no run has that name.
	ErrNotFound = errors.New("no such run")
	// ErrExists: a run of that name exists already.
	ErrExists = errors.New("the run exists already")
	// ErrRequestIDReused: the request id came with another specification.
	ErrRequestIDReused = errors.New("the request id was used for a different request")
	// ErrNotEnded: only a run that has ended can be deleted.
	ErrNotEnded = errors.New("the run has not ended")
	// ErrTooMany: the host has as many live runs as it may.
	ErrTooMany = errors.New("too many runs are live")
	// ErrStopping: the host is shutting down.
	ErrStopping = errors.New("the server is shutting down")
	// ErrPolicyNotFound: no policy of that version.
	ErrPolicyNotFound = errors.New("no such policy")
	// ErrNoPathway: none of the pathways that may write is there.
	ErrNoPathway = errors.New("no pathway is available")
	// ErrCursor: the cursor is not one of this run's.
	ErrCursor = errors.New("the cursor is not one of this run's")
	// ErrDeleted: the run was deleted while it was read.
	ErrDeleted = errors.New("the run was deleted")
)

// The causes that end a run before its time.
var (
	errCancelled = errors.New("the run was cancelled")
	errExpired   = errors.New("no driving stream came back within the resume window")
)

// FieldError is a fault in one field of a specification.
type FieldError struct {
	// Field is its path in RunSpec: "count", "pathways[1]".
	Field string
	// Found and Want say what was there and what should have been.
	Found, Want string
}

// Error implements error.
func (e *FieldError) Error() string {
	return fmt.Sprintf("%s: found %s, want %s", e.Field, e.Found, e.Want)
}

// TargetError wraps the faults of a target that cannot be fitted.
type TargetError struct {
	// Faults are *target.SpecError, joined.
	Err error
}

// Error implements error.
func (e *TargetError) Error() string { return "target: " + e.Err.Error() }

// Unwrap implements errors' chain.
func (e *TargetError) Unwrap() error { return e.Err }
