package phrase

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/sample"
)

// tries bounds how many expansions are made to meet the asked length and
// phrasing. The last complete one stands in when none does. After half of them
// it goes on without manners, which may be what stood in the way.
const tries = 24

// leaning is by how much a try that was too short or too long changes the chance
// of optional words in those after it.
const leaning = 0.15

// Write implements pathways.Pathway.
func (p *Pathway) Write(ctx context.Context, b *pathways.Brief, rng *rand.Rand) (*pathways.Candidate, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r, ok := p.renderers.Get().(*renderer)
	if !ok {
		r = new(renderer)
	}
	r.reset(p, b, rng)
	defer p.renderers.Put(r)
	last, most := "", r.most()
	for try := range most {
		r.again()
		r.prepare()
		if try < most/2 {
			r.setMood()
		}
		if r.broken || !p.phrase(r, try < most/2) || r.broken {
			continue
		}
		text, met := r.finish(try < most/2)
		if met {
			return p.candidate(r, text), nil
		}
		last = text
	}
	if last == "" {
		return nil, &pathways.Failure{
			Reason: pathways.ReasonNoPhrase,
			Detail: fmt.Sprintf("no production says %s in phrasing %q", wanted(b), b.Bucket(p.phrasing)),
		}
	}
	return p.candidate(r, last), nil
}

// phrase makes one expansion, as wordy as the asked length wants.
func (p *Pathway) phrase(r *renderer, mannered bool) bool {
	r.wordiness = min(1, max(0, p.wordiness(r.brief, r.rng)+r.lean))
	if len(r.brief.Calls) == 0 {
		return r.idle()
	}
	if r.brief.FollowUp != nil {
		return r.followUp(mannered)
	}
	phrasing, ok := p.pickPhrasing(r)
	if !ok {
		return false
	}
	a := r.opening(phrasing)
	if a == nil {
		return false
	}
	r.trace = append(r.trace, a.source)
	if !r.expand(a, 0) || !r.complete() || !r.settle() || !r.leavesOpen() {
		return false
	}
	if mannered && r.voice.manners != nil && !r.terse {
		r.surround(phrasing)
	}
	return true
}

// pickPhrasing returns the asked phrasing, or any.
func (p *Pathway) pickPhrasing(r *renderer) (int, bool) {
	if want := r.brief.Bucket(p.phrasing); want != "" {
		i, ok := r.voice.byBucket[want]
		return i, ok
	}
	i := r.rng.IntN(r.voice.phrasings)
	if r.voice.pointing[i] && r.brief.Context == nil {
		// Nobody points at what is not there: another one will do.
		for k := range r.voice.phrasings {
			if other := (i + k) % r.voice.phrasings; !r.voice.pointing[other] {
				return other, true
			}
		}
	}
	return i, true
}

// finish makes the text, with manners if it still is what was asked for then.
func (r *renderer) finish(mannered bool) (text string, met bool) {
	plain := r.text()
	if r.voice.manners == nil || !mannered {
		text = string(plain)
		return text, r.meets(text)
	}
	r.plain = append(r.plain[:0], plain...)
	if text = string(r.style(plain)); r.meets(text) {
		return text, true
	}
	text = string(r.plain)
	return text, r.meets(text)
}

// meets says whether a text falls in the asked buckets of length, phrasing and twist.
func (r *renderer) meets(text string) bool {
	p := r.pathway
	if r.twist.kind == sample.TwistRange && !r.bounded {
		return false // "between two meetings"
	}
	r.scratch.Messages = r.scratch.Messages[:0]
	if r.twist.kind != "" {
		r.scratch.Messages = append(r.scratch.Messages, r.brief.History...) // follow-ups show in it
	}
	r.scratch.Messages = append(r.scratch.Messages, sample.Message{Role: sample.RoleUser, Content: text})
	for _, i := range [...]int{p.words, p.phrasing, p.twist} {
		want := r.brief.Bucket(i)
		if i == p.twist {
			want = r.twist.kind
		}
		if want == "" {
			continue
		}
		f := &p.domain.Facets[i]
		got := f.Measure(&r.scratch)
		if f.Buckets[got] == want {
			continue
		}
		if i == p.words && got < f.Bucket(want) {
			r.lean += leaning
		} else if i == p.words {
			r.lean -= leaning
		}
		return false
	}
	return true
}

// wordiness maps the asked length to the chance of optional words, with some
// spread so that tries differ. What tries were too short or too long leans it.
func (p *Pathway) wordiness(b *pathways.Brief, rng *rand.Rand) float64 {
	want := b.Bucket(p.words)
	if want == "" {
		return rng.Float64()
	}
	f := &p.domain.Facets[p.words]
	at := float64(f.Bucket(want)) / float64(max(1, len(f.Buckets)-1))
	return at + 0.5*(rng.Float64()-0.5)
}

func (p *Pathway) candidate(r *renderer, text string) *pathways.Candidate {
	b := r.brief
	c := &pathways.Candidate{
		Messages: []sample.Message{{Role: sample.RoleUser, Content: text}},
		Calls:    b.SampleCalls(),
		Context:  b.SampleContext(),
		Template: strings.Join(r.trace, " ‹ "),
	}
	nodes := len(r.nodes)
	for i := range b.Calls {
		for j := range b.Calls[i].Arguments {
			nodes += len(b.Calls[i].Arguments[j].Nodes)
		}
	}
	if nodes > 0 {
		c.Nodes = append(make([]string, 0, nodes), r.nodes...)
	}
	for i := range b.Calls {
		for j := range b.Calls[i].Arguments {
			for _, n := range b.Calls[i].Arguments[j].Nodes {
				c.Nodes = append(c.Nodes, n.ID)
			}
		}
	}
	if b.Item != nil {
		c.Items = append(c.Items, b.Item.ID)
	}
	if b.Context != nil {
		c.Items = append(c.Items, b.Context.ID)
	}
	for i := range b.Calls {
		if it := b.Calls[i].Item; it != nil && !slices.Contains(c.Items, it.ID) {
			c.Items = append(c.Items, it.ID)
		}
	}
	return c
}

// idle says what asks for no tool: what none does, or small talk, whose entry the
// template begins with.
func (r *renderer) idle() bool {
	entries := r.voice.idle(r.brief)
	if len(entries) == 0 {
		return false
	}
	talk, prefix := entries[0], ""
	if r.brief.Reply != nil && r.brief.Reply.Kind == sample.ReplyChat {
		i := r.rng.IntN(len(entries))
		talk, prefix = entries[i], fmt.Sprintf("chat:%d ", i)
	}
	a := r.pick(talk, 0)
	if a == nil {
		return false
	}
	r.trace = append(r.trace, prefix+a.source)
	return r.expand(a, 0)
}

func wanted(b *pathways.Brief) string {
	if len(b.Calls) == 0 {
		return "no call"
	}
	calls := make([]string, len(b.Calls))
	for i := range b.Calls {
		names := make([]string, len(b.Calls[i].Arguments))
		for j, a := range b.Calls[i].Arguments {
			names[j] = a.Param.Name
		}
		calls[i] = b.Calls[i].Tool.Name + "(" + strings.Join(names, ", ") + ")"
	}
	return strings.Join(calls, " and ")
}
