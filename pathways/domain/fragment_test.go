package domain_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/home"
	"github.com/callmill/callmill/pathways/domain/shop"
	"github.com/callmill/callmill/pathways/domain/studio"
)

func loaded(tb testing.TB, files fs.FS) *domain.Domain {
	tb.Helper()
	d, err := domain.Load(files)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// spelled writes a fragment as a production.
func spelled(f *domain.Fragment) string {
	var b strings.Builder
	if f.Lead != "" {
		b.WriteString(f.Lead + " ")
	}
	for _, p := range f.Parts {
		switch p.Kind {
		case domain.PartArgument:
			b.WriteString("{" + p.Text + "}")
		case domain.PartChoice:
			b.WriteString("(…)")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// What is said of an argument alone comes with its article, its unit and the small word
// before it, and never without what tells it from another.
func TestFragments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		files         fs.FS
		language      string
		tool, leaf    string
		some, without []string // all is none where some is empty
	}{
		{home.Files(), "en", "switch_lights", "room", []string{"in the {room}"}, []string{"{room}"}},
		{home.Files(), "en", "switch_lights", "delay", []string{"in {delay} minutes"}, []string{"{delay}"}},
		{
			home.Files(), "en", "set_temperature", "degrees",
			[]string{"{degrees} degrees"},
			[]string{"{degrees}", "to {degrees}"},
		},
		{home.Files(), "en", "lock_door", "action", nil, nil}, // the verb
		{home.Files(), "en", "start_vacuum", "rooms[]", nil, nil},
		{home.Files(), "en", "switch_device", "device_id", nil, nil},
		{
			shop.Files(), "en", "search_products", "max_price",
			[]string{"under {max_price}", "at most {max_price}"},
			[]string{"{max_price}"},
		},
		{shop.Files(), "en", "search_products", "color", []string{"in {color}", "{color}"}, []string{"{a} {color}"}},
		{shop.Files(), "en", "find_stores", "city", []string{"{city}", "in {city}"}, nil},
		{shop.Files(), "es", "search_products", "color", []string{"en {color}"}, []string{"in {color}"}},
		{studio.Files(), "en", "write_copy", "purpose", []string{"to {purpose}"}, []string{"{purpose}"}},
		{studio.Files(), "en", "resize_image", "height", []string{"{height} tall"}, []string{"{height} px", "{height}"}},
		{studio.Files(), "en", "resize_image", "width", []string{"width {width}"}, []string{"at {width} px"}},
		{
			studio.Files(), "en", "trim_video", "start",
			[]string{"from {start}"},
			[]string{"before {start}", "after {start}"},
		},
		{home.Files(), "en", "set_timer", "duration", []string{"for {duration} minutes"}, []string{"in {duration} minutes"}},
		{shop.Files(), "en", "add_to_basket", "quantity", nil, nil}, // 5 may be anything
		{shop.Files(), "es", "estimate_delivery", "city", []string{"a {city}", "en {city}"}, []string{"{city}"}},
		{shop.Files(), "es", "find_stores", "city", []string{"en {city}"}, []string{"{city}", "de {city}"}},
		{shop.Files(), "es", "find_stores", "product", nil, nil}, // nobody says "and pair of boots"
		{studio.Files(), "en", "trim_video", "end", nil, nil},    // "end 40" asks for more than that
	} {
		d := loaded(t, c.files)
		tool := d.Tool(c.tool)
		var got []string
		for _, f := range d.Grammars[c.language].Fragments(tool, tool.Leaf(c.leaf)) {
			got = append(got, spelled(&f))
		}
		if len(c.some) == 0 && len(got) > 0 {
			t.Errorf("%s.%s: found %q, want none", c.tool, c.leaf, got)
		}
		for _, want := range c.some {
			if !slices.Contains(got, want) {
				t.Errorf("%s.%s: no %q in %q", c.tool, c.leaf, want, got)
			}
		}
		for _, wrong := range c.without {
			if slices.Contains(got, wrong) {
				t.Errorf("%s.%s: %q in %q", c.tool, c.leaf, wrong, got)
			}
		}
	}
}

// No way to say a number alone is a way to say another number of the same tool, and a
// language that nobody wrote small words for has none.
func TestFragmentsAreToldApart(t *testing.T) {
	t.Parallel()
	for _, files := range []fs.FS{home.Files(), shop.Files(), studio.Files()} {
		d := loaded(t, files)
		for _, tool := range d.Tools {
			of := map[string]string{}
			for _, leaf := range tool.Leaves() {
				for _, f := range d.Grammar.Fragments(tool, leaf) {
					frame := strings.NewReplacer("{"+leaf.Name+"}", "*", "{"+leaf.Path+"}", "*").Replace(spelled(&f))
					if other := of[frame]; leaf.Ranged() && other != "" && other != leaf.Path {
						t.Errorf("%s: %q is %s and %s", tool.Name, frame, other, leaf.Path)
					}
					if leaf.Ranged() {
						of[frame] = leaf.Path
					}
				}
				foreign := *d.Grammar
				if foreign.Language = "de"; len(foreign.Fragments(tool, leaf)) > 0 {
					t.Errorf("%s.%s has words in German", tool.Name, leaf.Path)
				}
			}
		}
	}
}
