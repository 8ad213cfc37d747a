package export

import (
	"encoding/json"
	"slices"
	"testing"
)

// idsOf finds the same by another way: the whole text decoded, and searched.
func idsOf(v any) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = append(out, idsOf(e)...)
		}
	case map[string]any:
		for name, e := range v {
			if id, ok := e.(string); ok && name == "id" && !made.MatchString(id) {
				out = append(out, id)
			}
			out = append(out, idsOf(e)...)
		}
	}
	return out
}

func FuzzIDs(f *testing.F) {
	for _, text := range []string{
		`{"count":1,"results":[{"id":"pho-001","kind":"photo"},{"id":"new-1"},{"id":7}]}`, `[[{"id":"a"}],{"b":{"id":"c"}}]`,
		`found <one>`, ``, `{"id":"a"`, `{"id":{"id":"x"}}`, `"id"`, `{"ID":"a"}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var found []string
		if !idsIn([]byte(text), func(id string) bool { found = append(found, id); return true }) {
			t.Fatal("it stopped")
		}
		if len(found) > 0 && idsIn([]byte(text), func(string) bool { return false }) {
			t.Fatal("it did not stop")
		}
		var v any
		if json.Unmarshal([]byte(text), &v) != nil {
			return
		}
		slices.Sort(found)
		found = slices.Compact(found)
		want := idsOf(v)
		slices.Sort(want)
		for _, id := range slices.Compact(want) {
			if !slices.Contains(found, id) {
				t.Errorf("%s: found %q, want %q", text, found, id)
			}
		}
	})
}
