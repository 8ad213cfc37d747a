package router_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/router"
)

func TestEveryFeatureIsDescribed(t *testing.T) {
	t.Parallel()

	features := router.Features()
	if len(features) != router.NumFeatures {
		t.Fatalf("found %d features, expected %d", len(features), router.NumFeatures)
	}

	seen := map[string]bool{}

	for i, f := range features {
		if f.Name == "" || f.Meaning == "" || f.Min >= f.Max || seen[f.Name] {
			t.Errorf("feature %d: found %+v, expected a unique name, a meaning and a range", i, f)
		}

		seen[f.Name] = true
	}

	features[0].Name = "changed"
	if router.Features()[0].Name == "changed" {
		t.Error("a caller can change the table")
	}
}

func TestFeaturesStayInTheirRange(t *testing.T) {
	t.Parallel()

	table := router.Features()

	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		state, slot, policy := s.state(t), s.drawSlot(t), heuristicPolicy(t)

		var d router.Decision
		if err := policy.Decide(state, slot, 0.5, &d); err != nil {
			t.Fatalf("decide: %v", err)
		}

		for i, x := range d.Features {
			// The negated form also catches a NaN.
			if f := table[i%router.NumFeatures]; !(x >= f.Min && x <= f.Max) {
				t.Fatalf("pathway %d: %s: found %v, expected %v to %v", i/router.NumFeatures, f.Name, x, f.Min, f.Max)
			}
		}
	})
}

// TestFeaturesAreThoseOfTheVersion pins the values: a policy trained on this
// feature version must go on meaning the same. If a change is intended, raise
// FeatureVersion and write the file anew with UPDATE_GOLDEN=1.
func TestFeaturesAreThoseOfTheVersion(t *testing.T) {
	t.Parallel()

	s := busy(4, 300)
	state, policy := s.state(t), heuristicPolicy(t)

	var (
		d   router.Decision
		out strings.Builder
	)

	fmt.Fprintf(&out, "# feature version %d\n", router.FeatureVersion)

	slots := s.slots(2)
	slots[1].Mask = slots[1].Mask.Without(2)

	for i := range slots {
		if err := policy.Decide(state, &slots[i], 0.9, &d); err != nil {
			t.Fatalf("decide: %v", err)
		}

		// Nine digits: more would differ where the processor fuses operations.
		fmt.Fprintf(&out, "\nslot %d: choice %d, propensity %.9g\n", i, d.Choice, d.Propensity)

		for f, feature := range router.Features() {
			fmt.Fprintf(&out, "%-24s", feature.Name)

			for k := range s.pathways {
				fmt.Fprintf(&out, " %16.9g", d.Features[k*router.NumFeatures+f])
			}

			out.WriteString("\n")
		}
	}

	const golden = "testdata/features_v2.golden"

	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(out.String()), 0o600); err != nil {
			t.Fatalf("write: %v", err)
		}
	}

	expected, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("read: %v", err)
	}

	if out.String() != string(expected) {
		t.Errorf("found\n%s\nexpected\n%s", out.String(), expected)
	}
}
