// Package pathways says what a pathway is: it turns a brief into a candidate.
package pathways

import (
	"context"
	"math/rand/v2"
	"strconv"

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

// Brief is what the next sample should be. It is not changed once made.
type Brief struct {
	// Slot is the ordinal of the attempt within its run.
	Slot uint64
	// Buckets are the bucket names asked for, in the domain's facet order;
	// empty where the target leaves a facet free.
	Buckets []string
	// Calls are the calls the query must ask for; none where no tool is to be
	// called.
	Calls []PlannedCall
	// Context is what the user has before them, or nil.
	Context *domain.Item
	// Item is the content item the arguments were drawn from, or nil.
	Item *domain.Item
}

// Bucket returns the bucket asked for in the facet with that index, empty where
// it is free.
func (b *Brief) Bucket(facet int) string {
	if facet < 0 || facet >= len(b.Buckets) {
		return ""
	}
	return b.Buckets[facet]
}

// CallID is the id of a sample's call with that index.
func CallID(i int) string { return "call_" + strconv.Itoa(i+1) }

// Candidate is what a pathway wrote, before the checks.
type Candidate struct {
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
