package run

import (
	"context"
	"encoding/json"
)

// stageElsewhere is the stage of attempts whose sample fell in another cell; the
// reason names the facets in which it differs.
const stageElsewhere = "elsewhere"

// attempt tries a cell once; false where the context ended before it was done.
func (p *prober) attempt(ctx context.Context, cell, round int) bool {
	c := &p.cells[cell]
	s := &slot{ordinal: uint64(cell)*probeStubborn + uint64(round), cell: c.whole, pathway: -1}
	r := p.try(ctx, s)
	if ctx.Err() != nil {
		return false
	}
	c.Attempts++
	switch why := p.missed(s, &r, c.part); {
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
	mask, failed := p.draft(s)
	if mask == 0 {
		return failed
	}
	able := make([]int, 0, mask.Count())
	for i := range p.pathways {
		if mask.Has(i) {
			able = append(able, i)
		}
	}
	s.pathway = able[slotRand(p.spec.GetSeed(), s.ordinal, streamRoute).IntN(len(able))]
	return p.work(ctx, s)
}

// missed names the facets of a part in which a sample is not where it was aimed,
// joined by +; empty where it is.
func (p *prober) missed(s *slot, r *result, part int) string {
	names := ""
	for f, b := range p.table.Buckets(s.cell) {
		if r.sample == nil || r.landed[f] == b || p.table.PartOf(f) != part {
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
