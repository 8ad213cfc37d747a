package domain

import (
	"slices"

	"github.com/callmill/callmill/pathways/sample"
)

// impossibleAnswers returns the cells that the facets over the answer, the tools
// offered and the twist rule out.
func (d *Domain) impossibleAnswers() []Impossible {
	one := Condition{sample.FacetAnswer, []string{sample.AnswerCall}}
	several := Condition{sample.FacetAnswer, []string{sample.AnswerParallel, sample.AnswerDependent}}
	none := Condition{
		sample.FacetAnswer, []string{sample.AnswerQuestion, sample.AnswerDecline, sample.AnswerChat},
	}
	calls := func(buckets ...string) Condition { return Condition{sample.FacetCalls, buckets} }
	tools := d.toolNames(func(*Tool) bool { return true })
	uncalled := Condition{sample.FacetTool, []string{sample.BucketNone}}
	cells := []Impossible{
		{one, calls("0", "2+")},
		{several, calls("0", "1")},
		{none, calls("1", "2+")},
		{none, {sample.FacetTool, tools}},
		{{sample.FacetAnswer, []string{sample.AnswerCall, sample.AnswerParallel, sample.AnswerDependent}}, uncalled},
		{none, {sample.FacetArguments, d.argumentBuckets(func(low, _ int) bool { return low > 0 })}},
		// Nobody takes small talk for a call, so nothing is near to it.
		{{sample.FacetAnswer, []string{sample.AnswerChat}}, {sample.FacetOffered, []string{sample.OfferedNear}}},
		{
			{sample.FacetModality, []string{string(sample.ModalityText), string(sample.ModalityVision)}},
			{sample.FacetTwist, []string{sample.TwistContrast}},
		},
		{
			{sample.FacetModality, []string{string(sample.ModalityText), string(sample.ModalityVision)}},
			{sample.FacetAnswer, []string{sample.AnswerChat}},
		},
		{
			{sample.FacetModality, []string{string(sample.ModalityVision)}},
			{sample.FacetTwist, []string{sample.TwistReference, sample.TwistFollowUp}},
		},
		// What repeats the turn before is one call as that was.
		{several, {sample.FacetTwist, []string{sample.TwistFollowUp}}},
		{{sample.FacetTurns, []string{"1"}}, {sample.FacetTwist, []string{sample.TwistFollowUp}}},
	}
	if len(d.Tools) < nearest+2 {
		// With so few every other one is near.
		cells = append(cells, Impossible{{sample.FacetOffered, []string{sample.OfferedFar}}, {sample.FacetTool, tools}})
	}
	if len(d.Tools) < 2 {
		cells = append(cells, Impossible{{sample.FacetOffered, []string{sample.OfferedNear, sample.OfferedFar}}})
	}
	for _, a := range []struct {
		bucket string
		able   func(*Tool) bool
	}{
		{sample.AnswerDependent, d.leads},
	} {
		if unable := d.toolNames(func(t *Tool) bool { return !a.able(t) }); len(unable) > 0 {
			cells = append(cells, Impossible{
				{sample.FacetAnswer, []string{a.bucket}}, {sample.FacetTool, unable},
			})
		}
	}
	if !slices.ContainsFunc(d.Tools, func(t *Tool) bool { return len(t.Asked()) > 0 }) {
		cells = append(cells, Impossible{{sample.FacetAnswer, []string{sample.AnswerQuestion}}})
	}
	return append(cells, d.impossibleTwists()...)
}

// toolNames lists the tools that pick says so of.
func (d *Domain) toolNames(pick func(*Tool) bool) []string {
	var names []string
	for _, t := range d.Tools {
		if pick(t) {
			names = append(names, t.Name)
		}
	}
	return names
}

// impossibleTwists returns the twists that no call of a tool can have.
func (d *Domain) impossibleTwists() []Impossible {
	// Nothing that calls nothing is hard in these ways.
	hard := Condition{sample.FacetTwist, []string{
		sample.TwistContrast, sample.TwistFollowUp, sample.TwistCorrection, sample.TwistReference,
		sample.TwistNegation, sample.TwistRange, sample.TwistUnits, sample.TwistNumberWords,
	}}
	cells := []Impossible{
		{{sample.FacetTool, []string{sample.BucketNone}}, hard},
		{{sample.FacetCalls, []string{"0"}}, hard},
		{{sample.FacetAnswer, []string{sample.AnswerQuestion, sample.AnswerDecline, sample.AnswerChat}}, hard},
		// What another call finds is not on the screen yet.
		{
			{sample.FacetAnswer, []string{sample.AnswerDependent}},
			{sample.FacetTwist, []string{sample.TwistReference}},
		},
	}
	if unable := d.toolNames(func(t *Tool) bool { return !d.listed(t) }); len(unable) > 0 {
		cells = append(cells, Impossible{
			{sample.FacetTwist, []string{sample.TwistReference}}, {sample.FacetTool, unable},
		})
	}
	for _, twist := range []struct {
		bucket string
		able   func(*Param) bool
	}{
		{sample.TwistContrast, func(p *Param) bool { return p.Replaceable() || p.Ranged() }},
		{sample.TwistCorrection, (*Param).Replaceable},
		{sample.TwistNegation, (*Param).Replaceable},
		{sample.TwistRange, bounded},
		{sample.TwistUnits, scaled},
		{sample.TwistNumberWords, (*Param).Ranged},
	} {
		cells = append(cells, d.impossibleTwist(twist.bucket, twist.able)...)
	}
	return append(cells, d.impossibleFollowUps()...)
}

