package pathways_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/sample"
)

// Whichever of the words for its values a query says, the checks take it: they are
// the oracle of what means the same.
func TestSayIsWhatTheChecksTake(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(studio.Files())
	if err != nil {
		t.Fatal(err)
	}
	checks, drafter := check.New(d), brief.New(d)
	var tools []string
	for _, tool := range d.Tools {
		tools = append(tools, tool.Name)
	}
	said, passed := 0, 0
	for i := range uint64(2000) {
		rng := rand.New(rand.NewPCG(i, 21))
		b, err := drafter.Draft(i, make([]string, len(d.Facets)), rng)
		if err != nil || len(b.Calls) == 0 {
			continue
		}
		words := []string{"so"}
		for c := range b.Calls {
			told := b.Calls[c].Prompt()
			if told.JSON != b.SampleCalls()[c].Arguments || told.Description != b.Calls[c].Tool.Description {
				t.Fatalf("%+v is not the call %+v", told, b.SampleCalls()[c])
			}
			for k, a := range told.Arguments {
				switch {
				case a.OnScreen && len(a.Say) > 0, !a.OnScreen && len(a.Say) == 0:
					t.Fatalf("%s of %s says %q", a.Name, told.Name, a.Say)
				case strings.ContainsAny(a.Name, "[]") || a.JSON != b.Calls[c].Arguments[k].JSON:
					t.Fatalf("argument %+v", a)
				case len(a.Say) > 0:
					words = append(words, a.Say[rng.IntN(len(a.Say))])
				}
			}
		}
		s := &sample.Sample{
			Messages: []sample.Message{{Role: sample.RoleUser, Content: strings.Join(words, ", ")}},
			Tools:    tools, Calls: b.SampleCalls(),
		}
		if b.Context != nil {
			s.Context = &sample.Context{Item: &b.Context.Item}
		}
		said++
		if r := checks.Verify(s); r == nil {
			passed++
		} else if said-passed < 10 {
			t.Logf("%q: %v", s.Query(), r)
		}
	}
	// What is left are words that stand for two things at once.
	t.Logf("%d of %d pass", passed, said)
	if said < 1500 || passed*1000 < said*985 {
		t.Errorf("of %d ways to say the values %d pass, want 98.5%%", said, passed)
	}
}

func TestWordBounds(t *testing.T) {
	t.Parallel()
	for bucket, want := range map[string][2]int{
		"": {0, 0}, "1-3": {1, 3}, "4": {4, 4}, "17+": {17, 0}, "11-16": {11, 16},
	} {
		if least, most := pathways.WordBounds(bucket); least != want[0] || most != want[1] {
			t.Errorf("%q: %d to %d, want %v", bucket, least, most, want)
		}
	}
}

// Each node comes once, in the order of the calls.
func TestBriefNodes(t *testing.T) {
	t.Parallel()
	a, b, c := &domain.Node{ID: "x/a"}, &domain.Node{ID: "x/b"}, &domain.Node{ID: "x/c"}
	got := (&pathways.Brief{Calls: []pathways.PlannedCall{
		{Arguments: []pathways.Argument{{Nodes: []*domain.Node{b, a}}, {}}},
		{Arguments: []pathways.Argument{{Nodes: []*domain.Node{a, c}}}},
	}}).Nodes()
	if !slices.Equal(got, []*domain.Node{b, a, c}) {
		t.Errorf("got %v", got)
	}
}
