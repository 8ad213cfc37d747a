package run

import (
	"math"
	"strings"
	"testing"
	"time"
)

// Every cell is tried, each of the target's shares is counted once, and what did
// not land has a reason.
func TestProbe(t *testing.T) {
	const attempts = 2
	e := studioEngine(t)
	p, err := e.Probe(t.Context(), ProbeOptions{Seed: 3, Attempts: attempts, Limit: 5 * time.Minute})
	if err != nil || p.Cut {
		t.Fatal(p, err)
	}
	shares := map[string]float64{}
	for i := range p.Cells {
		c := &p.Cells[i]
		shares[strings.Join(c.Facets, " ")] += c.Share
		if len(c.Buckets) != len(c.Facets) {
			t.Fatalf("cell %v has not the facets %v", c.Buckets, c.Facets)
		}
		// Attempts go on until one lands, but not beyond what closes a cell.
		if c.Attempts < attempts || c.Attempts > probeStubborn || c.Landed == 0 && c.Attempts != probeStubborn {
			t.Errorf("cell %v: %d of %d attempts landed", c.Buckets, c.Landed, c.Attempts)
		}
		if c.Attempts > attempts && c.Landed > 1 {
			t.Errorf("cell %v was filled and tried on: %d of %d", c.Buckets, c.Landed, c.Attempts)
		}
		missed := int64(0)
		for _, r := range c.Reasons {
			missed += r.GetCount()
		}
		if int(missed)+c.Landed != c.Attempts {
			t.Errorf("cell %v: %d landed and %v, of %d", c.Buckets, c.Landed, c.Reasons, c.Attempts)
		}
	}
	for part, share := range shares {
		if math.Abs(share-1) > 1e-9 {
			t.Errorf("the shares of %s sum to %v", part, share)
		}
	}
	for _, tool := range e.Domain.Tools {
		if got := p.Tools[tool.Name]; got == nil || got.Samples == 0 {
			t.Errorf("no sample of %s", tool.Name)
		}
	}
}
