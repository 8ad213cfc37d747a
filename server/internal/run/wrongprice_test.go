package run

import (
	"fmt"
	"slices"
	"testing"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/server/internal/policies"
)

// dear is a pathway that costs forty times as much as it did.
type dear struct{ pathways.Pathway }

func (d dear) Cost() float64 { return 40 * d.Pathway.Cost() }

// TestWrongPrice puts policies on trial on real runs, with one dear pathway among
// cheap ones that do as well. One that was trained at the wrong price and prefers
// what is dear is returned after a few runs; where it is the active one, the one
// that ships takes its place.
func TestWrongPrice(t *testing.T) {
	t.Parallel()
	e := *studioEngine(t)
	e.Pathways = slices.Clone(e.Pathways)
	e.Pathways[0] = dear{e.Pathways[0]}
	overpays := policyWith(t, "overpays", func(w []float64) {
		for i, f := range router.Features() {
			w[i] = 0
			if f.Name == "log_cost" {
				w[i] = 10
			}
		}
	})
	for _, c := range []struct {
		name    string
		active  *router.Policy
		trial   *router.Policy
		verdict policies.Verdict
		within  int // runs of the trial
	}{
		{"the wrong price", nil, overpays, policies.Returned, 6},
		{"the right price", overpays, policyWith(t, "back", func([]float64) {}), policies.Promoted, 8},
	} {
		h, stop := policyHost(t, t.TempDir(), &e, 0)
		defer stop()
		if c.active != nil {
			if _, err := h.Policies().Activate(c.active); err != nil {
				t.Fatal(err)
			}
		}
		before := h.Policies().Active()
		if _, _, err := h.Policies().Try(c.trial, 0.5, 8); err != nil {
			t.Fatal(err)
		}
		var trial *policies.Trial
		for i := range 40 {
			r, err := h.Create(t.Context(), &callmillv1.RunSpec{
				Domain: e.Domain.Name, Count: 30, Seed: uint64(i), Detached: true,
			}, fmt.Sprint("r", i), "")
			if err != nil {
				t.Fatal(err)
			}
			<-r.Done()
			if _, trial = h.Policies().List(); trial.Verdict != "" {
				break
			}
		}
		t.Logf("%s: %+v", c.name, trial)
		want := before
		if c.verdict == policies.Promoted {
			want = c.trial
		}
		if trial.Verdict != c.verdict || trial.Trial.Runs > c.within || h.Policies().Active().Hash() != want.Hash() {
			t.Errorf("%s: found %s active and %+v, want %s within %d runs",
				c.name, h.Policies().Active().Label(), trial, c.verdict, c.within)
		}
	}
}
