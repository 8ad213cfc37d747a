// Package pathways says what a pathway is: it turns a brief into a candidate.
package pathways

import (
	"context"
	"math/rand/v2"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// Pathway writes candidates. Implementations are safe for concurrent use and
// pass the suite in pathwaytest.
type Pathway interface {
	// Name is unique in a server: "phrase/graph".
	Name() string
	Modality() sample.Modality
	// Cost is what one candidate costs, relative to the typical call of a
	// model; greater than 0. It is declared, not measured, so that decisions
	// do not depend on a clock.
	Cost() float64
	// CanServe says whether the pathway can write for this brief at all. It
	// is quick, changes nothing and draws nothing.
	CanServe(b *Brief) bool
	// Write makes a candidate for a brief that it can serve. Equal briefs and
	// equal states of rng give equal candidates where no model takes part.
	// Errors are a *Failure, or the context's.
	Write(ctx context.Context, b *Brief, rng *rand.Rand) (*Candidate, error)
}

// Outside is a pathway that needs something outside of the process, such as a
// model on a server, and so can be down, and takes a time that nobody knows.
type Outside interface {
	Pathway

	// Down says why the pathway cannot write now, in a sentence that tells what
	// to do about it; empty where it can. It is quick and never blocks.
	Down() string
	// ServesTool says whether the pathway can write for some brief whose first
	// call is to t; nil stands for a request that needs no tool. A target gives
	// the modality no share where none of its pathways can.
	ServesTool(t *domain.Tool) bool
}

// Candidate is what a pathway wrote, before the checks.
type Candidate struct {
	// Messages are what the user says now. What was said before is the brief's.
	Messages []sample.Message
	Calls    []sample.Call
	Context  *sample.Context
	// Template names what wrote it: a production's source, a prompt.
	Template string
	// Seen is what a vision model said it saw in the picture.
	Seen []string
	// Turns are the questions that were put to models, in order.
	Turns []sample.ModelTurn
	// Nodes and Items are the ids of what the query was made from.
	Nodes []string
	Items []string
}
