package policies

import "errors"

// The errors that callers tell apart, with errors.Is.
var (
	// ErrNotFound: no policy of that version.
	ErrNotFound = errors.New("no such policy")
	// ErrVersionTaken: another policy has that name and version.
	ErrVersionTaken = errors.New("another policy has this name and version; give it a version of its own")
	// ErrNoEarlier: there is no policy to go back to.
	ErrNoEarlier = errors.New("there is no earlier policy to go back to")
	// ErrActive: the policy cannot be on trial against itself.
	ErrActive = errors.New("the policy is the active one already")
)
