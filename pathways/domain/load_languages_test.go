package domain

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways/sample"
)

// A domain that is asked in two languages has the words of both.
func TestLanguages(t *testing.T) {
	t.Parallel()
	d, err := Load(twoLanguages(t))
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, d)
	pink := d.Graph.Node("color/pink")
	color, format := d.Tool("search_templates").Param("color"), d.Tool("export_design").Param("format")
	width := d.Tool("export_design").Param("width").Binding.Range
	for _, c := range []struct {
		what string
		got  any
		want string
	}{
		{"languages", d.Languages, "[en es]"},
		{"node", pink.LabelsIn("es"), "[rosa rosado]"},
		{"node in the main language", pink.LabelsIn("en"), "[pink rosy rose pink]"},
		{"node in all", pink.AllLabels(), "[pink rosy rose pink rosa rosado]"},
		{"node without", d.Graph.Node("color/sky_blue").LabelsIn("es"), "[sky blue]"},
		{"value of a node", color.Binding.Values[0].LabelsIn("es"), "[rosa rosado]"},
		{"all of it", color.Binding.Values[0].AllLabels(), "[pink rosy rose pink rosa rosado]"},
		{"value", format.Binding.Value(`"jpg"`).LabelsIn("es"), "[foto comprimida]"},
		{"value without", format.Binding.Value(`"png"`).LabelsIn("es"), "[png]"},
		{"vague", color.VagueIn("es"), "[otro color]"},
		{"vague in the main language", color.VagueIn("en"), "[another color]"},
		{"ask", color.AskIn("es"), "[¿Qué color?]"},
		{"ask without", format.AskIn("es"), fmt.Sprint(format.Ask)},
		{"units", width.UnitsIn("es"), "[píxeles]"},
		{"units in the main language", width.UnitsIn(""), "[px pixels]"},
		{"facet", d.Facets[d.Facet(sample.FacetLanguage)].Buckets, "[en es]"},
		{"manners", len(d.Grammars["es"].Manners.Openers.Say), "0"},
		{"chat", len(d.Grammars["es"].Chat), "1"},
	} {
		if got := fmt.Sprint(c.got); got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, got, c.want)
		}
	}
	if !stands(d.Lexicon, "rosado", func(e Entry) bool { return e.Node == pink }) {
		t.Error("a label in Spanish is not in the lexicon")
	}
}

// The facets measure a query by the rules of its language.
func TestFacetsByLanguage(t *testing.T) {
	t.Parallel()
	d, err := Load(twoLanguages(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ language, query, facet, want string }{
		{"es", "¿puedes guardar", sample.FacetPhrasing, "question"},
		{"en", "¿puedes guardar", sample.FacetPhrasing, "other"},
		{"es", "sin fondo", sample.FacetTwist, sample.TwistNegation},
		{"en", "sin fondo", sample.FacetTwist, sample.TwistPlain},
		{"es", "this, not that, no wait", sample.FacetTwist, sample.TwistPlain},
		{"", "this, not that", sample.FacetTwist, sample.TwistNegation},
		{"es", "dos", sample.FacetTwist, sample.TwistNumberWords},
		{"es", "dos", sample.FacetLanguage, "es"},
		{"", "two", sample.FacetLanguage, "en"},
	} {
		f := &d.Facets[d.Facet(c.facet)]
		got := f.Buckets[f.Measure(&sample.Sample{
			Messages:   []sample.Message{{Role: sample.RoleUser, Content: c.query}},
			Calls:      []sample.Call{{Name: "undo", Arguments: "{}"}},
			Provenance: sample.Provenance{Language: c.language},
		})]
		if got != c.want {
			t.Errorf("%s %q: %s is %s, want %s", c.language, c.query, c.facet, got, c.want)
		}
	}
	want := Impossible{
		{sample.FacetLanguage, []string{"es"}}, {sample.FacetTwist, []string{sample.TwistCorrection, sample.TwistRange}},
	}
	if !slices.ContainsFunc(d.Impossible(), func(c Impossible) bool { return fmt.Sprint(c) == fmt.Sprint(want) }) {
		t.Errorf("%v is not impossible", want)
	}
}

// A domain whose own language is another one has no default in it.
func TestOwnLanguage(t *testing.T) {
	t.Parallel()
	fsys := twoLanguages(t)
	fsys["domain.yaml"] = &fstest.MapFile{Data: []byte("name: cards\nlanguage: es\n")}
	fsys["grammar.yaml"] = fsys["grammar.es.yaml"]
	for _, name := range []string{"bindings.yaml", "graph.yaml"} {
		fsys[name] = goodDomain(t)[name]
	}
	delete(fsys, "target.yaml")
	delete(fsys, "grammar.es.yaml")
	d, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, d)
	if d.Grammar.Language != "es" || len(d.Grammar.Chat) != 1 || d.Facet(sample.FacetLanguage) >= 0 {
		t.Errorf("%s with %d entries of small talk", d.Grammar.Language, len(d.Grammar.Chat))
	}
	want := Impossible{{sample.FacetTwist, []string{sample.TwistCorrection, sample.TwistRange}}}
	if !slices.ContainsFunc(d.Impossible(), func(c Impossible) bool { return fmt.Sprint(c) == fmt.Sprint(want) }) {
		t.Errorf("%v is not impossible", want)
	}
}
