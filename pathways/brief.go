package pathways

import (
	"strconv"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// Brief is what the next sample should be. It is not changed once made.
type Brief struct {
	// Slot is the ordinal of the attempt within its run.
	Slot uint64
	// Buckets are the bucket names asked for, in the domain's facet order;
	// empty where the target leaves a facet free.
	Buckets []string
	// Calls are what the query asks for: the calls of the answer, or, where there
	// is a Reply, what it is the reply to. None where no tool is asked for.
	Calls []PlannedCall
	// Reply says why nothing is called, nil where the calls are the answer.
	Reply *ReplyPlan
	// Context is the item that the user has open, or nil.
	Context *domain.Item
	// Screen is the list on the user's screen, or nil.
	Screen []*domain.Item
	// Item is the content item the arguments were drawn from, or nil.
	Item *domain.Item
	// Earlier are the turns that led here, in order; none for a single turn.
	Earlier []Turn
	// History is what was said in them, once they are written.
	History []sample.Message
	// Offered are the tools to choose from; all where it is nil.
	Offered []*domain.Tool
	// Twist is what should make the query hard, a bucket of that facet; empty where
	// it is free.
	Twist string
	// Contrast is the other half of a pair of hard negatives: the same brief but
	// for one value or tool. Nil where there is none.
	Contrast *Brief
	// FollowUp says what the query changes of the turn before it; nil where it stands
	// for itself.
	FollowUp *FollowUp
	// Language is the one to write in, as in "en"; empty for the domain's own.
	Language string
}

// FollowUp is a query that says one argument of its only call. The others are those of
// the call right before it, of the same tool.
type FollowUp struct {
	// New is the leaf that is said.
	New *domain.Param
	// Added says that the call before did not have it.
	Added bool
}

// Turn is an earlier turn of a dialogue: what the user asked for, what was called
// for it, and what came of that.
type Turn struct {
	// Brief is the turn's own, of a single turn.
	Brief *Brief
	// Results are what the calls returned, as canonical JSON, one for each.
	Results []string
	// Items are what the last call found, best first, or the one it changed or made,
	// as it was then; none for calls that have to do with no item.
	Items []*domain.Item
	// Opened is the item that the assistant then shows, nil for none.
	Opened *domain.Item
}

// ReplyPlan says why nothing is called.
type ReplyPlan struct {
	Kind sample.ReplyKind
	// Tool is the one that is not offered, or that the question is about; nil for
	// none.
	Tool *domain.Tool
	// Param is what the question asks for; the brief's only call does not have it.
	Param *domain.Param
}

// Bucket returns the bucket asked for in the facet with that index, empty where
// it is free.
func (b *Brief) Bucket(facet int) string {
	if facet < 0 || facet >= len(b.Buckets) {
		return ""
	}
	return b.Buckets[facet]
}

// Carried says whether the query leaves a leaf unsaid, since the call right before it
// has the same value.
func (b *Brief) Carried(p *domain.Param) bool {
	return b.FollowUp != nil && p != b.FollowUp.New && p.Said()
}

// CallID is the id of a sample's call with that index, those of earlier turns
// counted.
func CallID(i int) string { return "call_" + strconv.Itoa(i+1) }

// SampleCalls returns the answer's calls in the form a sample carries: objects
// and lists put together from the values in them. None where there is a reply.
func (b *Brief) SampleCalls() []sample.Call {
	if b.Reply != nil || len(b.Calls) == 0 {
		return []sample.Call{}
	}
	first := 0
	for i := range b.Earlier {
		if earlier := b.Earlier[i].Brief; earlier.Reply == nil {
			first += len(earlier.Calls)
		}
	}
	calls := make([]sample.Call, len(b.Calls))
	for i := range b.Calls {
		c := &b.Calls[i]
		calls[i] = c.Sample(CallID(first + i))
		for _, d := range c.DependsOn {
			calls[i].DependsOn = append(calls[i].DependsOn, CallID(first+d))
		}
	}
	return calls
}

// SampleContext is what the user has before them, nil for nothing.
func (b *Brief) SampleContext() *sample.Context {
	if b.Context == nil && len(b.Screen) == 0 {
		return nil
	}
	c := &sample.Context{}
	if b.Context != nil {
		c.Item = &b.Context.Item
	}
	for _, it := range b.Screen {
		c.Items = append(c.Items, &it.Item)
	}
	return c
}
