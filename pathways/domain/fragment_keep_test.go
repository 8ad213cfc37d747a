package domain_test

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/shop"
)

// What the loader keeps is what is cut anew, and a grammar that is changed after it is
// cut anew.
func TestKeptFragments(t *testing.T) {
	t.Parallel()
	d := loaded(t, shop.Files())
	for lang, g := range d.Grammars {
		anew := &domain.Grammar{Tools: g.Tools, Language: g.Language}
		for _, tool := range d.Tools {
			if !reflect.DeepEqual(g.Alone(tool), anew.Alone(tool)) {
				t.Errorf("%s in %s is not what is cut anew", tool.Name, lang)
			}
		}
	}
	tool := d.Tool("find_stores")
	leaf := tool.Leaf("radius")
	const said = "no more than {radius} km"
	says := func(f domain.Fragment) bool { return spelled(&f) == said }
	if slices.ContainsFunc(d.Grammar.Fragments(tool, leaf), says) {
		t.Fatalf("%q is said before it is written", said)
	}
	requests := d.Grammar.Tools[tool.Name][domain.RuleRequest]
	p, err := domain.ParseProduction("find stores " + said + " away")
	if err != nil {
		t.Fatal(err)
	}
	p.Weight = 1000
	d.Grammar.Tools[tool.Name][domain.RuleRequest] = append(requests, p)
	if got := d.Grammar.Fragments(tool, leaf); !slices.ContainsFunc(got, says) {
		t.Errorf("no %q in %+v", said, got)
	}
	d.Grammar.Tools[tool.Name] = nil
	if got := d.Grammar.Fragments(tool, leaf); len(got) > 0 {
		t.Errorf("%d fragments of no grammar", len(got))
	}
	if got := d.Grammar.Fragments(tool, d.Tool("list_deals").Leaf("brand")); got != nil {
		t.Errorf("%d fragments of another tool's leaf", len(got))
	}
}

// wide is a tool with many optional parameters that every production may say.
func wide(tb testing.TB, parameters int) (*domain.Grammar, *domain.Tool) {
	tb.Helper()
	var names, requests []string
	for i := range parameters {
		names = append(names, fmt.Sprintf("value_%c%c", 'a'+i/26, 'a'+i%26))
	}
	for i := range names {
		var request strings.Builder
		request.WriteString("find things")
		for j := range names {
			name := names[(i+j)%len(names)]
			fmt.Fprintf(&request, "[ with %s {%s}]", strings.ReplaceAll(name, "_", " "), name)
		}
		requests = append(requests, request.String())
	}
	tool := numbered(false, names...)
	return asking(tb, "en", tool.Name, requests...), tool
}

// The time to cut what can be said alone out of the productions of a wide tool is that
// of reading them once.
func BenchmarkAloneOfWideTool(b *testing.B) {
	for _, parameters := range []int{10, 70} {
		b.Run(strconv.Itoa(parameters), func(b *testing.B) {
			g, tool := wide(b, parameters)
			b.ReportAllocs()
			for b.Loop() {
				if all := g.Alone(tool); len(all) != parameters {
					b.Fatal(len(all))
				}
			}
		})
	}
}
