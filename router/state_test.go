package router_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/callmill/callmill/router"
)

func TestNewStateRefusesABadConfiguration(t *testing.T) {
	t.Parallel()

	type config struct {
		pathways []router.Pathway
		facets   []router.Facet
		cells    int
	}

	faults := []struct {
		name    string
		spoil   func(*config)
		message string
	}{
		{"no pathway", func(c *config) { c.pathways = nil }, "found 0 pathways, expected 1 to 64"},
		{"65 pathways", func(c *config) { c.pathways = busy(65, 0).pathways }, "found 65 pathways"},
		{"no name", func(c *config) { c.pathways[1].Name = "" }, `pathway 1: found the name ""`},
		{"name twice", func(c *config) { c.pathways[1].Name = "pathway-0" }, `pathway 1: found the name "pathway-0"`},
		{
			"modality", func(c *config) { c.pathways[1].Modality = "audio" },
			`pathway "pathway-1": found the modality "audio", expected phrase, text or vision`,
		},
		{"free", func(c *config) { c.pathways[0].Cost = 0 }, `pathway "pathway-0": found the cost 0`},
		{"no cost", func(c *config) { c.pathways[0].Cost = math.NaN() }, "found the cost NaN"},
		{"no end of cost", func(c *config) { c.pathways[0].Cost = math.Inf(1) }, "found the cost +Inf"},
		{"worthless", func(c *config) { c.pathways[0].Quality = 0 }, "found the quality 0"},
		{"more than perfect", func(c *config) { c.pathways[0].Quality = 1.1 }, "found the quality 1.1"},
		{"facet without name", func(c *config) { c.facets[0].Name = "" }, `facet 0: found the name ""`},
		{"facet twice", func(c *config) { c.facets[1].Name = "tool" }, `facet 1: found the name "tool"`},
		{"no bucket", func(c *config) { c.facets[0].Buckets = 0 }, `facet "tool": found 0 buckets`},
		{"role twice", func(c *config) { c.facets[0].Role = router.RoleLength }, `facet "words": found a second facet`},
		{"stray role", func(c *config) { c.facets[0].Role = 9 }, `facet "tool": found the role 9`},
		{"no cell", func(c *config) { c.cells = 0 }, "found 0 cells"},
		{"too large", func(c *config) { c.cells = 1 << 24 }, "found 16777216 cells, expected 1 to 8388608 with 2 pathways"},
	}
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()

			s := busy(2, 0)
			c := &config{s.pathways, s.facets, s.cells}
			fault.spoil(c)

			state, err := router.NewState(c.pathways, c.facets, c.cells)
			if state != nil || !errors.Is(err, router.ErrConfig) || !strings.Contains(fmt.Sprint(err), fault.message) {
				t.Errorf("found %v, expected %v with %q", err, router.ErrConfig, fault.message)
			}
		})
	}
}

func TestSettleRefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()

	faults := []struct {
		name    string
		spoil   func(*router.Outcome)
		message string
	}{
		{"pathway", func(o *router.Outcome) { o.Pathway = 2 }, "pathway: found 2, expected 0 to 1"},
		{"cell", func(o *router.Outcome) { o.Cell = -1 }, "cell: found -1, expected 0 to 999"},
		{"landed cell", func(o *router.Outcome) { o.LandedCell = 1000 }, "landed cell: found 1000, expected -1 to 999"},
		{"accepted nowhere", func(o *router.Outcome) { o.LandedCell = -1 }, "landed cell: found none"},
		{"no kind", func(o *router.Outcome) { o.Kind = 0 }, "kind: found Kind(0), expected accepted to unavailable"},
		{"stray kind", func(o *router.Outcome) { o.Kind = 6 }, "kind: found Kind(6)"},
		{"aimed", func(o *router.Outcome) { o.Buckets = nil }, "aimed buckets: found []"},
		{"landed", func(o *router.Outcome) { o.Landed[1] = 3 }, "landed buckets: found ["},
		{"gain", func(o *router.Outcome) { o.Gain = 1.5 }, "gain: found 1.5, expected 0 to 1"},
		{"no gain", func(o *router.Outcome) { o.Gain = math.NaN() }, "gain: found NaN"},
		{"cost", func(o *router.Outcome) { o.Cost = -1 }, "cost: found -1, expected 0 to 1e+09"},
		{"latency", func(o *router.Outcome) { o.Latency = -1 }, "latency: found -1, expected 0 to 1e+09"},
		{"no latency", func(o *router.Outcome) { o.Latency = math.NaN() }, "latency: found NaN"},
		{"no cost", func(o *router.Outcome) { o.Cost = math.NaN() }, "cost: found NaN"},
	}
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()

			s := busy(2, 20)
			state, policy, slot := s.state(t), heuristicPolicy(t), &s.slots(1)[0]
			bad := busy(2, 1).outcomes[0]
			bad.Kind = router.Accepted
			fault.spoil(&bad)

			var before, after router.Decision
			if err := policy.Decide(state, slot, 0.5, &before); err != nil {
				t.Fatalf("decide: %v", err)
			}

			err := state.Settle(&bad)
			if !errors.Is(err, router.ErrOutcome) || !strings.Contains(fmt.Sprint(err), fault.message) {
				t.Errorf("found %v, expected %v with %q", err, router.ErrOutcome, fault.message)
			}

			if err := policy.Decide(state, slot, 0.5, &after); err != nil || !reflect.DeepEqual(before, after) {
				t.Errorf("the refused outcome changed the state: %v", err)
			}
		})
	}
}

func TestAnUnavailablePathwayLearnsNothing(t *testing.T) {
	t.Parallel()

	s := busy(2, 20)
	state, policy, slot := s.state(t), heuristicPolicy(t), &s.slots(1)[0]

	var before, after router.Decision
	if err := policy.Decide(state, slot, 0.5, &before); err != nil {
		t.Fatalf("decide: %v", err)
	}

	down := s.outcomes[0]
	down.Kind = router.Unavailable

	if err := state.Settle(&down); err != nil {
		t.Fatalf("settle: %v", err)
	}

	if err := policy.Decide(state, slot, 0.5, &after); err != nil || !reflect.DeepEqual(before, after) {
		t.Errorf("found %+v, %v, expected %+v", after, err, before)
	}
}

func TestNumPathways(t *testing.T) {
	t.Parallel()

	if found := busy(5, 0).state(t).NumPathways(); found != 5 {
		t.Errorf("found %d, expected 5", found)
	}
}

func TestKindNames(t *testing.T) {
	t.Parallel()

	expected := []string{"Kind(0)", "accepted", "duplicate", "surplus", "rejected", "unavailable", "Kind(6)"}
	for k, name := range expected {
		if found := router.Kind(k).String(); found != name {
			t.Errorf("found %q, expected %q", found, name)
		}
	}
}
