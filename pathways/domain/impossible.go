package domain

import (
	"slices"

	"github.com/callmill/callmill/pathways/sample"
)

// Impossible returns the cells that no sample of the domain can fall in, as
// follows from its tools, bindings and facets alone: what a target declares
// comes on top. The ledger needs to know them, or it would wait for samples
// that cannot come.
func (d *Domain) Impossible() []Impossible {
	tools := make([]string, len(d.Tools))
	for i, t := range d.Tools {
		tools[i] = t.Name
	}
	none := Condition{sample.FacetTool, []string{sample.BucketNone}}
	uncalled := Condition{sample.FacetCalls, []string{"0"}}
	some := Condition{sample.FacetArguments, d.argumentBuckets(func(low, _ int) bool { return low > 0 })}
	cells := []Impossible{
		{none, {sample.FacetCalls, []string{"1", "2+"}}},
		{{sample.FacetTool, tools}, uncalled},
		{uncalled, some},
		// This follows from those above, but a target need not name calls.
		{none, some},
	}
	for _, t := range d.Tools {
		required, all := t.Least(), t.Givable()
		outside := d.argumentBuckets(func(low, high int) bool { return high < required || low > all })
		if len(outside) > 0 {
			cells = append(cells, Impossible{
				{sample.FacetTool, []string{t.Name}}, {sample.FacetArguments, outside},
			})
		}
	}
	cells = append(cells, d.impossiblePointing()...)
	cells = append(cells, d.impossibleAnswers()...)
	cells = append(cells, d.impossibleGrammars()...)
	for _, o := range d.origins {
		facet := &d.Facets[d.Facet(o.facet)]
		if o.argument != "" {
			cells = append(cells, d.impossibleArgument(facet, o.argument)...)
		} else {
			cells = append(cells, d.impossibleContext(facet, o.field)...)
		}
	}
	return cells
}

// impossiblePointing returns the phrasings that nobody uses of tools that work on no
// item, nor to follow up.
func (d *Domain) impossiblePointing() []Impossible {
	var pointing []string
	for i := range d.Grammar.Phrasings {
		if d.Grammar.Phrasings[i].Item {
			pointing = append(pointing, d.Grammar.Phrasings[i].Rule.Name)
		}
	}
	alone := d.toolNames(func(t *Tool) bool {
		return !slices.ContainsFunc(t.Leaves(), func(p *Param) bool { return p.Binding.Kind == BindContext })
	})
	if len(pointing) == 0 {
		return nil
	}
	// Who only says what is new does not say what it is done with.
	cells := []Impossible{{{sample.FacetTwist, []string{sample.TwistFollowUp}}, {sample.FacetPhrasing, pointing}}}
	if len(alone) > 0 {
		cells = append(cells, Impossible{{sample.FacetTool, alone}, {sample.FacetPhrasing, pointing}})
	}
	return cells
}

// argumentBuckets returns the buckets of the arguments facet that stand for
// counts from low to high of which pick says so. The last one is open, up to
// more arguments than any tool has.
func (d *Domain) argumentBuckets(pick func(low, high int) bool) []string {
	buckets := d.Facets[d.Facet(sample.FacetArguments)].Buckets
	var picked []string
	for i, b := range buckets {
		high := i
		if i == len(buckets)-1 {
			high = MaxParams + i
		}
		if pick(i, high) {
			picked = append(picked, b)
		}
	}
	return picked
}

// impossibleArgument returns the cells that a facet over an argument rules out.
func (d *Domain) impossibleArgument(facet *sample.Facet, argument string) []Impossible {
	values := facet.Buckets[:len(facet.Buckets)-1]
	other := Condition{facet.Name, []string{sample.BucketOther}}
	without := []string{sample.BucketNone}
	cells := []Impossible{
		{{sample.FacetCalls, []string{"0"}}, {facet.Name, values}},
		{{sample.FacetArguments, []string{"0"}}, {facet.Name, values}},
	}
	for _, t := range d.Tools {
		p := t.Param(argument)
		if p == nil || p.Never() {
			without = append(without, t.Name)
			continue
		}
		tool := Condition{sample.FacetTool, []string{t.Name}}
		never, closed := unreachable(p, facet)
		if len(never) > 0 {
			cells = append(cells, Impossible{tool, {facet.Name, never}})
		}
		required, all := t.Required(), t.Givable()
		if closed && p.Required {
			cells = append(cells, Impossible{tool, other})
			continue
		}
		if p.Required {
			continue
		}
		// With the optional argument there is one more than the required ones;
		// with all arguments it is among them.
		if few := d.argumentBuckets(func(_, high int) bool { return high <= required }); len(few) > 0 {
			cells = append(cells, Impossible{tool, {sample.FacetArguments, few}, {facet.Name, values}})
		}
		if most := d.argumentBuckets(func(low, _ int) bool { return low == all }); closed && len(most) > 0 {
			cells = append(cells, Impossible{tool, {sample.FacetArguments, most}, other})
		}
	}
	return append(cells, Impossible{{sample.FacetTool, without}, {facet.Name, values}})
}

// unreachable returns the values of the facet that the parameter never has, and
// whether the facet lists every value that it can have.
func unreachable(p *Param, facet *sample.Facet) (never []string, closed bool) {
	if p.Binding.Kind != BindValues {
		return nil, false
	}
	closed = true
	reached := map[string]bool{}
	for _, v := range p.Binding.Values {
		text := v.text()
		reached[text] = true
		closed = closed && facet.Bucket(text) >= 0
	}
	for _, v := range facet.Buckets[:len(facet.Buckets)-1] {
		if !reached[v] {
			never = append(never, v)
		}
	}
	return never, closed
}

// impossibleContext returns the cells that a facet over the context item rules
// out: a tool that takes an argument from the item is only called with one that
// suits.
func (d *Domain) impossibleContext(facet *sample.Facet, field string) []Impossible {
	var cells []Impossible
	for _, t := range d.Tools {
		if len(t.ContextItems()) == 0 {
			continue
		}
		reached := make([]bool, len(facet.Buckets))
		for _, it := range t.ContextItems() {
			reached[bucketOf(facet, it.Field(field))] = true
		}
		var never []string
		for i, b := range facet.Buckets {
			if !reached[i] {
				never = append(never, b)
			}
		}
		if len(never) > 0 {
			cells = append(cells, Impossible{{sample.FacetTool, []string{t.Name}}, {facet.Name, never}})
		}
	}
	return cells
}

// bucketOf returns the bucket of a value, other where there is none.
func bucketOf(facet *sample.Facet, value string) int {
	if i := facet.Bucket(value); i >= 0 && value != "" {
		return i
	}
	return len(facet.Buckets) - 1
}
