package servetest

import (
	"testing"

	"github.com/callmill/callmill/router"
)

// Policy is the one that ships but for its name, "test@version", and the weight of
// the first feature.
func Policy(tb testing.TB, version string, weight float64) *router.Policy {
	tb.Helper()
	return edited(tb, version, func(spec *router.Spec) { spec.Weights[0] = weight })
}

// WrongPolicy is one that chooses the opposite of the one that ships, as a wrong
// price would have it.
func WrongPolicy(tb testing.TB, version string) *router.Policy {
	tb.Helper()
	return edited(tb, version, func(spec *router.Spec) {
		for i := range spec.Weights {
			spec.Weights[i] = -spec.Weights[i]
		}
	})
}

func edited(tb testing.TB, version string, edit func(*router.Spec)) *router.Policy {
	tb.Helper()
	start, err := router.StartPolicy()
	if err != nil {
		tb.Fatalf("the policy that ships: %v", err)
	}
	spec := start.Spec()
	spec.Name, spec.Version = "test", version
	edit(&spec)
	p, err := router.NewPolicy(spec)
	if err != nil {
		tb.Fatalf("make a policy: %v", err)
	}
	return p
}
