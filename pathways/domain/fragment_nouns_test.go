package domain_test

import (
	"slices"
	"testing"

	"github.com/callmill/callmill/pathways/domain"
)

// In Spanish a value has its lead or its article where the grammar writes one, and a
// thing without either is not said alone.
func TestSpanishFragmentsAreWhole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		about    string
		requests []string
		want     map[string][]string
	}{
		{
			"a lead is kept",
			[]string{"manda todo a {city}", "envíos {city}"},
			map[string][]string{"city": {"a {city}"}},
		},
		{
			"a part of a noun is not said alone",
			[]string{"busca tiendas de {city}", "tiendas en {city}"},
			map[string][]string{"city": {"en {city}"}},
		},
		{
			"nothing but the value is left where it has none",
			[]string{"busca {city}"},
			map[string][]string{"city": {"{city}"}},
		},
		{
			"a thing has its article",
			[]string{"busca mi {product}", "quita {product}"},
			map[string][]string{"product": {"mi {product}"}},
		},
		{
			"no thing without one",
			[]string{"pon el {product}s a {city}", "quita {product} en {city}"},
			map[string][]string{"product": nil, "city": {"a {city}", "en {city}"}},
		},
	} {
		tool := &domain.Tool{Name: "find"}
		for _, name := range []string{"city", "product"} {
			tool.Params = append(tool.Params, &domain.Param{
				Name: name, Path: name, Binding: domain.Binding{Kind: domain.BindWalk},
			})
		}
		g := asking(t, "es", tool.Name, c.requests...)
		for name, want := range c.want {
			var got []string
			for _, f := range g.Fragments(tool, tool.Leaf(name)) {
				got = append(got, spelled(&f))
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s: found %q, want %q", c.about, got, want)
			}
		}
	}
}
