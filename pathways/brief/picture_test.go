package brief_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// A brief for a picture has one that the first call was drawn from, or that it
// works on, and is otherwise in its cell; other tools are refused.
func TestDraftForAPicture(t *testing.T) {
	t.Parallel()
	d := load(t)
	dr := brief.New(d)
	tool, calls, modality := d.Facet(sample.FacetTool), d.Facet(sample.FacetCalls), d.Facet(sample.FacetModality)
	arguments := d.Facet(sample.FacetArguments)
	without := []string{"create_design", "list_designs", "create_brand_kit", "write_copy", sample.BucketNone}
	for _, name := range d.Facets[tool].Buckets {
		drafted, items := 0, map[*domain.Item]bool{}
		const tries = 300
		for i := range uint64(tries) {
			buckets := make([]string, len(d.Facets))
			buckets[tool], buckets[modality] = name, "vision"
			count := d.Facets[arguments].Buckets[i%uint64(len(d.Facets[arguments].Buckets))]
			if i%3 == 0 && possible(d.Tool(name), count) {
				buckets[arguments] = count
			}
			if i%5 == 0 {
				buckets[calls] = "2+"
			}
			b, err := dr.Draft(i, buckets, rand.New(rand.NewPCG(i, 8)))
			if err != nil {
				if reason, _ := pathways.ReasonOf(err); reason != pathways.ReasonNoBrief {
					t.Fatalf("%s: %v", name, err)
				}
				continue
			}
			drafted++
			items[pictured(t, d, b)] = true
			if buckets[arguments] != "" {
				inCell(t, d, b, name, count)
			}
		}
		if slices.Contains(without, name) {
			if drafted > 0 {
				t.Errorf("%s: %d briefs for a picture", name, drafted)
			}
			continue
		}
		if drafted < tries*95/100 || len(items) < 15 {
			t.Errorf("%s: %d briefs of %d with %d pictures", name, drafted, tries, len(items))
		}
	}
}

// pictured returns the item whose picture the brief is about, after a look at
// whether the first call goes with it.
func pictured(t *testing.T, d *domain.Domain, b *pathways.Brief) *domain.Item {
	t.Helper()
	if !brief.FromPicture(b) || !brief.Pictured(d, b.Calls[0].Tool) {
		t.Fatalf("%v has nothing to do with a picture", b.SampleCalls())
	}
	it := b.Context
	if it == nil {
		it = b.Item
		// An oracle of its own: each text of the call is made of what the item
		// says, or of nodes that it mentions.
		for _, a := range b.Calls[0].Arguments {
			field := it.Field(a.Param.Binding.Field)
			switch {
			case a.Param.Binding.Field == "":
			case a.Field != "" && strings.EqualFold(a.JSON, sample.StringJSON(field)):
			case len(a.Nodes) > 0 && !slices.ContainsFunc(a.Nodes, func(n *domain.Node) bool {
				return !slices.Contains(it.Nodes, n)
			}):
			default:
				t.Errorf("%s = %s is not from %+v", a.Param.Path, a.JSON, it.Item)
			}
		}
	}
	if it == nil || it.Picture == "" {
		t.Fatalf("no picture in the brief for %v", b.SampleCalls())
	}
	return it
}

// Where the tool is free it is one that pictures have to do with. The modalities
// that need no picture are drafted as a free one is.
func TestModalitiesOfDrafts(t *testing.T) {
	t.Parallel()
	d := load(t)
	dr := brief.New(d)
	modality := d.Facet(sample.FacetModality)
	draft := func(i uint64, bucket string) *pathways.Brief {
		buckets := make([]string, len(d.Facets))
		buckets[modality] = bucket
		b, err := dr.Draft(i, buckets, rand.New(rand.NewPCG(i, 5)))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	happens := 0
	for i := range uint64(500) {
		pictured(t, d, draft(i, "vision"))
		free := draft(i, "")
		if brief.FromPicture(free) {
			pictured(t, d, free)
			happens++
		}
		for _, bucket := range []string{"phrase", "text"} {
			b := draft(i, bucket)
			if got, want := fmt.Sprint(b.Context, b.Item, b.SampleCalls()),
				fmt.Sprint(free.Context, free.Item, free.SampleCalls()); got != want {
				t.Fatalf("%s: drafted %s, want %s as without", bucket, got, want)
			}
		}
	}
	if happens == 0 || happens == 500 {
		t.Errorf("%d of 500 free briefs have to do with a picture", happens)
	}
}
