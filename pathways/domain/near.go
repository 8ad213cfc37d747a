package domain

import (
	"fmt"
	"slices"
)

// nearest is how many of the other tools count as near to one.
const nearest = 3

// Near returns the other tools, those first that are most easily taken for t.
func (d *Domain) Near(t *Tool) []*Tool { return d.near[t] }

// NearMisses returns the tools that are easily taken for t, the closest first.
func (d *Domain) NearMisses(t *Tool) []*Tool {
	all := d.near[t]
	return all[:min(len(all), nearest)]
}

// setNear orders the other tools for each by how much they have in common: the
// kinds of nodes and the names of their arguments, the words of their names, and
// whether they work on what is before the user.
func (d *Domain) setNear() {
	marks := map[*Tool]map[string]bool{}
	for _, t := range d.Tools {
		marks[t] = marksOf(t)
	}
	common := func(x, y *Tool) int {
		n := 0
		for m := range marks[x] {
			if marks[y][m] {
				n++
			}
		}
		return n
	}
	d.near = make(map[*Tool][]*Tool, len(d.Tools))
	for _, t := range d.Tools {
		others := slices.DeleteFunc(slices.Clone(d.Tools), func(o *Tool) bool { return o == t })
		slices.SortStableFunc(others, func(x, y *Tool) int { return common(t, y) - common(t, x) })
		d.near[t] = others
	}
}

// StandsIn says whether a call of other may well do what a call of t does: they begin
// with the same verb, find or make items of the same kind, or set the same attribute.
// Where t is not offered and other is, nobody can say that nothing does it.
func (d *Domain) StandsIn(t, other *Tool) bool {
	a, b := nameWords(t.Name), nameWords(other.Name)
	if len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		return true
	}
	x, y := d.Effect(t), d.Effect(other)
	if x == nil || y == nil {
		return false
	}
	for attribute := range x.Sets {
		if _, both := y.Sets[attribute]; both && attribute != fieldTitle {
			return true
		}
	}
	of := func(e *Effect) []string {
		if e.Makes != "" {
			return append(slices.Clone(e.Finds), e.Makes)
		}
		return e.Finds
	}
	return slices.ContainsFunc(of(x), func(kind string) bool {
		return slices.ContainsFunc(of(y), func(k string) bool { return k == kind || k == AnyKind || kind == AnyKind })
	})
}

// marksOf are what a tool may have in common with another.
func marksOf(t *Tool) map[string]bool {
	m := map[string]bool{}
	for _, w := range nameWords(t.Name) {
		m["word "+singular(w)] = true
	}
	context := false
	for _, p := range t.Leaves() {
		context = context || p.Binding.Kind == BindContext
		m["name "+p.Name] = true
		if p.Binding.NodeType != "" {
			m["type "+p.Binding.NodeType] = true
		}
		for _, s := range p.Binding.Walk {
			m["type "+s.NodeType] = true
		}
	}
	m[fmt.Sprint("context ", context)] = true
	return m
}

// nearNames gives the near misses by name.
func (d *Domain) nearNames() map[string][]string {
	names := make(map[string][]string, len(d.Tools))
	for _, t := range d.Tools {
		for _, o := range d.NearMisses(t) {
			names[t.Name] = append(names[t.Name], o.Name)
		}
	}
	return names
}

// otherUnits lists, for each tool, the words of units that its numbers are not in.
func (d *Domain) otherUnits() map[string][]string {
	units := map[string][]string{}
	for _, t := range d.Tools {
		for _, p := range t.Leaves() {
			if p.Binding.Kind != BindRange {
				continue
			}
			for _, lang := range d.Languages {
				for word := range p.Binding.Range.ScalesIn(lang) {
					units[t.Name] = append(units[t.Name], word, singular(word))
				}
			}
		}
		slices.Sort(units[t.Name])
		units[t.Name] = slices.Compact(units[t.Name])
	}
	return units
}
