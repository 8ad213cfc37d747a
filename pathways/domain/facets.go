package domain

import "github.com/callmill/callmill/pathways/sample"

// readFacets puts the standard facets and the domain's own together. A facet
// whose buckets have faults is noted as unsure, "" for the names of facets.
func (l *loader) readFacets() {
	names := make([]string, len(l.d.Tools))
	for i, t := range l.d.Tools {
		names[i] = t.Name
	}
	l.d.Facets = []sample.Facet{
		sample.ToolFacet(names),
		sample.CallsFacet(),
		sample.WordsFacet(l.manifest.words),
		sample.ArgumentsFacet(l.manifest.arguments),
		l.d.phrasingFacet(),
		sample.ModalityFacet(),
		sample.AnswerFacet(),
		sample.TurnsFacet(),
		sample.OfferedFacet(len(l.d.Tools), l.d.nearNames()),
		l.d.twistFacet(),
	}
	if len(l.d.Languages) > 1 {
		l.d.Facets = append(l.d.Facets, sample.LanguageFacet(l.d.Languages))
	}
	l.unsure[sample.FacetTool] = l.tools == nil || l.toolsDropped
	if l.d.Grammar == nil {
		l.unsure[sample.FacetPhrasing] = true
	}
	own := l.manifest.root.get("facets")
	before := len(l.faults.faults)
	for p := range own.elements("a list of facets", MaxFacets-len(l.d.Facets)) {
		if f, origin, ok := l.ownFacet(p); ok {
			l.d.Facets = append(l.d.Facets, f)
			l.d.origins = append(l.d.origins, origin)
		}
	}
	l.unsure[""] = l.unsure[""] || len(l.faults.faults) > before
}

// phrasingFacet recognises phrasings by the rules of the query's language.
func (d *Domain) phrasingFacet() sample.Facet {
	var main []sample.PhrasingRule
	others := map[string][]sample.PhrasingRule{}
	for lang, g := range d.Grammars {
		if g == d.Grammar {
			main = g.rules()
		} else {
			others[lang] = g.rules()
		}
	}
	return sample.PhrasingFacetIn(main, others)
}

// twistFacet recognises twists by the patterns of the query's language.
func (d *Domain) twistFacet() sample.Facet {
	main := sample.EnglishTwists()
	others := map[string]sample.TwistPatterns{}
	for lang, g := range d.Grammars {
		if g == d.Grammar {
			main = g.Twists
		} else {
			others[lang] = g.Twists
		}
	}
	return sample.TwistFacetIn(d.otherUnits(), main, others, d.Carries)
}

// facetOrigin is where one of the domain's own facets looks.
type facetOrigin struct {
	facet string
	// argument of the first call, or field of the context item.
	argument, field string
}

func (l *loader) ownFacet(p *place) (sample.Facet, facetOrigin, bool) {
	if !p.mapping("name", "argument", "context", "values") {
		return sample.Facet{}, facetOrigin{}, false
	}
	name, ok := p.need("name").name("a facet's name")
	if !ok {
		return sample.Facet{}, facetOrigin{}, false
	}
	if l.d.Facet(name) >= 0 {
		p.get("name").fault(quoted(name)+" again", "a name that no other facet has")
		return sample.Facet{}, facetOrigin{}, false
	}
	argument, context := p.get("argument"), p.get("context")
	if (argument == nil) == (context == nil) {
		p.fault("a facet of neither or both of argument and context", "one of the two")
		return sample.Facet{}, facetOrigin{}, false
	}
	if argument != nil {
		param, _ := argument.name("a parameter's name")
		values := facetValues(p.need("values"), "a value that "+param+" can have", l.argumentValues(argument, param))
		return sample.ArgumentFacet(name, param, values), facetOrigin{facet: name, argument: param}, true
	}
	field, _ := context.text("kind or an attribute's name", MaxLabelBytes)
	values := facetValues(p.need("values"), "a "+field+" that an item has", l.contextValues(context, field))
	return sample.ContextFacet(name, field, values), facetOrigin{facet: name, field: field}, true
}

// facetValues reads the buckets of an own facet. Where known is not nil, it is
// what the facet can ever see.
func facetValues(p *place, want string, known map[string]bool) []string {
	seen := map[string]bool{}
	var values []string
	for item := range p.elements("a list of values", MaxBuckets-1) {
		v, ok := item.text("a value's text", MaxTextBytes)
		switch {
		case !ok:
		case seen[v]:
			item.fault(quoted(v)+" again", "each value once")
		case v == sample.BucketOther:
			item.wrong("a value; other is always the last bucket")
		case known != nil && !known[v]:
			item.wrong(want + item.hint(v, keys(known)))
		default:
			seen[v] = true
			values = append(values, v)
		}
	}
	if p.is(kindList) && len(p.items) == 0 {
		p.fault("an empty list", "at least one value")
	}
	return values
}

// argumentValues returns the texts that an argument can have in any tool, nil
// where that is not a closed list.
func (l *loader) argumentValues(p *place, param string) map[string]bool {
	if l.tools == nil || param == "" {
		return nil
	}
	known := map[string]bool{}
	params := map[string]bool{}
	found, closed := false, true
	for _, t := range l.d.Tools {
		for _, have := range t.Params {
			params[have.Name] = true
			if have.Name != param {
				continue
			}
			found = true
			closed = closed && have.Binding.Kind == BindValues
			for _, v := range have.Binding.Values {
				known[v.text()] = true
			}
		}
	}
	if !found && l.toolsWhole() {
		p.wrong("a parameter of one of the tools" + p.hint(param, keys(params)))
	}
	if !found || !closed {
		return nil
	}
	return known
}

// contextValues returns the texts that a field of the items has.
func (l *loader) contextValues(p *place, field string) map[string]bool {
	if !l.itemsWhole || field == "" {
		return nil
	}
	if field != fieldKind && !l.fields[field] {
		p.wrong("kind or an attribute that an item has" + p.hint(field, l.fieldNames(fieldKind)))
		return nil
	}
	known := map[string]bool{}
	for _, it := range l.d.Items {
		if v := it.Field(field); v != "" {
			known[v] = true
		}
	}
	return known
}

// toolsWhole says whether the parameters of every tool are known.
func (l *loader) toolsWhole() bool {
	if l.toolsDropped {
		return false
	}
	for _, t := range l.tools {
		if !t.whole {
			return false
		}
	}
	return true
}
