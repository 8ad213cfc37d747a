package run

import (
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/sample"
)

// The stages that end a slot without a sample, beside the checks' own.
const (
	stageBrief   = "brief"
	stageRouter  = "router"
	stagePathway = "pathway"
	stageLedger  = "ledger"
)

// Reasons of the ledger.
const (
	reasonSurplus       = "surplus"
	reasonOutsideTarget = "outside_target"
)

// slot is one attempt, from aim to settlement.
type slot struct {
	ordinal uint64
	cell    int
	// logged is the settled slot as the log has it, when a run is taken up
	// again; such a slot is not worked on.
	logged *callmillv1.LoggedSlot

	// began is when it was routed, in runs that settle on arrival.
	began time.Time

	// half is the slot's part in a pair of hard negatives, nil where it has none.
	half *half

	brief    *pathways.Brief
	decision *callmillv1.Decision
	pathway  int // index of the chosen pathway, -1 where none was chosen

	// What the worker found.
	done   bool
	result result
}

// result is what became of a slot before the ledger has its say.
type result struct {
	kind          callmillv1.Outcome_Kind // UNSPECIFIED for a sample that passed
	stage, reason string
	sample        *sample.Sample
	message       *callmillv1.Sample
	fingerprint   uint64
	gist          check.Gist
	landed        []int // bucket per facet of the table; nil where not measured

	// What models had to do for it.
	modelTime  time.Duration
	modelCalls int
	verdict    *sample.Verdict
	// unjudged is why there is no verdict though there should be.
	unjudged pathways.Reason
}

func refused(kind callmillv1.Outcome_Kind, stage string, reason pathways.Reason) result {
	return result{kind: kind, stage: stage, reason: string(reason)}
}
