package brief_test

import (
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	domainshop "github.com/callmill/callmill/pathways/domain/shop"
	"github.com/callmill/callmill/pathways/execute"
	"github.com/callmill/callmill/pathways/sample"
)

// basket is the shop, in which reviews are read of what is in the basket, and then no
// longer there.
func basket(tb testing.TB) *domain.Domain {
	tb.Helper()
	fsys := fstest.MapFS{}
	err := fs.WalkDir(domainshop.Files(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(domainshop.Files(), name)
		fsys[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	f := fsys["effects.yaml"]
	f.Data = append(f.Data, "\nread_reviews:\n  needs: {basket: [\"yes\"]}\n  sets: {basket: \"\"}\n"...)
	d, err := domain.Load(fsys)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// A tool that no item can be given to as it is follows one that makes an item so: in
// the turn before, of which there is one more where turns are free.
func TestPrepared(t *testing.T) {
	t.Parallel()
	d := basket(t)
	const want = "no item has basket = yes at first: read_reviews can only follow a call that sets it"
	if len(d.Notes) == 0 || !strings.Contains(d.Notes[len(d.Notes)-1].String(), want) {
		t.Errorf("notes %v, want %q", d.Notes, want)
	}
	dr, library := brief.New(d), execute.New(d)
	buckets := make([]string, len(d.Facets))
	buckets[d.Facet(sample.FacetTool)] = "read_reviews"
	for i, turns := range []string{"", "2", "3+"} {
		buckets[d.Facet(sample.FacetTurns)] = turns
		for slot := range uint64(100) {
			b, err := dr.Draft(slot, buckets, rand.New(rand.NewPCG(slot, uint64(i))))
			if err != nil {
				t.Fatalf("turns %q: %v", turns, err)
			}
			last := b.Earlier[len(b.Earlier)-1].Brief.Calls[0]
			if last.Tool.Name != "add_to_basket" || last.Item.ID != b.Context.ID || b.Context.Field("basket") != "yes" ||
				(turns == "3+") != (len(b.Earlier) > 1) {
				t.Fatalf("turns %q: %s of %s after %d turns", turns, last.Tool.Name, last.Item.ID, len(b.Earlier))
			}
			soundBrief(t, d, library, b)
		}
	}
	buckets[d.Facet(sample.FacetTurns)] = "1"
	if b, err := dr.Draft(1, buckets, rand.New(rand.NewPCG(1, 1))); err == nil {
		t.Errorf("a single turn: %+v", b)
	}
}

// Of several results, another than the first is meant in about a third of the drafts.
func TestLaterResults(t *testing.T) {
	t.Parallel()
	d := shop(t)
	dr := brief.New(d)
	buckets := make([]string, len(d.Facets))
	buckets[d.Facet(sample.FacetAnswer)] = sample.AnswerDependent
	several, later := 0, 0
	for slot := range uint64(600) {
		b, err := dr.Draft(slot, buckets, rand.New(rand.NewPCG(slot, 3)))
		if err != nil {
			t.Fatal(err)
		}
		list := strings.Split(b.Calls[0].Result, `"id":`)[1:]
		if e := d.Effect(b.Calls[0].Tool); e == nil || len(e.Finds) == 0 || len(list) < 2 {
			continue
		}
		several++
		if !strings.HasPrefix(list[0], sample.StringJSON(b.Calls[1].Item.ID)) {
			later++
		}
	}
	if share := float64(later) / float64(several); several < 100 || share < 0.25 || share > 0.42 {
		t.Errorf("%d of %d mean a later result", later, several)
	}
}
