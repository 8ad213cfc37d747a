package run

import (
	"context"
	"encoding/json"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
)

// stageElsewhere is the stage of attempts whose sample fell in another cell; the
// reason names the facets in which it differs.
const stageElsewhere = "elsewhere"

// attempt tries a cell once; false where the context ended before it was done.
func (p *prober) attempt(ctx context.Context, cell, round int) bool {
	s := &slot{ordinal: uint64(cell)*probeStubborn + uint64(round), cell: cell, pathway: -1}
	r := p.try(ctx, s)
	if ctx.Err() != nil {
		return false
	}
	c := &p.cells[cell]
	c.Attempts++
	switch why := p.missed(s, &r); {
	case r.sample == nil:
		c.refused[refusal{r.stage, r.reason}]++
	case why == "":
		c.Landed++
	default:
		c.refused[refusal{stageElsewhere, why}]++
	}
	if r.sample != nil {
		p.count(&r)
	}
	return true
}

// try drafts, writes and checks, with a pathway drawn from those that can serve.
func (p *prober) try(ctx context.Context, s *slot) result {
	seed := p.spec.GetSeed()
	b, err := p.engine.drafter.Draft(s.ordinal, p.names[s.cell], slotRand(seed, s.ordinal, streamDraft))
	if err != nil {
		reason, ok := pathways.ReasonOf(err)
		if !ok {
			reason = pathways.ReasonNoBrief
		}
		return refused(callmillv1.Outcome_KIND_FAILED, stageBrief, reason)
	}
	var able []int
	for i, w := range p.pathways {
		if w.CanServe(b) {
			able = append(able, i)
		}
	}
	if len(able) == 0 {
		return refused(callmillv1.Outcome_KIND_FAILED, stageRouter, pathways.ReasonNoPathway)
	}
	s.brief, s.pathway = b, able[slotRand(seed, s.ordinal, streamRoute).IntN(len(able))]
	return p.work(ctx, s)
}

// missed names the facets in which a sample is not where it was aimed, joined
// by +; empty where it is.
func (p *prober) missed(s *slot, r *result) string {
	names := ""
	for f, b := range p.table.Buckets(s.cell) {
		if r.sample == nil || r.landed[f] == b {
			continue
		}
		if names != "" {
			names += "+"
		}
		names += p.table.Facets()[f].Name
	}
	return names
}

// count notes which parameters a sample has.
func (p *prober) count(r *result) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range r.sample.Calls {
		t := p.tools[c.Name]
		if t == nil {
			t = &ToolProbe{Given: map[string]int{}}
			p.tools[c.Name] = t
		}
		t.Samples++
		var args map[string]json.RawMessage
		// The checks have read these arguments.
		_ = json.Unmarshal([]byte(c.Arguments), &args)
		for name := range args {
			t.Given[name]++
		}
	}
}
