package domain

import (
	"slices"
	"strconv"
	"strings"
)

// bounds reads which attribute each argument is a bound of.
func (r *effectReader) bounds(t *Tool, p *place) map[string]string {
	var bounds map[string]string
	for path, at := range p.entries("arguments of " + t.Name + ", each with an attribute that is a number") {
		r.argument(t, at, "key "+quoted(path), path)
		if leaf := t.Leaf(path); leaf != nil && !leaf.numeric() {
			at.fault("key "+quoted(path), "an argument that is a number")
		}
		const want = "an attribute that is a number"
		name, ok := at.text(want, MaxLabelBytes)
		if !ok {
			continue
		}
		r.knownAttribute(at, name, want)
		if r.itemsWhole && r.fields[name] && !slices.ContainsFunc(r.d.Items, func(it *Item) bool {
			_, ok := NumberIn(it.Attributes[name])
			return ok
		}) {
			at.fault(quoted(name)+", in which no item has a number", want)
		}
		if bounds == nil {
			bounds = map[string]string{}
		}
		bounds[path] = name
	}
	return bounds
}

// numeric says whether the parameter's values can be numbers.
func (p *Param) numeric() bool {
	if p.Binding.Kind != BindValues {
		return p.Binding.Kind == BindRange || p.Binding.Kind == BindFixed
	}
	return !slices.ContainsFunc(p.Binding.Values, func(v *Value) bool {
		_, err := strconv.ParseFloat(v.JSON, 64)
		return err != nil
	})
}

// NumberIn returns the number that an attribute's text begins with, behind signs of
// currency at most: 120 of "120", "$120" and "120 cm". False where there is none, and where a comma leaves it open.
func NumberIn(text string) (number float64, ok bool) {
	const digits = "0123456789"
	first := strings.IndexAny(text, digits)
	if first < 0 || strings.ContainsFunc(text[:first], func(r rune) bool {
		return !strings.ContainsRune(" -+$€£¥", r)
	}) {
		return 0, false
	}
	end := first + len(text[first:]) - len(strings.TrimLeft(text[first:], digits))
	if rest, point := strings.CutPrefix(text[end:], "."); point {
		end += 1 + len(rest) - len(strings.TrimLeft(rest, digits))
	}
	if strings.HasPrefix(text[end:], ",") || strings.HasPrefix(text[end:], ".") {
		return 0, false // thousands, or a decimal comma: nobody knows
	}
	number, err := strconv.ParseFloat(strings.TrimSuffix(text[first:end], "."), 64)
	if strings.Contains(text[:first], "-") {
		number = -number
	}
	return number, err == nil
}