// impossibleFollowUps returns the follow-ups that cannot be, by language: of tools
// that say too little, or nothing that can be said alone, and of calls that have not
// two arguments to say.
func (d *Domain) impossibleFollowUps() []Impossible {
	twist := Condition{sample.FacetTwist, []string{sample.TwistFollowUp}}
	var cells []Impossible
	for _, lang := range d.Languages {
		unable := d.toolNames(func(t *Tool) bool { return len(d.Refined(t, lang)) == 0 })
		if len(unable) == 0 {
			continue
		}
		cell := Impossible{twist, {sample.FacetTool, unable}}
		if len(d.Languages) > 1 {
			cell = append(cell, Condition{sample.FacetLanguage, []string{lang}})
		}
		cells = append(cells, cell)
	}
	for _, t := range d.Tools {
		least := t.leastRefined()
		few := d.argumentBuckets(func(_, high int) bool { return high < least })
		if len(few) > 0 && least > t.Least() {
			cells = append(cells, Impossible{{sample.FacetTool, []string{t.Name}}, {sample.FacetArguments, few}, twist})
		}
	}
	return cells
}

// impossibleTwist returns the cells of a twist that some argument has to be able to
// have: tools without one, and calls with no more arguments than they must have,
// where that one is not among them.
func (d *Domain) impossibleTwist(bucket string, able func(*Param) bool) []Impossible {
	twist := Condition{sample.FacetTwist, []string{bucket}}
	var cells []Impossible
	var unable []string
	for _, t := range d.Tools {
		required := t.Required()
		if bucket == sample.TwistRange && !slices.ContainsFunc(t.Leaves(), (*Param).NamedEnd) {
			required++ // both ends have to be there
		}
		switch have, certain := canHave(t, able); {
		case !have:
			unable = append(unable, t.Name)
		case !certain:
			few := d.argumentBuckets(func(_, high int) bool { return high <= required })
			if len(few) > 0 {
				cells = append(cells, Impossible{
					{sample.FacetTool, []string{t.Name}}, {sample.FacetArguments, few}, twist,
				})
			}
		}
	}
	if len(unable) > 0 {
		cells = append(cells, Impossible{twist, {sample.FacetTool, unable}})
	}
	return cells
}

// canHave says whether a leaf of the tool is able, and whether one is in an argument
// that every call has.
func canHave(t *Tool, able func(*Param) bool) (have, certain bool) {
	for _, p := range t.Params {
		if slices.ContainsFunc(leavesUnder(p), able) {
			have, certain = true, certain || p.Required
		}
	}
	return have, certain
}

// leavesUnder are the leaves of a parameter, or the parameter itself.
func leavesUnder(p *Param) []*Param {
	switch p.Binding.Kind {
	case BindObject:
		var all []*Param
		for _, m := range p.Members {
			all = append(all, leavesUnder(m)...)
		}
		return all
	case BindList:
		return leavesUnder(p.Element)
	default:
		return []*Param{p}
	}
}

// Varies says whether some argument of the tool can have another value, one that is
// told apart from it in words.
func Varies(t *Tool) bool {
	return slices.ContainsFunc(t.Leaves(), func(p *Param) bool { return p.Replaceable() || p.Ranged() })
}

// leads says whether a call of the tool can be followed by one that needs its
// result: it finds or makes items that another tool works on.
func (d *Domain) leads(t *Tool) bool {
	return slices.ContainsFunc(d.Tools, func(next *Tool) bool { return d.Follows(t, next) })
}

// Follows says whether a call of next can work on what a call of t finds or makes.
func (d *Domain) Follows(t, next *Tool) bool {
	e := d.Effect(t)
	if e == nil {
		return false
	}
	return slices.ContainsFunc(next.Leaves(), func(p *Param) bool {
		return p.Binding.Kind == BindContext && p.Binding.Field == fieldID &&
			(e.Makes != "" && takesKind(p, e.Makes) ||
				slices.ContainsFunc(e.Finds, func(kind string) bool { return kind == AnyKind || takesKind(p, kind) }))
	})
}

func takesKind(p *Param, kind string) bool {
	return len(p.Binding.ItemKinds) == 0 || slices.Contains(p.Binding.ItemKinds, kind)
}

// listed says whether the tool can work on one of a list that a search found.
func (d *Domain) listed(t *Tool) bool {
	return slices.ContainsFunc(d.Tools, func(first *Tool) bool {
		e := d.Effect(first)
		return e != nil && len(e.Finds) > 0 && d.Follows(first, t)
	})
}

// bounded says whether a query can bound the leaf: a number that is the end of a
// range, as far as bindings or names tell.
func bounded(p *Param) bool {
	return p.Binding.Kind == BindRange && p.Binding.Range.Below != "" || p.NamedEnd()
}

// scaled says whether the leaf can be said in another unit.
func scaled(p *Param) bool {
	return p.Binding.Kind == BindRange && (len(p.Binding.Range.Scales) > 0 || len(p.Binding.Range.in) > 0)
}

// Asked returns the parameters that a question back can be about: every call has
// them, and a query has to say them. They are not parts of objects or lists.
func (t *Tool) Asked() []*Param {
	var asked []*Param
	for _, p := range t.Params {
		if p.Required && p.Said() {
			asked = append(asked, p)
		}
	}
	return asked
}
