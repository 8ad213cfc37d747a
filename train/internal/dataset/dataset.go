// Package dataset is logged routing decisions as training and evaluation read
// them: run by run, in order, streamed.
//
// A [Source] gives the events of the export format; [Open] checks every one of
// them and spools what training needs to a compact temporary file, a [Spool],
// that is read any number of times in bounded memory. [Memory] is the same
// without a file. A [Writer] writes the export format.
package dataset

import (
	"context"

	"github.com/callmill/callmill/router"
)

// Run is one run of a log.
type Run struct {
	// Name is "runs/{run}".
	Name, Domain string
	// Policy is the one that routed, by version; PolicyHash tells it from others
	// of that version.
	Policy, PolicyHash string
	// Document is that policy's file, nil where the log does not have it. Runs of
	// one policy share it.
	Document []byte
	// Pathways are in the order of the events' vectors.
	Pathways []Pathway
	// Count is how many samples were asked for, Accepted how many were delivered.
	Count, Accepted int64
	// Ended says that the run was over when the log was read.
	Ended bool
	// Canary says that the run was part of a policy's trial.
	Canary bool
}

// Pathway is a pathway of a run.
type Pathway struct {
	Name, Modality string
	// Cost is the declared one, relative to the typical model call.
	Cost float64
}

// Event is one settled decision.
type Event struct {
	// Run is the index of its run in Log.Runs, Decision its ordinal there.
	Run      int
	Decision uint64
	// Mask is the set that was available, Choice the pathway that was drawn.
	Mask   router.Mask
	Choice int
	// Propensity is the probability that Choice was drawn with, Probabilities
	// has every pathway's.
	Propensity    float64
	Probabilities []float64
	// Features has router.NumFeatures columns for every pathway, row-major.
	Features []float64
	// Gain is in [0, 1], Cost relative to the typical model call. A decision that
	// never came back has gain 0 and its cost.
	Gain, Cost float64
}

// Log is a log of decisions. It may be read any number of times.
type Log interface {
	// Runs lists the runs, in the order of the log.
	Runs() []Run
	// Each visits the decisions of the runs for which use is true (all where use
	// is nil), in the order of the log. The event is reused: it is valid until
	// visit returns. An error of visit ends it and is returned.
	Each(ctx context.Context, use func(run int) bool, visit func(*Event) error) error
}
