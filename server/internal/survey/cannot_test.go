package survey_test

import (
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/home"
	"github.com/callmill/callmill/pathways/domain/shop"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/server/internal/run"
	"github.com/callmill/callmill/server/internal/survey"
)

// bare is a domain of one tool that can do little.
func bare(t *testing.T, more map[string]string) *domain.Domain {
	t.Helper()
	files := fstest.MapFS{
		"domain.yaml": {Data: []byte("name: bare\n")},
		"tools.json": {Data: []byte(`[{"name": "ring", "description": "Ring the bell.", "parameters":
			{"type": "object", "properties": {"bell": {"type": "string", "enum": ["front door"]}}}}]`)},
	}
	for name, text := range more {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	d, err := domain.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWhatADomainCannotMake(t *testing.T) {
	d := bare(t, nil)
	for _, c := range []struct{ name, target, at, want string }{
		{"units", "marginals:\n  twist: {plain: 0.9, units: 0.1}\n", "t.yaml:2", "twist units has a share of 10%, but " +
			"the domain cannot make it: no number has other units"},
		{"number words", "marginals:\n  twist: {plain: 0.9, number_words: 0.1}\n", "t.yaml:2", "no tool takes numbers"},
		{"range", "marginals:\n  twist: {plain: 0.9, range: 0.1}\n", "t.yaml:2", "no number is the end of a range"},
		{"negation", "marginals:\n  twist: {plain: 0.9, negation: 0.1}\n", "t.yaml:2", "no argument has a second value"},
		{"reference", "marginals:\n  twist: {plain: 0.9, reference: 0.1}\n", "t.yaml:2", "what a search finds"},
		{"follow-up", "marginals:\n  twist: {plain: 0.9, follow_up: 0.1}\n", "t.yaml:2", "no call has two arguments"},
		{"dependent", "marginals:\n  answer:\n    call: 0.5\n    dependent: 0.5\n", "t.yaml:4", "another finds or makes"},
		{"question", "marginals:\n  answer:\n    call: 0.5\n    question: 0.5\n", "t.yaml:4", "no tool has a required"},
		{"near", "marginals:\n  offered: {all: 0.5, near: 0.5}\n", "t.yaml:2", "1 tools are too few"},
		{"vision", "marginals:\n  modality: {phrase: 0.5, vision: 0.5}\n", "t.yaml:2", "no item has a picture"},
		{
			"conditional", "marginals:\n  words: {\"1-3\": 1}\nconditionals:\n" +
				"  - {facet: twist, given: {words: \"1-3\"}, shares: {plain: 0.5, units: 0.5}}\n", "t.yaml:4", "has a share of 50%",
		},
		{
			"joint", "joints:\n  - {facets: [turns, twist], cells: [[[\"1\", plain], 0.5], [[\"2\", units], 0.5]]}\n",
			"t.yaml:2", "twist units",
		},
		{"a share of 0", "marginals:\n  twist: {plain: 1, units: 0}\n", "", ""},
		{"nothing", "marginals:\n  answer: {call: 0.9, decline: 0.1}\n  arguments: {\"0\": 0.5, \"1\": 0.5}\n", "", ""},
	} {
		target, err := domain.ParseTarget("t.yaml", []byte(c.target))
		if err != nil {
			t.Fatal(c.name, err)
		}
		if err := target.Check(d.Facets); err != nil {
			t.Fatal(c.name, err)
		}
		found := survey.CannotMake(d, target)
		if c.want == "" {
			if len(found) > 0 {
				t.Errorf("%s: found %v", c.name, found)
			}
			continue
		}
		if len(found) != 1 || found[0].At() != c.at || !strings.Contains(found[0].Text(), c.want) {
			t.Errorf("%s: found %v, want %s: %s", c.name, found, c.at, c.want)
		}
	}
}

// A language that the domain does not have is no bucket, or no facet at all where it has
// only one.
func TestALanguageThatIsMissing(t *testing.T) {
	target, err := domain.ParseTarget("t.yaml", []byte("marginals:\n  language: {en: 0.5, fr: 0.5}\n"))
	if err != nil {
		t.Fatal(err)
	}
	err = target.Check(bare(t, nil).Facets)
	if err == nil || !strings.Contains(err.Error(), "t.yaml:2: ") ||
		!strings.Contains(err.Error(), "languages in domain.yaml") {
		t.Errorf("found %v", err)
	}
	d, err := domain.Load(shop.Files())
	if err != nil {
		t.Fatal(err)
	}
	if err := target.Check(d.Facets); err == nil || !strings.Contains(err.Error(), `"fr", want a bucket of language: en`) {
		t.Errorf("found %v", err)
	}
}

// A domain whose target asks for it says so in its summary, and one whose target names
// the tools, too, so that no table can be made, in its faults.
func TestTheTargetsOfItsOwn(t *testing.T) {
	target := "marginals:\n  twist: {plain: 0.9, units: 0.1}\n"
	d := bare(t, map[string]string{"target.yaml": target})
	e, err := run.NewEngine(d, run.Outside{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := survey.Of(t.Context(), "bare", e, survey.Options{Attempts: 1})
	if err != nil {
		t.Fatal(err)
	}
	if n := s.GetNotes(); len(n) == 0 || n[len(n)-1].GetLine() != 2 ||
		!strings.Contains(n[len(n)-1].GetText(), "no number has other units") {
		t.Errorf("found %v", n)
	}
	d = bare(t, map[string]string{"target.yaml": target + "  tool: {ring: 1}\n"})
	faults := survey.TargetFaults(d)
	if len(faults) != 1 || faults[0].File != "target.yaml" || faults[0].Line != 2 ||
		!strings.Contains(faults[0].Want, "no number has other units") {
		t.Errorf("found %v", faults)
	}
}

// The domains that come with callmill can make what their own targets ask for.
func TestTheDomainsThatComeWithIt(t *testing.T) {
	for _, files := range []fs.FS{studio.Files(), home.Files(), shop.Files()} {
		d, err := domain.Load(files)
		if err != nil {
			t.Fatal(err)
		}
		if found := survey.CannotMake(d, d.Target); len(found) > 0 {
			t.Errorf("%s: found %v", d.Name, found)
		}
	}
}

// Nothing is said of a bucket that a sample can be in: of cells at random, those that
// pass every zero are all taken for ones that can be.
func TestNothingIsSaidOfWhatCanBe(t *testing.T) {
	d := engine(t).Domain
	zeros := d.Impossible()
	rng := rand.New(rand.NewPCG(1, 2))
	possible := 0
	for range 50_000 {
		cell := map[string]string{}
		target := &domain.Target{}
		for i := range d.Facets {
			f := &d.Facets[i]
			b := f.Buckets[rng.IntN(len(f.Buckets))]
			cell[f.Name] = b
			target.Marginals = append(target.Marginals,
				domain.Marginal{Facet: f.Name, Shares: []domain.Share{{Bucket: b, Share: 1}}})
		}
		if cell[sample.FacetModality] == string(sample.ModalityVision) ||
			slices.ContainsFunc(zeros, func(z domain.Impossible) bool {
				return !slices.ContainsFunc(z, func(c domain.Condition) bool { return !slices.Contains(c.Buckets, cell[c.Facet]) })
			}) {
			continue
		}
		possible++
		if found := survey.CannotMake(d, target); len(found) > 0 {
			t.Fatalf("%v can be, but found %v", cell, found)
		}
	}
	if possible < 50 {
		t.Errorf("only %d cells can be", possible)
	}
}
