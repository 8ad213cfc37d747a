package pathways

import (
	"errors"
	"time"
)

// Reason is why a pathway gave no candidate, or a check refused one. Reasons
// are counted per pathway and stage.
type Reason string

// The reasons of pathways and of the run loop; checks have their own.
const (
	// ReasonNoPhrase: no production of the grammar gives the asked buckets.
	ReasonNoPhrase Reason = "no_phrase"
	// ReasonNoBrief: the domain has nothing that fills the cell.
	ReasonNoBrief Reason = "no_brief"
	// ReasonNoPathway: no pathway can serve the brief.
	ReasonNoPathway Reason = "no_pathway"
	// ReasonUnavailable: the pathway is down. Such slots do not count against
	// their cell.
	ReasonUnavailable Reason = "unavailable"
	// ReasonTimeout: the model did not answer in time.
	ReasonTimeout Reason = "timeout"
	// ReasonTruncated: the answer was longer than it may be.
	ReasonTruncated Reason = "truncated"
	// ReasonPromptTooLong: the question does not fit in the model's context.
	ReasonPromptTooLong Reason = "prompt_too_long"
	// ReasonBadAnswer: what the model said is not what was asked for, after one
	// repair.
	ReasonBadAnswer Reason = "bad_answer"
	// ReasonServerFault: the model's server refused or broke off the call.
	ReasonServerFault Reason = "server_fault"
	// ReasonPanic: the pathway panicked.
	ReasonPanic Reason = "panic"
)

// Failure is a pathway's typed refusal.
type Failure struct {
	Reason Reason
	// Detail is for people: what was found, what was expected.
	Detail string
	// Spent is how long models were at it, 0 where none was.
	Spent time.Duration
}

// Error implements error.
func (f *Failure) Error() string {
	if f.Detail == "" {
		return string(f.Reason)
	}
	return string(f.Reason) + ": " + f.Detail
}

// ReasonOf returns the reason of a *Failure in err's chain, and whether there
// is one.
func ReasonOf(err error) (Reason, bool) {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f.Reason, true
	}
	return "", false
}
