package brief_test

import (
	"io/fs"
	"math/rand/v2"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/home"
	catalogue "github.com/callmill/callmill/pathways/domain/shop"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/sample"
)

// The last two turns of a follow-up differ in the argument that it says, and in no
// other; whatever is drawn, the conversation can be carried out from its beginning.
func TestFollowUps(t *testing.T) {
	t.Parallel()
	for _, d := range []*domain.Domain{load(t), shop(t)} {
		dr := brief.New(d)
		added, onItem := 0, 0
		for i := range uint64(400) {
			buckets := make([]string, len(d.Facets))
			buckets[d.Facet(sample.FacetTwist)] = sample.TwistFollowUp
			buckets[d.Facet(sample.FacetTurns)] = []string{"", "2", "3+"}[i%3]
			b, err := dr.Draft(i, buckets, rand.New(rand.NewPCG(i, 31)))
			if err != nil {
				t.Fatalf("%s %d: %v", d.Name, i, err)
			}
			differsInOne(t, b)
			if b.FollowUp.Added {
				added++
			}
			if b.Calls[0].Item != nil {
				onItem++
			}
			if turns := len(b.Earlier) + 1; turns < 2 || i%3 == 1 && turns != 2 || i%3 == 2 && turns < 3 {
				t.Fatalf("%d turns for %q", turns, buckets[d.Facet(sample.FacetTurns)])
			}
		}
		if added < 20 || onItem < 20 && len(d.Items) > 0 && d.Name == "studio" {
			t.Errorf("%s: of 400 only %d add something, and %d are edits", d.Name, added, onItem)
		}
	}
}

func differsInOne(t *testing.T, b *pathways.Brief) {
	t.Helper()
	last := b.Earlier[len(b.Earlier)-1].Brief
	if b.FollowUp == nil || len(b.Calls) != 1 || len(last.Calls) != 1 || last.Calls[0].Tool != b.Calls[0].Tool {
		t.Fatalf("%v after %v", b.SampleCalls(), last.SampleCalls())
	}
	was := map[string]string{}
	for i := range last.Calls[0].Arguments {
		a := &last.Calls[0].Arguments[i]
		was[a.Path] = a.JSON
	}
	carried := 0
	for i := range b.Calls[0].Arguments {
		a := &b.Calls[0].Arguments[i]
		before, had := was[a.Path]
		switch {
		case a.Param == b.FollowUp.New:
			if had == b.FollowUp.Added || before == a.JSON || b.Carried(a.Param) {
				t.Fatalf("%s is %s after %q: %+v", a.Path, a.JSON, before, b.FollowUp)
			}
		case before != a.JSON:
			t.Fatalf("%s is %s after %q, and %s is new", a.Path, a.JSON, before, b.FollowUp.New.Path)
		case b.Carried(a.Param):
			carried++
		}
		delete(was, a.Path)
	}
	if len(was) > 0 || carried == 0 {
		t.Fatalf("%v are gone, %d are carried over", was, carried)
	}
}

// Every tool that follow-ups can be of, in every language, has drafts of them, and the
// others have none.
func TestFollowUpsOfEveryTool(t *testing.T) {
	t.Parallel()
	for _, files := range []fs.FS{home.Files(), catalogue.Files(), studio.Files()} {
		d, err := domain.Load(files)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(d.Name, func(t *testing.T) {
			t.Parallel()
			dr, can := brief.New(d), 0
			for _, tool := range d.Tools {
				for _, lang := range d.Languages {
					want := len(d.Refined(tool, lang)) > 0
					if want {
						can++
					}
					for i := range uint64(12) {
						b, err := dr.Draft(i, followUpOf(d, tool, lang, []string{"2", "3+"}[i%2]), rand.New(rand.NewPCG(i, 17)))
						reason, _ := pathways.ReasonOf(err)
						if (err == nil) != want || err != nil && reason != pathways.ReasonNoBrief {
							t.Fatalf("%s in %s, draw %d: follow-ups are possible: %v, error %v", tool.Name, lang, i, want, err)
						}
						if err == nil {
							differsInOne(t, b)
						}
					}
				}
			}
			if can < 4 {
				t.Errorf("only %d tools have follow-ups", can)
			}
		})
	}
}

// followUpOf is the cell of follow-ups that call a tool.
func followUpOf(d *domain.Domain, tool *domain.Tool, lang, turns string) []string {
	buckets := make([]string, len(d.Facets))
	for facet, bucket := range map[string]string{
		sample.FacetTwist: sample.TwistFollowUp, sample.FacetTool: tool.Name, sample.FacetLanguage: lang,
		sample.FacetTurns: turns,
	} {
		if at := d.Facet(facet); at >= 0 {
			buckets[at] = bucket
		}
	}
	return buckets
}

// What cannot follow up is refused with a reason.
func TestFollowUpsThatCannotBe(t *testing.T) {
	t.Parallel()
	d := shop(t)
	for name, cell := range map[string]map[string]string{
		"a first turn":    {sample.FacetTurns: "1"},
		"several calls":   {sample.FacetAnswer: sample.AnswerParallel},
		"a question back": {sample.FacetAnswer: sample.AnswerQuestion},
		"a picture":       {sample.FacetModality: string(sample.ModalityVision)},
	} {
		buckets := make([]string, len(d.Facets))
		buckets[d.Facet(sample.FacetTwist)] = sample.TwistFollowUp
		for facet, bucket := range cell {
			buckets[d.Facet(facet)] = bucket
		}
		b, err := brief.New(d).Draft(0, buckets, rand.New(rand.NewPCG(1, 1)))
		if reason, _ := pathways.ReasonOf(err); reason != pathways.ReasonNoBrief {
			t.Errorf("%s: drafted %+v, error %v", name, b, err)
		}
	}
}
