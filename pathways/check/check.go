// Package check holds the verification stages. A sample passes all of them or
// is refused with a typed reason, which the run counts per pathway and stage.
//
// The stages of a Pipeline look at one sample alone: its shape, the schemas of
// the tools it calls, grounding, which asks whether query and calls say the same,
// and whether a vision model saw the picture, and execution, which carries the
// calls out. HeldOut keeps queries apart that are for tests. Judge asks a model.
// Duplicates and NearDuplicates, which remember, come last and run in one
// goroutine.
package check

import (
	"strings"
	"sync"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/execute"
	"github.com/callmill/callmill/pathways/sample"
)

// Stage names a verification stage.
type Stage string

// The stages, in the order in which a sample meets them.
const (
	StageShape      Stage = "shape"
	StageSchema     Stage = "schema"
	StageGrounding  Stage = "grounding"
	StageExecution  Stage = "execution"
	StageHeldOut    Stage = "held_out"
	StageJudge      Stage = "judge"
	StageDuplicates Stage = "duplicates"
)

// Stages returns the stages in the order in which a sample meets them.
func Stages() []Stage {
	return []Stage{
		StageShape, StageSchema, StageGrounding, StageExecution, StageHeldOut, StageJudge, StageDuplicates,
	}
}

// The reasons of the shape stage.
const (
	// ReasonEmptyQuery: there is no user message, or the last is blank.
	ReasonEmptyQuery pathways.Reason = "empty_query"
	// ReasonInvalidText: a message is not valid UTF-8 or has control characters.
	ReasonInvalidText pathways.Reason = "invalid_text"
	// ReasonBadCallID: a call has no id, or the id of another call.
	ReasonBadCallID pathways.Reason = "bad_call_id"
	// ReasonUnknownDependency: a call depends on one that does not come before it.
	ReasonUnknownDependency pathways.Reason = "unknown_dependency"
	// ReasonToolNotOffered: a call is to a tool that the sample does not offer.
	ReasonToolNotOffered pathways.Reason = "tool_not_offered"
	// ReasonMalformedArguments: a call's arguments are not a JSON object in
	// canonical form, or one beyond the limits on depth and numbers.
	ReasonMalformedArguments pathways.Reason = "malformed_arguments"
)

// The reasons of the schema stage.
const (
	// ReasonUnknownTool: the domain has no tool of that name.
	ReasonUnknownTool pathways.Reason = "unknown_tool"
	// ReasonInvalidArguments: the arguments do not meet the tool's schema.
	ReasonInvalidArguments pathways.Reason = "invalid_arguments"
)

// The reasons of the grounding stage.
const (
	// ReasonUngroundedArgument: a value follows from nothing the sample shows.
	ReasonUngroundedArgument pathways.Reason = "ungrounded_argument"
	// ReasonUnusedMention: the query names a value that a called tool admits,
	// and no call has it.
	ReasonUnusedMention pathways.Reason = "unused_mention"
	// ReasonAnsweredAlready: the reply asks for what the query says.
	ReasonAnsweredAlready pathways.Reason = "answered_already"
	// ReasonDroppedArgument: the query follows up on the call right before, and an
	// argument of that is gone.
	ReasonDroppedArgument pathways.Reason = "dropped_argument"
	// ReasonUnchanged: the query follows up on the call right before, and changes
	// nothing.
	ReasonUnchanged pathways.Reason = "unchanged"
	// ReasonChangedSeveral: the query leaves out what the call right before has, and
	// more than one other argument is not as it was: that is a request of its own, and
	// what it does not say is not asked for.
	ReasonChangedSeveral pathways.Reason = "changed_several"
	// ReasonUnseen: too little of what a vision model says it saw is known of
	// the picture; see Pipeline.Unseen.
	ReasonUnseen pathways.Reason = "unseen"
)

// The reasons of the execution stage, beside those of package execute.
const (
	// ReasonStaleResult: what a call is said to have returned is not what it returns.
	ReasonStaleResult pathways.Reason = "stale_result"
	// ReasonUnusedResult: a call depends on others, and takes nothing that stands in
	// a result of theirs.
	ReasonUnusedResult pathways.Reason = "unused_result"
)

// The reasons of the held-out stage; see HeldOut.
const (
	// ReasonHeldOutEqual: the query is one of those that are held out.
	ReasonHeldOutEqual pathways.Reason = "held_out_equal"
	// ReasonHeldOutNear: the query is nearly one of those that are held out.
	ReasonHeldOutNear pathways.Reason = "held_out_near"
)

// ReasonDisagrees is the reason of the judge's stage: a model says that the calls
// do not answer the query; see Judge.
const ReasonDisagrees pathways.Reason = "disagrees"

