package ollama

import (
	"slices"
	"strings"
	"unicode"

	"github.com/callmill/callmill/pathways/sample"
)

// object lowers an object. Names that must be there and are not described are
// described: the grammar leaves out every other.
func (l *lowering) object(flat []part, depth int) (string, bool) {
	if depth == 0 {
		return bare("object"), true
	}
	names, required, whole := propertyNames(flat)
	var b strings.Builder
	b.WriteString(`{"type":"object"`)
	separator := `,"properties":{`
	var kept []string
	for _, name := range names {
		node, possible := l.schema(memberParts(flat, name), depth-1)
		if !possible {
			if required[name] {
				return "", false
			}
			continue
		}
		b.WriteString(separator)
		b.WriteString(sample.StringJSON(name))
		b.WriteByte(':')
		b.WriteString(node)
		separator = ","
		kept = append(kept, name)
	}
	if len(kept) > 0 {
		b.WriteByte('}')
	}
	writeRequired(&b, kept, required)
	if whole {
		l.writeAdditional(&b, flat, len(kept) > 0, depth)
	}
	b.WriteByte('}')
	return b.String(), true
}

func writeRequired(b *strings.Builder, kept []string, required map[string]bool) {
	separator := `,"required":[`
	for _, name := range kept {
		if required[name] {
			b.WriteString(separator)
			b.WriteString(sample.StringJSON(name))
			separator = ","
		}
	}
	if separator == "," {
		b.WriteByte(']')
	}
}

// writeAdditional writes what other properties there may be: none, or, where there
// are no named ones (whose names the grammar would have to exclude), what they are.
func (l *lowering) writeAdditional(b *strings.Builder, flat []part, named bool, depth int) {
	var parts []part
	for _, p := range flat {
		if v := additional(p); v != nil {
			parts = append(parts, part{v: v})
		}
	}
	if slices.ContainsFunc(parts, func(p part) bool { return p.v.is(kindBool) && !p.v.yes }) {
		b.WriteString(`,"additionalProperties":false`)
		return
	}
	if named || len(parts) == 0 {
		return
	}
	switch node, possible := l.schema(parts, depth-1); {
	case !possible:
		b.WriteString(`,"additionalProperties":false`)
	case node != anything:
		b.WriteString(`,"additionalProperties":` + node)
	}
}

// propertyNames lists the names that the parts describe or require, in order, and
// says whether these are all.
func propertyNames(flat []part) (names []string, required map[string]bool, whole bool) {
	required, whole = map[string]bool{}, true
	seen := map[string]bool{}
	add := func(name string) {
		if !safeName(name) {
			whole = false
		} else if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	for _, p := range flat {
		for _, m := range p.get("properties").membersOf() {
			add(m.key)
		}
	}
	for _, p := range flat {
		for _, name := range requiredBy(p) {
			add(name)
			required[name] = true
		}
	}
	if len(names) <= maxProperties {
		return names, required, whole
	}
	return fewer(names, required), required, false
}

// requiredBy lists the names that the part requires and that can be written.
func requiredBy(p part) []string {
	list := p.get("required")
	if !list.is(kindArray) {
		return nil
	}
	var names []string
	for _, item := range list.items {
		if item.is(kindString) && safeName(item.text) {
			names = append(names, item.text)
		}
	}
	return names
}

// fewer keeps as many names as there may be, those that must be there first.
func fewer(names []string, required map[string]bool) []string {
	keep := map[string]bool{}
	for _, must := range []bool{true, false} {
		for _, name := range names {
			if required[name] == must && len(keep) < maxProperties {
				keep[name] = true
			}
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return !keep[name] })
}

// safeName says whether a property's name goes into a grammar as it is. The empty
// one would take the place of the root.
func safeName(name string) bool {
	return name != "" && len(name) <= maxNameBytes && !strings.ContainsFunc(name, unicode.IsControl)
}

// memberParts are the schemas that the value of a property must meet.
func memberParts(flat []part, name string) []part {
	var parts []part
	for _, p := range flat {
		if v := p.get("properties"); v.is(kindObject) {
			if own := v.get(name); own != nil {
				parts = append(parts, part{v: own})
				continue
			}
		}
		if v := additional(p); v != nil {
			parts = append(parts, part{v: v})
		}
	}
	return parts
}

// additional is the part's additionalProperties, nil where there are none or
// patterns of names take part in what they mean.
func additional(p part) *value {
	if p.get("patternProperties") != nil {
		return nil
	}
	return p.get("additionalProperties")
}

// array lowers an array. The items of a tuple are left open: the grammar knows no
// tuples of which the end may be missing.
func (l *lowering) array(flat []part, depth int) (string, bool) {
	low, high := limits(flat, "minItems", "maxItems")
	if low > high {
		return "", false
	}
	if depth == 0 {
		return bare("array"), true
	}
	var parts []part
	for _, p := range flat {
		if v := p.get("items"); v != nil && v.kind != kindArray && p.get("prefixItems") == nil {
			parts = append(parts, part{v: v})
		}
	}
	node, possible := l.schema(parts, depth-1)
	if !possible { // only an empty array has no items
		return bare("array"), low == 0
	}
	limits := limitsJSON("minItems", "maxItems", low, high, maxItems)
	if node == anything && limits == "" {
		return bare("array"), true
	}
	return `{"type":"array","items":` + node + limits + `}`, true
}
