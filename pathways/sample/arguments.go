package sample

import (
	"encoding/json"
	"iter"
	"slices"
	"strings"
)

// Argument is one top-level member of a call's arguments: a name and its value
// as JSON text.
type Argument struct {
	Name string
	JSON string
}

// ArgumentsJSON writes a call's arguments in canonical form. Each value must be
// canonical already; names must differ.
func ArgumentsJSON(args []Argument) string {
	byName := func(x, y Argument) int { return strings.Compare(x.Name, y.Name) }
	sorted, size := args, 2
	if !slices.IsSortedFunc(args, byName) {
		sorted = slices.Clone(args)
		slices.SortFunc(sorted, byName)
	}
	for i := range args {
		size += len(args[i].Name) + len(args[i].JSON) + len(`"":,`)
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteByte('{')
	for i, a := range sorted {
		if i > 0 {
			b.WriteByte(',')
		}
		writeString(&b, a.Name)
		b.WriteByte(':')
		b.WriteString(a.JSON)
	}
	b.WriteByte('}')
	return b.String()
}

// StringJSON is the canonical JSON text of a string.
func StringJSON(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 2)
	writeString(&b, s)
	return b.String()
}

// CountArguments counts the top-level members of a canonical JSON object
// without decoding it; 0 for anything else.
func CountArguments(object string) int {
	n := 0
	for range members(object) {
		n++
	}
	return n
}

// ArgumentText returns the top-level member called name of a canonical JSON
// object: a string's content, any other value's JSON text.
func ArgumentText(object, name string) (string, bool) {
	key := StringJSON(name)
	for k, v := range members(object) {
		if k != key {
			continue
		}
		if strings.HasPrefix(v, `"`) {
			var s string
			if json.Unmarshal([]byte(v), &s) != nil {
				return "", false
			}
			return s, true
		}
		return v, true
	}
	return "", false
}

// members iterates over the top-level members of a canonical JSON object, keys
// and values as JSON text. Canonical text has no white space and balanced
// brackets, so that counting depth outside strings is enough.
func members(object string) iter.Seq2[string, string] {
	return func(yield func(key, value string) bool) {
		if len(object) < 2 || object[0] != '{' {
			return
		}
		depth, start, colon := 0, 1, -1
		for i := 1; i < len(object); i++ {
			switch object[i] {
			case '"':
				i = endOfString(object, i)
			case '{', '[':
				depth++
			case ':':
				if depth == 0 {
					colon = i
				}
			case ',', '}', ']':
				if depth == 0 {
					if colon > start && !yield(object[start:colon], object[colon+1:i]) {
						return
					}
					start, colon = i+1, -1
				} else if object[i] != ',' {
					depth--
				}
			}
		}
	}
}

// endOfString returns the index of the quote that ends the string that begins
// at i.
func endOfString(text string, i int) int {
	for i++; i < len(text) && text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i
}