// The reasons of the duplicates stage.
const (
	// ReasonDuplicate: the query was accepted before, with the same context.
	ReasonDuplicate pathways.Reason = "duplicate"
	// ReasonNearDuplicate: a sample with the same calls and the same context was
	// accepted before whose query is nearly the same; see NearDuplicates.
	ReasonNearDuplicate pathways.Reason = "near_duplicate"
)

// Rejection says why a sample was refused.
type Rejection struct {
	Stage  Stage
	Reason pathways.Reason
	// Detail is for people: where, what was found, what was expected.
	Detail string

	// Of the grounding stage, for who is to mend it: Call is the id of the call,
	// Argument where in its arguments ("size/width"), and Value the JSON text that
	// nothing shows. Of what the query says and no call has it is only the
	// parameter's name, and Words are what the query says, folded.
	Call, Argument, Value, Words string
}

// String returns stage, reason and detail in one line.
func (r *Rejection) String() string {
	s := string(r.Stage) + ": " + string(r.Reason)
	if r.Detail != "" {
		s += ": " + r.Detail
	}
	return s
}

// Pipeline is the stages that keep no state: shape, schema, grounding, execution,
// in this order. It is safe for concurrent use.
type Pipeline struct {
	domain  *domain.Domain
	tools   map[string]*tool
	content *content
	lexicon *domain.Lexicon
	// hedging are the words without which nothing is taken back or refused.
	hedging map[string]bool
	library *execute.Library
	// phrases are the ways to say a node in a walk: its value and its labels,
	// each as words. Only nodes that some walk can take are there.
	phrases map[*domain.Node][]phrase

	// inspections holds *inspection values for reuse: their slices are most of
	// what a verification would allocate.
	inspections sync.Pool
}

// New prepares the stages for samples of d.
func New(d *domain.Domain) *Pipeline {
	p := &Pipeline{
		domain:  d,
		tools:   make(map[string]*tool, len(d.Tools)),
		lexicon: d.Lexicon,
		library: execute.New(d),
		phrases: map[*domain.Node][]phrase{},
		hedging: map[string]bool{},
	}
	for w := range strings.FieldsSeq(hedging) {
		p.hedging[w] = true
	}
	walked := map[string]bool{}
	fields := map[string]bool{}
	for _, t := range d.Tools {
		ct := newTool(d, t)
		p.tools[t.Name] = ct
		for _, pr := range ct.leaves {
			for _, typ := range pr.walk {
				walked[typ] = true
			}
			if pr.binding.Kind == domain.BindWalk && pr.binding.Field != "" {
				fields[pr.binding.Field] = true
			}
		}
	}
	for _, n := range d.Graph.Nodes {
		if walked[n.Type] {
			p.phrases[n] = phrasesOf(n)
		}
	}
	p.content = newContent(d.Items, fields)
	p.inspections.New = func() any { return new(inspection) }
	return p
}

// Verify runs the stages on a finished sample and returns the first refusal, or
// nil where the sample passed. It does not change the sample.
func (p *Pipeline) Verify(s *sample.Sample) *Rejection {
	in, ok := p.inspections.Get().(*inspection)
	if !ok {
		in = new(inspection)
	}
	in.pipeline, in.sample = p, s
	r := in.run()
	in.reset()
	p.inspections.Put(in)
	return r
}

// inspection is one run of the stages over one sample. What a stage finds out,
// the next ones use: arguments are decoded once, and words folded once.
type inspection struct {
	pipeline *Pipeline
	sample   *sample.Sample

	calls []call
	nodes []node
	texts []text
	names []phrase
	query int // index into texts

	// places are the items of the list on the screen that the query speaks of;
	// pointed is the only one of them, where nothing is open.
	places  places
	pointed *sample.Item
	// at is the call at hand.
	at int
	// leader is the root of the call that the query follows up on, 0 for none; apart
	// is what sets the only call apart from it.
	leader int
	apart  difference
}

// call is one call of the sample, decoded.
type call struct {
	*sample.Call

	tool *tool
	// object is the arguments as the schema validator wants them.
	object any
	// root is the index of the arguments object in the inspection's nodes.
	root int
}

func (in *inspection) run() *Rejection {
	if r := in.shape(); r != nil {
		return r
	}
	if r := in.schema(); r != nil {
		return r
	}
	if r := in.seen(); r != nil {
		return r
	}
	if r := in.grounding(); r != nil {
		return r
	}
	return in.execution()
}

// reset drops every reference into the sample, and keeps the slices.
func (in *inspection) reset() {
	clear(in.calls)
	clear(in.nodes)
	clear(in.names)
	clear(in.texts)
	clear(in.places)
	*in = inspection{
		calls: in.calls[:0],
		nodes: in.nodes[:0],
		names: in.names[:0],
		texts: in.texts[:0],

		places: in.places[:0],
	}
}
