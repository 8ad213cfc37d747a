package execute_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/execute"
	"github.com/callmill/callmill/pathways/sample"
)

func loadStudio(tb testing.TB) *domain.Domain {
	tb.Helper()
	d, err := domain.Load(studio.Files())
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// What the studio's own briefs ask for can be carried out, but for a few searches at
// most: its library has no picture of some subjects that its graph names.
func TestStudioBriefs(t *testing.T) {
	t.Parallel()
	d := loadStudio(t)
	library, drafter := execute.New(d), brief.New(d)
	rng := rand.New(rand.NewPCG(6, 6))
	calls, failed := map[string]int{}, map[string]int{}
	for slot := range uint64(10_000) {
		b, err := drafter.Draft(slot, nil, rng)
		if err != nil {
			t.Fatal(err)
		}
		w := library.World()
		for _, c := range b.SampleCalls() {
			calls[c.Name]++
			if _, err := w.Call(&c); err != nil {
				if reason, _ := pathways.ReasonOf(err); reason != execute.ReasonNothingFound {
					t.Errorf("slot %d: %v", slot, err)
				}
				failed[c.Name]++
			}
		}
	}
	for tool, most := range map[string]float64{"search_templates": 0.01, "search_images": 0.05, "list_designs": 0.01} {
		share := float64(failed[tool]) / float64(calls[tool])
		t.Logf("%s: %d of %d find nothing, %.1f%%", tool, failed[tool], calls[tool], 100*share)
		if calls[tool] < 100 || share > most {
			t.Errorf("%s: %d of %d find nothing", tool, failed[tool], calls[tool])
		}
	}
}

// Words that have nothing to do with the library find nothing in it.
func TestStudioNonsense(t *testing.T) {
	t.Parallel()
	library := execute.New(loadStudio(t))
	rng := rand.New(rand.NewPCG(7, 7))
	found := 0
	const searches = 1000
	for range searches {
		words := make([]string, 1+rng.IntN(4))
		for i := range words {
			letters := make([]byte, 3+rng.IntN(8))
			for j := range letters {
				letters[j] = byte('a' + rng.IntN(26))
			}
			words[i] = string(letters)
		}
		query := sample.StringJSON(strings.Join(words, " "))
		for _, tool := range []string{"search_templates", "search_images"} {
			if r, err := library.World().Call(call(t, tool+` {"query":`+query+`}`)); err == nil {
				t.Logf("%s finds %s", query, r.JSON)
				found++
			}
		}
	}
	if found > searches/100 {
		t.Errorf("%d of %d nonsensical searches find something", found, 2*searches)
	}
	for _, query := range []string{"quarterly earnings spreadsheet", "install printer driver", "kubernetes ingress"} {
		if r, err := library.World().Call(call(t, `search_templates {"query":"`+query+`"}`)); err == nil {
			t.Errorf("%s finds %s", query, r.JSON)
		}
	}
}
