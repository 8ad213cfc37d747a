package pathwaytest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// soon is ample for what needs nothing from outside, on any machine.
const soon = 5 * time.Second

// modality: a pathway serves cells of its own modality, and none of another's.
func modality(t *testing.T, d *domain.Domain, p pathways.Pathway, briefs []*pathways.Brief) {
	t.Helper()
	facet := d.Facet(sample.FacetModality)
	for i, b := range briefs {
		for _, bucket := range d.Facets[facet].Buckets {
			asked := *b
			asked.Buckets = slices.Clone(b.Buckets)
			asked.Buckets[facet] = bucket
			if got, want := p.CanServe(&asked), bucket == string(p.Modality()); got != want {
				t.Fatalf("brief %d in modality %s: CanServe is %v, want %v", i, bucket, got, want)
			}
		}
	}
}

// unserved: what a pathway cannot serve may still reach it. It answers as ever.
func unserved(t *testing.T, p pathways.Pathway, briefs []*pathways.Brief) {
	t.Helper()
	for i, b := range briefs {
		c, err := p.Write(t.Context(), b, source(uint64(i)))
		_, typed := pathways.ReasonOf(err)
		switch {
		case err == nil && c == nil:
			t.Errorf("brief %d: neither a candidate nor an error", i)
		case err != nil && !typed:
			t.Errorf("brief %d: error %v has no reason", i, err)
		}
	}
}

// outside looks at what the run loop asks of a pathway that can be down.
func outside(t *testing.T, d *domain.Domain, p, down pathways.Outside, briefs []*pathways.Brief) {
	t.Helper()
	t.Run("tools", func(t *testing.T) { tools(t, d, p, briefs) })
	t.Run("turns", func(t *testing.T) { turns(t, p, briefs) })
	t.Run("down", func(t *testing.T) { away(t, d, p, down, briefs) })
}

// tools: a pathway serves briefs for the tools that it says it serves, and for no
// others. Targets are fitted by what it says.
func tools(t *testing.T, d *domain.Domain, p pathways.Outside, briefs []*pathways.Brief) {
	t.Helper()
	for i, b := range briefs {
		if first := firstTool(b); !p.ServesTool(first) {
			t.Errorf("brief %d: serves a brief for %s, and says it does not", i, bucketOf(first))
		}
	}
	drafter := brief.New(d)
	for _, tool := range append([]*domain.Tool{nil}, d.Tools...) {
		if !p.ServesTool(tool) {
			continue
		}
		buckets := make([]string, len(d.Facets))
		buckets[d.Facet(sample.FacetTool)] = bucketOf(tool)
		buckets[d.Facet(sample.FacetModality)] = string(p.Modality())
		served := false
		for i := uint64(0); i < 100 && !served; i++ {
			b, err := drafter.Draft(i, buckets, source(i))
			served = err == nil && p.CanServe(b)
		}
		if !served {
			t.Errorf("says that it serves briefs for %s, and serves none of 100", bucketOf(tool))
		}
	}
}

// firstTool is that of the tool facet, which knows no call where there is a reply.
func firstTool(b *pathways.Brief) *domain.Tool {
	if len(b.Calls) == 0 || b.Reply != nil {
		return nil
	}
	return b.Calls[0].Tool
}

func bucketOf(tool *domain.Tool) string {
	if tool == nil {
		return sample.BucketNone
	}
	return tool.Name
}

// turns: the provenance of what a model wrote says which model, asked how.
func turns(t *testing.T, p pathways.Outside, briefs []*pathways.Brief) {
	t.Helper()
	purposes := []string{sample.PurposeWrite, sample.PurposeLabel}
	for i, b := range briefs {
		c, err := p.Write(t.Context(), b, source(uint64(i)))
		if err != nil {
			continue // candidates looks at these
		}
		if len(c.Turns) == 0 {
			t.Fatalf("brief %d: a candidate of no model's turn", i)
		}
		for _, turn := range c.Turns {
			if !slices.Contains(purposes, turn.Purpose) || turn.Model == "" || turn.Digest == "" ||
				turn.Prompt == "" || turn.PromptHash == "" || turn.Attempts < 1 {
				t.Fatalf("brief %d: %+v does not say who was asked what", i, turn)
			}
		}
	}
}

// away: a pathway that is down says so, and refuses at once, but what it could
// serve does not change.
func away(t *testing.T, d *domain.Domain, p, down pathways.Outside, briefs []*pathways.Brief) {
	t.Helper()
	if p.Down() != "" {
		t.Errorf("is down: %s", p.Down())
	}
	if down == nil {
		t.Fatal("found no Options.Down, want the pathway with what it needs being away")
	}
	if down.Down() == "" {
		t.Error("Options.Down does not say that it is down")
	}
	for _, tool := range append([]*domain.Tool{nil}, d.Tools...) {
		if p.ServesTool(tool) != down.ServesTool(tool) {
			t.Errorf("ServesTool of %s changes when it is down", bucketOf(tool))
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	for i, b := range briefs {
		if !down.CanServe(b) {
			t.Fatalf("brief %d: CanServe changes when it is down", i)
		}
		c, err := down.Write(ctx, b, source(uint64(i)))
		if reason, _ := pathways.ReasonOf(err); reason != pathways.ReasonUnavailable || c != nil {
			t.Fatalf("brief %d: got %+v and error %v while down, want reason %s", i, c, err, pathways.ReasonUnavailable)
		}
	}
}
