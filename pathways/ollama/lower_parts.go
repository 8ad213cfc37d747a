package ollama

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// flatten gives the schemas that must hold together, with references followed and
// allOf taken apart; false where one of them is the schema that nothing meets.
// What it cannot follow it leaves out.
func (l *lowering) flatten(parts []part) ([]part, bool) {
	var flat []part
	for _, p := range parts {
		if l.budget--; l.budget < 0 {
			return nil, true
		}
		switch p.v.kind {
		case kindBool:
			if !p.v.yes {
				return nil, false
			}
			continue
		case kindObject:
		default:
			continue // no schema
		}
		flat = append(flat, p)
		var inner []part
		if ref := p.get("$ref"); ref.is(kindString) {
			switch target := l.follow(ref.text); {
			case target == nil:
			case l.active[target]: // recursion
				inner = append(inner, part{v: target.onlyType()})
			default:
				l.active[target] = true
				inner = append(inner, part{v: target})
			}
		}
		if all := p.get("allOf"); all.is(kindArray) {
			for _, v := range all.items {
				inner = append(inner, part{v: v})
			}
		}
		more, possible := l.flatten(inner)
		if !possible {
			return nil, false
		}
		flat = append(flat, more...)
	}
	return flat, true
}

// onlyType is a schema without anything but its type.
func (v *value) onlyType() *value {
	out := &value{kind: kindObject}
	if t := v.get("type"); t != nil {
		out.members = []member{{"type", t}}
	}
	return out
}

// mark and release keep the references active that lead to where the walk is.
func (l *lowering) mark() map[*value]bool {
	before := make(map[*value]bool, len(l.active))
	for v := range l.active {
		before[v] = true
	}
	return before
}

func (l *lowering) release(before map[*value]bool) { l.active = before }

// follow returns what a local reference points to (RFC 6901), or nil.
func (l *lowering) follow(ref string) *value {
	pointer, local := strings.CutPrefix(ref, "#")
	if !local || pointer != "" && pointer[0] != '/' {
		return nil
	}
	pointer, err := url.PathUnescape(pointer)
	if err != nil {
		return nil
	}
	at := l.root
	for i, token := range strings.Split(pointer, "/") {
		if i == 0 {
			continue
		}
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		switch at.kind {
		case kindObject:
			at = at.get(token)
		case kindArray:
			n, err := strconv.Atoi(token)
			if err != nil || n < 0 || n >= len(at.items) {
				return nil
			}
			at = at.items[n]
		default:
			return nil
		}
		if at == nil {
			return nil
		}
	}
	return at
}

// alternatives lowers the first anyOf or oneOf among the parts, each of its
// schemas together with all the rest. ok is false where there is none that can be
// taken; possible where no alternative can be met.
func (l *lowering) alternatives(flat []part, depth int) (out string, ok, possible bool) {
	for i, p := range flat {
		for _, list := range []*value{p.anyOf(), p.oneOf()} {
			if list == nil || len(list.items) > maxAnyOf {
				continue
			}
			rest := bareParts(flat)
			rest[i].noAnyOf = p.noAnyOf || list == p.anyOf()
			rest[i].noOneOf = p.noOneOf || list == p.oneOf()
			var nodes []string
			for _, v := range list.items {
				if node, possible := l.schema(append(slices.Clone(rest), part{v: v}), depth); possible {
					nodes = append(nodes, node)
				}
			}
			if out, possible := anyOf(nodes); out != "" || !possible {
				return out, true, possible
			} // else they are too many, once the inner ones are counted
		}
	}
	return "", false, true
}

// anyOf is the part's anyOf, nil where it has none that is still to be taken.
func (p part) anyOf() *value { return alternativesOf(p.get(keyAnyOf), p.noAnyOf) }

// oneOf is the part's oneOf, nil where it has none that is still to be taken.
func (p part) oneOf() *value { return alternativesOf(p.get("oneOf"), p.noOneOf) }

func alternativesOf(v *value, taken bool) *value {
	if taken || !v.is(kindArray) || len(v.items) == 0 {
		return nil
	}
	return v
}

// bareParts copies flat parts for another flattening, which must not follow again
// what these have followed.
func bareParts(flat []part) []part {
	out := make([]part, 0, len(flat)+1)
	for _, p := range flat {
		v := &value{kind: kindObject}
		for _, m := range p.v.members {
			if m.key != "$ref" && m.key != "allOf" {
				v.members = append(v.members, m)
			}
		}
		out = append(out, part{v: v, noAnyOf: p.noAnyOf, noOneOf: p.noOneOf})
	}
	return out
}

// anyOf joins nodes: false where there are none, empty where there are too many.
func anyOf(nodes []string) (string, bool) {
	var flat []string
	for _, n := range nodes {
		inner := []string{n}
		if strings.HasPrefix(n, `{"anyOf":`) {
			v, err := parseJSON([]byte(n))
			if err != nil {
				return "", false
			}
			inner = inner[:0]
			for _, item := range v.get(keyAnyOf).items {
				inner = append(inner, item.json())
			}
		}
		for _, n := range inner {
			if !slices.Contains(flat, n) {
				flat = append(flat, n)
			}
		}
	}
	switch {
	case len(flat) == 0:
		return "", false
	case len(flat) == 1:
		return flat[0], true
	case len(flat) > maxAnyOf:
		return "", true
	}
	return `{"anyOf":[` + strings.Join(flat, ",") + `]}`, true
}
