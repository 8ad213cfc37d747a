package domain

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// TestBindings reads one more parameter, with and without a binding.
func TestBindings(t *testing.T) {
	for _, c := range []struct{ schema, binding, want string }{
		{`{"type":"string","const":"card"}`, "", `"card" [card greeting card]`},
		{`{"enum":["16:9","no_one-else",null]}`, "", `"16:9" [16:9]; "no_one-else" [no one else]`},
		{`{"enum":[true,false]}`, "", "true [true]; false [false]"},
		{
			`{"type":"integer","enum":[2,12345678901234567890]}`, `{labels: {"2": [two, double]}}`,
			"2 [two double]; 12345678901234567890 [12345678901234567890]",
		},
		{`{"type":"string"}`, `{labels: {pink: [blush]}}`, `"pink" [blush]`},
		{`{"type":"boolean"}`, `{labels: {"true": [glossy]}}`, "true [glossy]"},
		{`{"type":"string","enum":["pink","sky blue"]}`, `{node: color, field: mood}`, `"pink" [pink rosy rose pink]; ` +
			`"sky blue" [sky blue] or mood`},
		{`{"type":"number"}`, `{range: {min: 0.5, max: 4}}`, "0.5 to 4 in 36"},
		{`{"type":"number"}`, `{range: {min: -1, max: 1, step: 0.5}}`, "-1 to 1 in 5"},
		{`{"type":"integer"}`, `{range: {min: 1, max: 9, units: [times]}}`, "1 to 9 in 9"},
		{`{"$ref":"#/properties/width"}`, "", "100 to 4000 in 79"},
		{`{"$anchor":"me","type":"string"}`, `{context: mood}`, "the item's mood"},
		{`{"type":["string","null"]}`, `{walk: "design_type -^suits-> occasion style?"}`, "a walk of 3"},
		{`{"type":"string"}`, `{walk: "occasion? -suits-> design_type"}`, "a walk of 2"},
		{`{"type":"string"}`, `{field: mood}`, "a walk of 0 or mood"},
		{`{"type":"string"}`, `{context: id, kind: [photo]}`, "the item's id of photo"},
		{`{"type":"boolean"}`, "", "true [more with more]; false [no more without more]"},
		{
			`{"type":"object","properties":{"b":{"enum":["x"]},"a":{"type":"boolean"}},"required":["b"]}`, "",
			"{more.b! more.a}",
		},
		{`{"type":"object","properties":{"b":{"type":"object"},"a":{"type":"string"}}}`, "", "never"},
		{`{"properties":{"size":{"properties":{"deep":{"enum":[1]}}}}}`, "", "{more.size.deep}"},
		{`{"type":"array","items":{"enum":["card","poster"]},"maxItems":9}`, "", "1 to 2 of more[]"},
		{`{"type":"array","items":{"type":"integer","minimum":1,"maximum":9},"minItems":2}`, "", "2 to 3 of more[]"},
		{`{"type":"array","items":{"type":"number"}}`, `{range: {min: 1, max: 5}}`, "1 to 3 of more[]"},
		{`{"type":"array","items":{"type":"number"}}`, "", "never"},
		{`{"type":"array","items":{"properties":{"a":{"enum":[1]}}},"maxItems":5}`, "", "1 to 1 of more[]"},
		{
			`{"allOf":[{"properties":{"a":{"enum":[1]}}},{"properties":{"b":{"const":2}},"required":["b"]}]}`, "",
			"{more.a more.b!}",
		},
		{`{"type":"number"}`, "", "never"},
		{`{"type":"number","default":3}`, "", "never"},
		{
			`{"enum":["textLayer","smart_object","sRGB"]}`, "",
			`"textLayer" [text layer]; "smart_object" [smart object]; "sRGB" [sRGB]`,
		},
	} {
		d, err := Load(withParam(t, c.schema, c.binding))
		if err != nil {
			t.Errorf("%s %s: %v", c.schema, c.binding, err)
			continue
		}
		checkInvariants(t, d)
		if got := bindingText(d.Tool("export_design").Param("more")); got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.schema, c.binding, got, c.want)
		}
	}
}

// withParam returns the good domain with one more parameter of export_design.
func withParam(tb testing.TB, schema, binding string) fstest.MapFS {
	tb.Helper()
	fsys := goodDomain(tb)
	edit := func(file, old, with string) {
		text := string(fsys[file].Data)
		if !strings.Contains(text, old) {
			tb.Fatal(file, old)
		}
		fsys[file].Data = []byte(strings.Replace(text, old, with, 1))
	}
	edit("tools.json", `"item_id": {"type"`, `"more": `+schema+`, "item_id": {"type"`)
	if binding != "" {
		edit("bindings.yaml", "export_design:\n", "export_design:\n  more: "+binding+"\n")
	}
	// A node type named like the parameter gives it labels.
	edit("graph.yaml", "  occasion:\n",
		"  more:\n    greeting: {value: card, label: card, synonyms: [greeting card]}\n  occasion:\n")
	return fsys
}

func bindingText(p *Param) string {
	var parts []string
	switch b := &p.Binding; b.Kind {
	case BindRange:
		_, first := b.Range.At(0)
		_, last := b.Range.At(b.Range.Len() - 1)
		return fmt.Sprintf("%s to %s in %d", first, last, b.Range.Len())
	case BindContext:
		text := "the item's " + b.Field
		if len(b.ItemKinds) > 0 {
			text += " of " + strings.Join(b.ItemKinds, " and ")
		}
		return text
	case BindWalk:
		parts = append(parts, fmt.Sprintf("a walk of %d", len(b.Walk)))
	case BindNever:
		return "never"
	case BindList:
		return fmt.Sprintf("%d to %d of %s", b.MinItems, b.MaxItems, p.Element.Path)
	case BindObject:
		p.eachLeaf(func(leaf *Param) {
			text := leaf.Path
			if leaf.Required {
				text += "!"
			}
			parts = append(parts, text)
		})
		return "{" + strings.Join(parts, " ") + "}"
	default:
		for _, v := range b.Values {
			parts = append(parts, fmt.Sprintf("%s %v", v.JSON, v.Labels))
		}
	}
	text := strings.Join(parts, "; ")
	if p.Binding.Field != "" {
		text += " or " + p.Binding.Field
	}
	return text
}

func TestFields(t *testing.T) {
	d, err := Load(goodDomain(t))
	if err != nil {
		t.Fatal(err)
	}
	it := d.Item("t1")
	for field, want := range map[string]string{
		"id": "t1", "kind": "template", "title": "Rosy birthday card", "keywords": "watercolor cake",
		"picture": "pictures/t1.png", "mood": "sky blue", "none": "",
	} {
		if got := it.Field(field); got != want {
			t.Errorf("%s: got %q, want %q", field, got, want)
		}
	}
	if n := it.NodeOfType("color"); n != d.Graph.Node("color/pink") {
		t.Errorf("color %+v", n)
	}
	if n := it.NodeOfType("shape"); n != nil {
		t.Errorf("shape %+v", n)
	}
	if got := fmt.Sprint(d.Graph.Types()); got != "[design_type occasion style color]" {
		t.Error(got)
	}
}
