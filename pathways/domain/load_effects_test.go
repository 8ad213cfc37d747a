package domain

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// withEffects is the good domain with a file of effects.
func withEffects(tb testing.TB, text string) fstest.MapFS {
	tb.Helper()
	fsys := goodDomain(tb)
	fsys[effectsFile] = &fstest.MapFile{Data: []byte(text)}
	return fsys
}

const testEffects = `
search_templates:
  finds: ["*"]
  match: {query: text, design_type: kind, color: mood}
  strict: [color]
export_design:
  needs: {mood: ["", calm], file: [""]}
  sets: {file: "{format} of {item_id}", title: "{width}"}
undo: {makes: photo, sets: {mood: calm}}
`

func TestEffects(t *testing.T) {
	t.Parallel()
	d, err := Load(withEffects(t, testEffects))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]*Effect{
		"search_templates": {
			Finds: []string{AnyKind}, Match: map[string]string{"query": MatchText, "design_type": "kind", "color": "mood"},
			Strict: []string{"color"}, Needs: map[string][]string{}, Sets: map[string]string{},
		},
		"export_design": {
			Match: map[string]string{}, Needs: map[string][]string{"mood": {"", "calm"}, "file": {""}},
			Sets: map[string]string{"file": "{format} of {item_id}", "title": "{width}"},
		},
		"undo": {
			Match: map[string]string{}, Makes: "photo", Needs: map[string][]string{},
			Sets: map[string]string{"mood": "calm"},
		},
	}
	if !reflect.DeepEqual(d.Effects, want) {
		t.Errorf("got %+v, want %+v", d.Effects, want)
	}
	other, err := Load(withEffects(t, strings.Replace(testEffects, "calm}", "glad}", 1)))
	if err != nil || other.Hash == d.Hash {
		t.Errorf("other effects, the same hash (%v)", err)
	}
	if d.Effect(d.Tool("undo")) != d.Effects["undo"] || d.Effect(nil) != nil {
		t.Error("Effect does not find what there is")
	}
}

// Only tools that search by name and have an argument from the content are inferred,
// and only where there is no file.
func TestEffectsInferred(t *testing.T) {
	t.Parallel()
	d, err := Load(goodDomain(t))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]*Effect{"search_templates": {
		Finds: []string{AnyKind}, Match: map[string]string{"query": MatchText}, Inferred: true,
	}}
	if !reflect.DeepEqual(d.Effects, want) {
		t.Errorf("got %+v, want %+v", d.Effects, want)
	}
	if d, err = Load(withEffects(t, "{}\n")); err != nil || len(d.Effects) > 0 {
		t.Errorf("an empty file: %v, %v", d.Effects, err)
	}
}

func TestEffectPieces(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"": {""}, "calm": {"calm"}, "{a}": {"", "a", ""}, "x {a.b[]} of {c}": {"x ", "a.b[]", " of ", "c", ""},
	} {
		if got := EffectPieces(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"{", "}", "{}", "a}b{c}", "{a", "{{a}}", "{a}}"} {
		if got := EffectPieces(text); len(got)%2 != 0 {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// FuzzEffects reads a file of effects: whatever it says, no panic, and what loads
// speaks of tools, arguments and kinds that are there.
func FuzzEffects(f *testing.F) {
	// The rest of the domain is read once.
	whole := newLoader(goodDomain(f))
	whole.load()
	f.Add([]byte(testEffects))
	f.Add([]byte("undo: {makes: {}, sets: [x], needs: {a: {}}, match: 3, strict: {}, finds: x}"))
	f.Add([]byte(`{"search_templates": {"finds": ["*"], "most": {"query": "mood"}, "least": {"a": 1}}}`))
	f.Add([]byte("export_design: {needs: {mood: [x]}, sets: {mood: ''}}"))
	f.Add([]byte(`{"export_design": {"sets": {"": "{}", "mood": "{\u0000}"}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<14 {
			return
		}
		l, d := *whole, *whole.d
		l.d, l.faults = &d, &faultList{}
		if root := readYAML(&source{name: effectsFile, faults: l.faults}, data); root != nil {
			l.effects(root)
		}
		if err := l.faults.err(); err != nil {
			checkFaults(t, err)
			return
		}
		for name, e := range d.Effects {
			checkEffect(t, &d, d.Tool(name), e)
		}
	})
}

func checkEffect(t *testing.T, d *Domain, tool *Tool, e *Effect) {
	t.Helper()
	kinds := []string{AnyKind, ""}
	for _, it := range d.Items {
		kinds = append(kinds, it.Kind)
	}
	for _, kind := range append(slices.Clone(e.Finds), e.Makes) {
		if !slices.Contains(kinds, kind) {
			t.Errorf("%s: kind %q", tool.Name, kind)
		}
	}
	arguments := slices.Collect(maps.Keys(e.Match))
	arguments = slices.AppendSeq(arguments, maps.Keys(e.Most))
	arguments = slices.AppendSeq(arguments, maps.Keys(e.Least))
	for attribute, text := range e.Sets {
		pieces := EffectPieces(text)
		if attribute == fieldID || len(pieces)%2 == 0 {
			t.Errorf("%s sets %s: %q", tool.Name, attribute, text)
		}
		for i := 1; i < len(pieces); i += 2 {
			arguments = append(arguments, pieces[i])
		}
	}
	for _, path := range arguments {
		if tool.Leaf(path) == nil && tool.Param(path) == nil {
			t.Errorf("%s: argument %q", tool.Name, path)
		}
	}
	if len(e.Finds) > 0 && len(e.Sets)+len(e.Needs)+len(e.Makes) > 0 || len(e.Finds) == 0 && len(e.Match) > 0 {
		t.Errorf("%s: %+v", tool.Name, e)
	}
}
