package ollama

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"
)

// allowed says what in a lowered schema is not on the list of Lower's comment. It
// shares no code with Lower.
func allowed(text json.RawMessage, depth int) error {
	var node map[string]json.RawMessage
	if err := json.Unmarshal(text, &node); err != nil {
		return fmt.Errorf("%s: %w", text, err)
	}
	if depth > 26 {
		return errors.New("nested too deep")
	}
	var kind string
	_ = json.Unmarshal(node["type"], &kind)
	keys := map[string]string{
		"object": "type properties required additionalProperties", "array": "type items minItems maxItems",
		"string": "type pattern format minLength maxLength", "integer": "type minimum maximum",
		"number": "type", "boolean": "type", "null": "type", "": "enum anyOf",
	}[kind]
	if len(node) == 0 || kind == "" && len(node) != 1 {
		return fmt.Errorf("found %s", text)
	}
	limits := map[string]float64{"maximum": 1e15, "minimum": -1e15}
	for key, v := range node {
		if !slices.Contains(strings.Fields(keys), key) {
			return fmt.Errorf("found %q in %s", key, text)
		}
		var n float64
		if json.Unmarshal(v, &n) == nil {
			limits[key] = n
		}
	}
	for _, limit := range []struct {
		low, high string
		most      float64
	}{{"minLength", "maxLength", 1000}, {"minItems", "maxItems", 256}, {"minimum", "maximum", 1e14}} {
		low, isLow := limits[limit.low]
		high, isHigh := limits[limit.high]
		if isLow && isHigh && low > high || isHigh && high != 1e15 && high > limit.most {
			return fmt.Errorf("found %v to %v in %s", low, high, text)
		}
	}
	if node["pattern"] != nil && len(node) != 2 || node["format"] != nil && len(node) != 2 {
		return fmt.Errorf("found more than a pattern or a format: %s", text)
	}
	var inner []json.RawMessage
	_ = json.Unmarshal(node["anyOf"], &inner)
	if len(inner) > 32 {
		return fmt.Errorf("found %d alternatives", len(inner))
	}
	var members map[string]json.RawMessage
	_ = json.Unmarshal(node["properties"], &members)
	for name, v := range members {
		if name == "" || len(name) > 64 {
			return fmt.Errorf("found the name %q", name)
		}
		inner = append(inner, v)
	}
	var required []string
	_ = json.Unmarshal(node["required"], &required)
	for _, name := range required {
		if members[name] == nil {
			return fmt.Errorf("found %q to be required and not described", name)
		}
	}
	for _, key := range []string{"items", "additionalProperties"} {
		if v := node[key]; v != nil && string(v) != "false" {
			inner = append(inner, v)
		}
	}
	if node["additionalProperties"] != nil && string(node["additionalProperties"]) != "false" && len(members) > 0 {
		return fmt.Errorf("found other properties beside named ones: %s", text)
	}
	for _, v := range inner {
		if err := allowed(v, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func compiled(t *rapid.T, text []byte) *jsonschema.Schema {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(noLoader{})
	if err := c.AddResource("x:///x", value); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	s, err := c.Compile("x:///x")
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s
}

// What is valid for a schema is valid for the lowered one; that is on the list, and
// lowering it again changes nothing.
func TestLowerIsWeakerAndOnTheList(t *testing.T) {
	valid, dropped := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		drawn := drawSchema(t, 3, true)
		drawn["$defs"] = map[string]any{"x": drawSchema(t, 2, true), "y": drawSchema(t, 1, true)}
		text, err := json.Marshal(drawn)
		if err != nil {
			t.Fatal(err)
		}
		lowered, err := Lower(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if err := allowed(lowered, 0); err != nil {
			t.Fatalf("%s\nbecame %s: %v", text, lowered, err)
		}
		again, err := Lower(lowered)
		if err != nil || !bytes.Equal(again, lowered) {
			t.Fatalf("%s\nbecame %s,\nthen   %s (%v)", text, lowered, again, err)
		}
		if selfReferring(drawn, drawn, map[string]bool{}) {
			return // the validator refuses it
		}
		whole, weak := compiled(t, text), compiled(t, lowered)
		for range 40 {
			raw, err := json.Marshal(drawLike(t, drawn, 4))
			if err != nil {
				t.Fatal(err)
			}
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			if whole.Validate(value) != nil {
				dropped++
				continue
			}
			valid++
			if err := weak.Validate(value); err != nil {
				t.Fatalf("%s is valid for\n%s\nand not for\n%s: %v", raw, text, lowered, err)
			}
		}
	})
	if valid < 20 {
		t.Errorf("only %d values were valid, of %d: the property has hardly been tried", valid, valid+dropped)
	}
	t.Logf("%d valid values, %d others", valid, dropped)
}

// selfReferring says whether following references alone comes back to where it was.
func selfReferring(root, s map[string]any, on map[string]bool) bool {
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		list, _ := s[key].([]any)
		for _, item := range list {
			if inner, ok := item.(map[string]any); ok && selfReferring(root, inner, on) {
				return true
			}
		}
	}
	for _, key := range []string{"not", "if", "then"} {
		if inner, ok := s[key].(map[string]any); ok && selfReferring(root, inner, on) {
			return true
		}
	}
	ref, ok := s["$ref"].(string)
	if !ok {
		return false
	}
	if on[ref] || ref == "#" {
		return true
	}
	on[ref] = true
	defer delete(on, ref)
	return selfReferring(root, root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any), on)
}

func FuzzLower(f *testing.F) {
	for _, schema := range nasty() {
		if len(schema) < 4000 {
			f.Add([]byte(schema))
		}
	}
	f.Add([]byte(querySchema))
	f.Fuzz(func(t *testing.T, text []byte) {
		lowered, err := Lower(text)
		if err != nil {
			return
		}
		if err := allowed(lowered, 0); err != nil {
			t.Fatalf("%s: %v", lowered, err)
		}
		if grammarSize(string(lowered)) > maxGrammar {
			t.Fatalf("%s: too long a grammar", lowered)
		}
		if again, err := Lower(lowered); err != nil || !bytes.Equal(again, lowered) {
			t.Fatalf("%s\nbecame %s (%v)", lowered, again, err)
		}
	})
}
