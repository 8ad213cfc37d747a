package domain_test

import (
	"slices"
	"testing"

	"github.com/callmill/callmill/pathways/domain"
)

// numbered is a tool by hand with these numbers, all in no unit that it knows of.
func numbered(required bool, names ...string) *domain.Tool {
	t := &domain.Tool{Name: "make_it"}
	for _, name := range names {
		t.Params = append(t.Params, &domain.Param{
			Name: name, Path: name, Required: required,
			Binding: domain.Binding{Kind: domain.BindRange, Range: domain.Range{Min: 1, Max: 100, Step: 1}},
		})
	}
	return t
}

// asking is a grammar by hand that asks for the tool in these ways.
func asking(tb testing.TB, language, tool string, requests ...string) *domain.Grammar {
	tb.Helper()
	g := &domain.Grammar{Language: language, Tools: map[string]map[string][]*domain.Production{tool: {}}}
	for _, source := range requests {
		p, err := domain.ParseProduction(source)
		if err != nil {
			tb.Fatal(err)
		}
		p.Weight = 1
		g.Tools[tool][domain.RuleRequest] = append(g.Tools[tool][domain.RuleRequest], p)
	}
	return g
}

// What is said of a number alone tells which number it is.
func TestNumbersAreTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		about    string
		required bool
		names    []string
		requests []string
		want     []string // of the first of the names
	}{
		{
			"an end behind an object is none alone", true,
			[]string{"start"},
			[]string{"cut everything before {start}", "cut it from {start}"},
			[]string{"from {start}"},
		},
		{
			"the same unit is told by the name", true,
			[]string{"width", "height"},
			[]string{"make it {height} tall", "fit it at {width} px", "give it width {width}", "make it {width} wide"},
			[]string{"width {width}", "{width} wide"},
		},
		{
			"a word of both tells neither", true,
			[]string{"width", "height"},
			[]string{"make it {width} pixels", "bring it to {height} pixels", "give it height {height}"},
			nil,
		},
		{
			"another unit is told by it", false,
			[]string{"volume", "length"},
			[]string{"play it at {volume}%", "play it for {length} minutes", "play {volume}%"},
			[]string{"at {volume}%", "{volume}%"},
		},
		{
			"a number that may be left out is nothing bare", false,
			[]string{"page_size"},
			[]string{"show {page_size}"},
			nil,
		},
		{
			"nor is one of two", true,
			[]string{"stars", "days"},
			[]string{"show {stars} of them", "show it over {days} days"},
			nil,
		},
		{
			"the only one that has to be there is", true,
			[]string{"count"},
			[]string{"show {count}"},
			[]string{"{count}"},
		},
		{
			"when goes with a verb where most say how long", true,
			[]string{"duration"},
			[]string{"remind me in {duration} minutes", "count for {duration} minutes", "run for {duration} minutes"},
			[]string{"for {duration} minutes"},
		},
		{
			"how long with one where most say when", true,
			[]string{"delay"},
			[]string{"wait for {delay} minutes", "do it in {delay} minutes", "start in {delay} minutes"},
			[]string{"in {delay} minutes"},
		},
	} {
		tool := numbered(c.required, c.names...)
		var got []string
		for _, f := range asking(t, "en", tool.Name, c.requests...).Fragments(tool, tool.Params[0]) {
			got = append(got, spelled(&f))
		}
		slices.Sort(got)
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: found %q, want %q", c.about, got, c.want)
		}
	}
}
