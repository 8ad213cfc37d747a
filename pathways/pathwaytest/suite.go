// Package pathwaytest is the conformance suite that every pathway passes: what
// the run loop relies on, whatever writes the candidates.
package pathwaytest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// Options say what a pathway promises beyond the interface.
type Options struct {
	// Deterministic pathways give equal candidates for equal draws.
	Deterministic bool
	// Briefs is how many briefs are tried; 0 means 300.
	Briefs int
	// Down is the pathway with what it needs being away; a pathways.Outside has to
	// have one.
	Down pathways.Outside
}

// Run puts a pathway through the suite, on briefs drafted from its domain.
func Run(t *testing.T, d *domain.Domain, p pathways.Pathway, o Options) {
	t.Helper()
	if o.Briefs == 0 {
		o.Briefs = 300
	}
	briefs, others := drafted(t, d, p, o.Briefs)
	t.Run("identity", func(t *testing.T) { identity(t, p) })
	t.Run("candidates", func(t *testing.T) { candidates(t, p, briefs) })
	t.Run("brief is not changed", func(t *testing.T) { unchanged(t, p, briefs) })
	t.Run("context", func(t *testing.T) { cancelled(t, p, briefs[0]) })
	t.Run("concurrent", func(t *testing.T) { concurrent(t, p, briefs) })
	t.Run("modality", func(t *testing.T) { modality(t, d, p, briefs) })
	t.Run("other briefs", func(t *testing.T) { unserved(t, p, others) })
	if out, ok := p.(pathways.Outside); ok {
		t.Run("outside", func(t *testing.T) { outside(t, d, out, o.Down, briefs) })
	}
	if o.Deterministic {
		t.Run("deterministic", func(t *testing.T) { deterministic(t, p, briefs) })
	}
}

func identity(t *testing.T, p pathways.Pathway) {
	t.Helper()
	if want := string(p.Modality()) + "/"; !strings.HasPrefix(p.Name(), want) {
		t.Errorf("name %q does not begin with its modality %q", p.Name(), want)
	}
	if p.Cost() <= 0 {
		t.Errorf("cost is %v, want more than 0", p.Cost())
	}
}

// candidates looks at the form of what is written; whether it is right is for
// the checks to say.
func candidates(t *testing.T, p pathways.Pathway, briefs []*pathways.Brief) {
	t.Helper()
	wrote := 0
	for i, b := range briefs {
		c, err := p.Write(t.Context(), b, source(uint64(i)))
		if err != nil {
			if _, ok := pathways.ReasonOf(err); !ok {
				t.Errorf("brief %d: error %v has no reason", i, err)
			}
			continue
		}
		wrote++
		if err := wellFormed(b, c); err != nil {
			t.Errorf("brief %d: %v", i, err)
		}
	}
	if wrote == 0 {
		t.Errorf("wrote nothing for %d briefs", len(briefs))
	}
}

func unchanged(t *testing.T, p pathways.Pathway, briefs []*pathways.Brief) {
	t.Helper()
	for i, b := range briefs {
		before := fmt.Sprintf("%+v %v", *b, b.SampleCalls())
		first, second := p.CanServe(b), p.CanServe(b)
		_, _ = p.Write(t.Context(), b, source(uint64(i)))
		if after := fmt.Sprintf("%+v %v", *b, b.SampleCalls()); before != after {
			t.Fatalf("brief %d was changed:\n%s\n%s", i, before, after)
		}
		if first != second || !p.CanServe(b) {
			t.Fatalf("brief %d: CanServe changed its mind", i)
		}
	}
}

func cancelled(t *testing.T, p pathways.Pathway, b *pathways.Brief) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Write(ctx, b, source(0)); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: error %v, want context.Canceled", err)
	}
}

func concurrent(t *testing.T, p pathways.Pathway, briefs []*pathways.Brief) {
	t.Helper()
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i, b := range briefs {
				if p.CanServe(b) {
					_, _ = p.Write(t.Context(), b, source(uint64(w*len(briefs)+i)))
				}
			}
		})
	}
	wg.Wait()
}

func deterministic(t *testing.T, p pathways.Pathway, briefs []*pathways.Brief) {
	t.Helper()
	for i, b := range briefs {
		one, errOne := p.Write(t.Context(), b, source(uint64(i)))
		two, errTwo := p.Write(t.Context(), b, source(uint64(i)))
		if !reflect.DeepEqual(one, two) || (errOne == nil) != (errTwo == nil) {
			t.Fatalf("brief %d: equal draws gave %+v and %+v", i, one, two)
		}
	}
}

func source(n uint64) *rand.Rand { return rand.New(rand.NewPCG(n, 0x9e3779b97f4a7c15)) }
