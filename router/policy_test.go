package router_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/router"
)

func TestHeuristicPolicyIsTheHeuristicAlone(t *testing.T) {
	t.Parallel()

	p, err := router.HeuristicPolicy()
	if err != nil {
		t.Fatalf("heuristic policy: %v", err)
	}

	if p.Label() != "heuristic@1" {
		t.Errorf("found %q", p.Label())
	}

	expected := make([]float64, router.NumFeatures)
	expected[column("log_ratio")] = 10

	if found := p.Spec().Weights; !slices.Equal(found, expected) {
		t.Errorf("found the weights %v, expected %v", found, expected)
	}
}

func TestEmbeddedPoliciesAreInCanonicalForm(t *testing.T) {
	t.Parallel()

	for name, read := range map[string]func() (*router.Policy, error){
		"start": router.StartPolicy, "heuristic": router.HeuristicPolicy,
	} {
		p, err := read()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}

		file, err := os.ReadFile("policies/" + name + ".json")
		if err != nil {
			t.Fatalf("read: %v", err)
		}

		if encoded := p.Encode(); !bytes.Equal(encoded, file) {
			t.Errorf("%s is not in canonical form; found\n%s\nexpected\n%s", name, file, encoded)
		}
	}
}

func TestAPolicySurvivesItsFile(t *testing.T) {
	t.Parallel()

	name := rapid.StringMatching(`[a-z0-9][a-z0-9._-]{0,20}`)
	weight := rapid.Float64Range(-1e6, 1e6)

	rapid.Check(t, func(t *rapid.T) {
		floor := rapid.Float64Range(router.MinFloor, 1).Draw(t, "floor")
		spec := router.Spec{
			Name: name.Draw(t, "name"), Version: name.Draw(t, "version"), Card: rapid.String().Draw(t, "card"),
			Exploration: router.Exploration{
				Start: rapid.Float64Range(floor, 1).Draw(t, "start"), Floor: floor,
				Decay: rapid.Float64Range(1e-9, 1e12).Draw(t, "decay"),
			},
			Price:   rapid.Float64Range(0, 1e6).Draw(t, "price"),
			Weights: rapid.SliceOfN(weight, router.NumFeatures, router.NumFeatures).Draw(t, "weights"),
		}

		made, err := router.NewPolicy(spec)
		if err != nil {
			t.Fatalf("new policy: %v", err)
		}

		read, err := router.ParsePolicy(made.Encode())
		if err != nil {
			t.Fatalf("parse: %v\n%s", err, made.Encode())
		}

		if !reflect.DeepEqual(made, read) {
			t.Fatalf("found %+v, expected %+v", read, made)
		}
	})
}

func TestLayoutDoesNotChangeThePolicy(t *testing.T) {
	t.Parallel()

	p := heuristicPolicy(t)

	// A map is written in alphabetical order of its keys: neither the file's
	// order nor its layout.
	var content map[string]any
	if err := json.Unmarshal(p.Encode(), &content); err != nil {
		t.Fatalf("unmarshal: %v", err)
	}

	shuffled, err := json.Marshal(content)
	if err != nil {
		t.Fatalf("marshal: %v", err)
	}

	q, err := router.ParsePolicy(shuffled)
	if err != nil {
		t.Fatalf("parse: %v", err)
	}

	if p.Hash() != q.Hash() || len(q.Hash()) != 64 {
		t.Errorf("found hash %q, expected %q", q.Hash(), p.Hash())
	}
}

func TestTheHashTellsPoliciesApart(t *testing.T) {
	t.Parallel()

	spec := heuristicPolicy(t).Spec()
	seen := map[string]string{}
	record := func(change string) {
		p, err := router.NewPolicy(spec)
		if err != nil {
			t.Fatalf("%s: %v", change, err)
		}

		if other, ok := seen[p.Hash()]; ok {
			t.Errorf("%s has the hash of %s", change, other)
		}

		seen[p.Hash()] = change
	}

	record("none")

	for i, f := range router.Features() {
		spec.Weights[i] += 1e-9

		record(f.Name)
	}

	spec.Card += "."

	record("card")

	spec.Price = 0.5

	record("price")

	spec.Exploration.Decay++

	record("decay")

	spec.Version = "2"

	record("version")

	// 0 and −0 weigh the same and so must hash the same.
	spec.Weights[0] = 0
	zero, _ := router.NewPolicy(spec)
	spec.Weights[0] = math.Copysign(0, -1)
	negative, _ := router.NewPolicy(spec)

	if zero.Hash() != negative.Hash() {
		t.Error("a negative zero changes the hash")
	}
}

func TestNewPolicyRefusesBadContent(t *testing.T) {
	t.Parallel()

	faults := []struct {
		name    string
		spoil   func(*router.Spec)
		message string
	}{
		{
			"card", func(s *router.Spec) { s.Card = "\xff" },
			"policy: card: found 1 bytes, expected UTF-8 of at most 65536 bytes",
		},
		{
			"few weights", func(s *router.Spec) { s.Weights = s.Weights[1:] },
			"policy: weights: found 48 weights, expected 49",
		},
		{
			"weight", func(s *router.Spec) { s.Weights[4] = math.NaN() },
			"policy: weights.open: found NaN, expected a number from",
		},
		{
			"price", func(s *router.Spec) { s.Price = math.Inf(1) },
			"policy: price: found +Inf, expected a number from 0 to 1e+06",
		},
	}
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()

			spec := heuristicPolicy(t).Spec()
			fault.spoil(&spec)

			_, err := router.NewPolicy(spec)

			var e *router.PolicyError
			if !errors.As(err, &e) || e.Line != 0 || !strings.HasPrefix(err.Error(), fault.message) {
				t.Errorf("found %v, expected %q", err, fault.message)
			}
		})
	}
}

func TestAPolicyCannotBeChangedFromOutside(t *testing.T) {
	t.Parallel()

	spec := heuristicPolicy(t).Spec()

	p, err := router.NewPolicy(spec)
	if err != nil {
		t.Fatalf("new policy: %v", err)
	}

	before := p.Encode()
	spec.Weights[0] = 7
	p.Spec().Weights[0] = 7

	if after := p.Encode(); !bytes.Equal(before, after) {
		t.Errorf("found\n%s\nexpected\n%s", after, before)
	}
}
