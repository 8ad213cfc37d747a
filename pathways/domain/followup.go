package domain

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// leastSaid is how many arguments a query has to say for the next one to leave some
// of them unsaid: the one that it changes, and one that is carried over.
const leastSaid = 2

// Single says whether the parameter stands once in a call: in no list.
func (p *Param) Single() bool { return !strings.Contains(p.Path, "[") }

// Carriable says whether a query can leave the parameter's values unsaid, and they are
// known all the same: they are said, and stand alone or in a list of nothing else.
func (p *Param) Carriable() bool {
	return p.Said() && (p.Single() || strings.Count(p.Path, "[") == 1 && strings.HasSuffix(p.Path, "[]"))
}

// Refined returns the leaves of the tool that a follow-up in a language can be about:
// those that have another value, and that can be said alone. None where a call of the
// tool says too little for something to be carried over, or where it cannot be called
// once more for what it works on, see Domain.repeatable.
func (d *Domain) Refined(t *Tool, lang string) []*Param {
	if !d.repeatable(t) {
		return nil
	}
	alone, said := d.grammarIn(lang).Alone(t), 0
	var leaves []*Param
	for i, p := range t.Leaves() {
		if !p.Carriable() {
			continue
		}
		said++
		if p.Single() && (p.Replaceable() || p.Ranged() && p.Binding.Range.Len() > 1 || p.Binding.Kind == BindWalk) &&
			len(alone[i]) > 0 {
			leaves = append(leaves, p)
		}
	}
	if said < leastSaid {
		return nil
	}
	return leaves
}

// repeatable says whether a call can come right after another one of the same tool for
// the same item: the first makes no other item that is then before the user, leaves
// what the tool needs of the item as it should be, and changes no field that an
// argument is.
func (d *Domain) repeatable(t *Tool) bool {
	e := d.Effect(t)
	if e == nil || !t.works() {
		return true
	}
	if e.Makes != "" {
		return false
	}
	return !slices.ContainsFunc(slices.Sorted(maps.Keys(e.Sets)), func(attribute string) bool {
		needed, needs := e.Needs[attribute]
		return needs && !t.setsOnly(e.Sets[attribute], needed) || slices.ContainsFunc(t.Leaves(), func(p *Param) bool {
			return p.Binding.Kind == BindContext && p.Binding.Field == attribute
		})
	})
}

// setsOnly says whether a text of Effect.Sets is always one of the values: it is one, or
// it is an argument that can only be these.
func (t *Tool) setsOnly(text string, values []string) bool {
	pieces := EffectPieces(text)
	if len(pieces) == 1 {
		return slices.Contains(values, text)
	}
	if len(pieces) != 3 || pieces[0] != "" || pieces[2] != "" { // "{path}" and nothing beside it
		return false
	}
	leaf := t.Leaf(pieces[1])
	if leaf == nil || leaf.Binding.Kind != BindValues {
		return false
	}
	other := func(v *Value) bool { return !slices.Contains(values, v.text()) }
	return !slices.ContainsFunc(leaf.Binding.Values, other)
}

// works says whether the tool works on the item before the user.
func (t *Tool) works() bool {
	return slices.ContainsFunc(t.Leaves(), func(p *Param) bool { return p.Binding.Kind == BindContext })
}

// leastRefined is how many arguments a call of the tool has at least for two of them to
// be said.
func (t *Tool) leastRefined() int {
	least, said := t.Required(), 0
	for _, p := range t.Params {
		if !p.Required {
			continue
		}
		p.eachLeaf(func(leaf *Param) {
			if leaf.Carriable() {
				said++
			}
		})
	}
	for _, p := range t.Params {
		if n := len(leavesUnder(p)); !p.Required && n > 1 && said < leastSaid {
			return least + 1 // an object, which may have both
		}
	}
	return least + max(0, leastSaid-said)
}

// Carries says whether the sample's call has an argument of the call right before it
// that its query says nowhere: what follows then from the conversation alone. It is
// careful: what may be a way to say the argument is taken for one.
func (d *Domain) Carries(s *sample.Sample) bool {
	before := s.CallBefore()
	if before == nil {
		return false
	}
	t := d.Tool(before.Name)
	if t == nil {
		return false
	}
	var q *asking
	for _, p := range t.Leaves() {
		if !p.Carriable() {
			continue
		}
		is, ok := p.inCall(s.Calls[0].Arguments)
		was, had := p.inCall(before.Arguments)
		if !ok || !had || is != was {
			continue
		}
		elements := p.elements(is)
		if len(elements) == 0 {
			continue // an empty list says nothing that could be left out
		}
		if q == nil {
			q = d.asking(s.Query(), s.Provenance.Language, t)
		}
		if !slices.ContainsFunc(elements, func(one string) bool { return q.says(p, one) }) {
			return true
		}
	}
	return false
}

// inCall returns the value of a leaf that is carriable, or its list, in a call's arguments:
// canonical JSON, but of a string the content; false where the call does not have it.
func (p *Param) inCall(arguments string) (string, bool) {
	for name := range strings.SplitSeq(strings.TrimSuffix(p.Path, "[]"), ".") {
		inner, ok := sample.ArgumentText(arguments, name)
		if !ok {
			return "", false
		}
		arguments = inner
	}
	return arguments, true
}

// elements are the values in a list, or the value alone.
func (p *Param) elements(value string) []string {
	if p.Single() {
		return []string{value}
	}
	var list []json.RawMessage
	if json.Unmarshal([]byte(value), &list) != nil {
		return nil
	}
	texts := make([]string, len(list))
	for i, one := range list {
		var text string
		if json.Unmarshal(one, &text) != nil {
			text = string(one)
		}
		texts[i] = text
	}
	return texts
}

// grammarIn is the grammar of a language, the domain's own for none.
func (d *Domain) grammarIn(lang string) *Grammar {
	if g := d.Grammars[lang]; g != nil {
		return g
	}
	return d.Grammar
}
