package execute

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// argumentTexts returns what a call's arguments have at a path ("query",
// "size.width", "colors[]"): the content of texts, the JSON text of other values.
// Several where a list is on the way, none where the call does not have it.
func argumentTexts(arguments, path string) []string {
	if !strings.ContainsAny(path, ".[") {
		text, ok := sample.ArgumentText(arguments, path)
		switch {
		case !ok || text == "":
			return nil
		case text[0] != '[' && text[0] != '{':
			return []string{text}
		}
	}
	dec := json.NewDecoder(bytes.NewReader([]byte(arguments)))
	dec.UseNumber()
	var all any
	if dec.Decode(&all) != nil {
		return nil
	}
	return textsAt(nil, all, path)
}

func textsAt(texts []string, v any, path string) []string {
	switch v := v.(type) {
	case []any:
		rest := strings.TrimPrefix(path, "[]")
		for _, e := range v {
			texts = textsAt(texts, e, rest)
		}
		return texts
	case map[string]any:
		path = strings.TrimPrefix(path, ".")
		if inner, ok := v[path]; ok { // also of a name with dots in it
			return textsAt(texts, inner, "")
		}
		end := strings.IndexAny(path, ".[")
		if end < 1 {
			return texts
		}
		return textsAt(texts, v[path[:end]], path[end:])
	case nil:
		return texts
	}
	if path != "" {
		return texts
	}
	switch v := v.(type) {
	case string:
		return append(texts, v)
	case json.Number:
		return append(texts, v.String())
	case bool:
		if v {
			return append(texts, "true")
		}
		return append(texts, "false")
	}
	return texts
}

// valueText is the content of a string, the JSON text of other values.
func valueText(text string) string {
	var s string
	if strings.HasPrefix(text, `"`) && json.Unmarshal([]byte(text), &s) == nil {
		return s
	}
	return text
}
