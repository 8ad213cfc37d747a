package domain

import (
	"fmt"
	"math"
	"slices"
)

// The keys of a binding that may stand beside any other: how people leave the
// argument open, how it is asked for, and its words in other languages.
const (
	bindVague = "vague"
	bindAsk   = "ask"
	bindIn    = "in"
	keyUnits  = "units"
	keyBelow  = "below"
)

// ways are the words of a parameter in one language.
type ways struct{ vague, ask []string }

// onlyWays says whether a binding says nothing of where its values come from.
func onlyWays(p *place) bool {
	if !p.is(kindMapping) || len(p.members) == 0 {
		return false
	}
	return !slices.ContainsFunc(p.members, func(m member) bool {
		return m.key != bindVague && m.key != bindAsk && m.key != bindIn
	})
}

// readWays reads what a binding says of its words, once the values are known.
func (b *binder) readWays(p *place) {
	if !p.is(kindMapping) {
		return
	}
	param := b.param
	for _, key := range []string{bindVague, bindAsk, bindIn} {
		at := p.get(key)
		if at == nil {
			continue
		}
		if param.Binding.Kind != 0 && !param.Said() {
			at.fault(key+" of a parameter that no query says", "it beside values, a range or a text")
			return
		}
	}
	param.Vague = p.get(bindVague).words("words that leave the value open")
	param.Ask = p.get(bindAsk).words("a question")
	if param.Vague != nil {
		b.vague[param] = p.get(bindVague)
	}
	for lang, at := range b.inLanguages(p.get(bindIn)) {
		if !at.mapping(bindLabels, keyUnits, bindVague, bindAsk) {
			continue
		}
		if param.in == nil {
			param.in = map[string]ways{}
		}
		param.in[lang] = ways{
			vague: at.get(bindVague).words("words that leave the value open"),
			ask:   at.get(bindAsk).words("a question"),
		}
		b.readLabelsIn(lang, at.get(bindLabels))
		b.readUnitsIn(lang, at.get(keyUnits))
	}
}

// words returns a list of labels that has at least one.
func (p *place) words(want string) []string {
	list := p.labels(want)
	if p.is(kindList) && len(p.items) == 0 {
		p.fault("an empty list", "at least one text")
	}
	return list
}

// readLabelsIn reads how the values of a closed list are called in a language.
func (b *binder) readLabelsIn(lang string, p *place) {
	if p == nil {
		return
	}
	if kind := b.param.Binding.Kind; kind != BindValues {
		if kind != 0 {
			p.fault("labels of a parameter without a list of values", "them beside values only")
		}
		return
	}
	said := map[string]*Value{}
	for key, at := range p.entries("values, each with a list of labels") {
		text, err := b.admit(key)
		v := b.param.Binding.Value(text)
		if err != nil || v == nil {
			at.fault("key "+quoted(key), "a value of the parameter")
			continue
		}
		labels := at.words("a label")
		for _, label := range labels {
			if other := said[foldLabel(label)]; other != nil {
				at.fault(fmt.Sprintf("label %s for %s and for %s", quoted(label), other.JSON, v.JSON),
					"labels that stand for one value each")
			}
			said[foldLabel(label)] = v
		}
		if len(labels) > 0 {
			if v.in == nil {
				v.in = map[string][]string{}
			}
			v.in[lang] = labels
		}
	}
}

// readUnitsIn reads the words of units in a language.
func (b *binder) readUnitsIn(lang string, p *place) {
	if p == nil {
		return
	}
	r := &b.param.Binding.Range
	if kind := b.param.Binding.Kind; kind != BindRange {
		if kind != 0 {
			p.fault("units of a parameter without a range", "them beside a range only")
		}
		return
	}
	units, scales := p.units()
	if r.in == nil {
		r.in = map[string]unitWords{}
	}
	r.in[lang] = unitWords{units, scales}
}

// units reads a list of the words of one unit, or a mapping from the words of some
// to how many of the parameter's own one of them is.
func (p *place) units() (units []string, scales map[string]float64) {
	if !p.is(kindMapping) {
		return p.labels("a unit"), nil
	}
	seen := map[string]bool{}
	for word, at := range p.entries("units") {
		if folded := foldLabel(word); folded == "" || seen[folded] || len(word) > MaxLabelBytes {
			at.fault("key "+quoted(word), "a unit, each once (case does not count)")
			continue
		}
		seen[foldLabel(word)] = true
		const want = "how many of the parameter's own unit one of it is, above 0"
		scale, ok := at.number(want)
		switch {
		case !ok:
		case !(scale > 0) || scale > maxExact || scale < 1/float64(maxExact):
			at.wrong(want + fmt.Sprintf(", from 2^-%d to 2^%[1]d", int(math.Log2(maxExact))))
		case scale == 1:
			units = append(units, word)
		default:
			if scales == nil {
				scales = map[string]float64{}
			}
			scales[word] = scale
		}
	}
	if len(p.members) == 0 {
		p.fault("an empty mapping", "at least one unit")
	}
	return units, scales
}

// bindBelow links the lower ends of ranges to the upper ones.
func (b *bindingTree) bindBelow() {
	for _, low := range b.tool.collectLeaves() {
		p := b.below[low]
		name, ok := p.text("the path of a parameter", MaxTextBytes)
		if !ok || low.Binding.Kind != BindRange {
			continue
		}
		high := b.tool.Leaf(name)
		switch {
		case high == nil || high == low || high.Binding.Kind != BindRange:
			p.wrong("another parameter of " + b.tool.Name + " with a range" + p.hint(name, keys(b.known)))
		case high.Binding.Range.Below != "":
			p.wrong("a parameter that is not itself below another")
		case low.Binding.Range.Min >= high.Binding.Range.Max:
			p.wrong(fmt.Sprintf("a parameter that can be above %v", low.Binding.Range.Min))
		default:
			low.Binding.Range.Below = high.Path
		}
	}
}
