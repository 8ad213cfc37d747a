package domain

import (
	"regexp"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// english is a domain's own language unless domain.yaml says otherwise, and that
// of all defaults.
const english = "en"

// languageWant is what a code of a language should be.
const languageWant = "a language, such as es or pt-BR"

// readLanguages reads the domain's own language and the grammars of the others.
func (l *loader) readLanguages(m *manifest) {
	before := len(l.faults.faults)
	m.language, m.languages = english, map[string]fileName{}
	if p := m.root.get("language"); p != nil {
		if code, ok := p.text(languageWant, MaxLabelBytes); ok && isLanguage(code) {
			m.language = code
		} else if ok {
			p.wrong(languageWant)
		}
	}
	for code, p := range m.root.get("languages").entries("languages, each with the file of its grammar") {
		switch {
		case !isLanguage(code):
			p.fault("key "+quoted(code), languageWant)
		case code == m.language:
			p.fault("key "+quoted(code), "another language than the domain's own")
		case len(m.languages) == maxLanguages-1:
			p.fault("one more language", "at most 8, with the domain's own")
		default:
			f := fileAt(m.root.get("languages"), code, "grammar."+code+".yaml")
			f.fault.Field = p.path()
			m.languages[code] = f
		}
	}
	// Targets may then name facets and buckets that would be there.
	wrong := len(l.faults.faults) > before
	l.unsure[sample.FacetLanguage], l.unsure[""] = wrong, wrong
}

// isEnglish says whether a language is English, as spoken anywhere.
func isEnglish(lang string) bool { return lang == english || strings.HasPrefix(lang, english+"-") }

// inEnglish says whether the defaults suit the grammar.
func (g *Grammar) inEnglish() bool { return isEnglish(g.Language) }

// maxLanguages bounds the languages of a domain.
const maxLanguages = 8

func isLanguage(code string) bool {
	return regexp.MustCompile(`^[a-z]{2,3}(-[A-Z]{2})?$`).MatchString(code)
}

// inLanguages iterates over a mapping from languages other than the domain's own.
func (l *loader) inLanguages(p *place) func(yield func(string, *place) bool) {
	return func(yield func(string, *place) bool) {
		for code, at := range p.entries("languages, each with its words") {
			switch {
			case code == l.manifest.language:
				at.fault("key "+quoted(code), "another language: what stands beside is in the domain's own")
			case !slices.Contains(l.d.Languages, code):
				if !l.unsure[sample.FacetLanguage] {
					at.fault("key "+quoted(code),
						"a language of "+manifestFile+at.hint(code, slices.Values(l.d.Languages)))
				}
			case !yield(code, at):
				return
			}
		}
	}
}

// readGrammars reads the domain's grammar and those of the other languages.
func (l *loader) readGrammars() {
	own := l.manifest.language
	l.d.Grammar = l.readGrammar(l.grammarRoot(), own, nil)
	l.d.Grammars = map[string]*Grammar{}
	if l.d.Grammar != nil {
		l.d.Grammars[own] = l.d.Grammar
	}
	for _, lang := range l.d.Languages[1:] {
		if g := l.readGrammar(l.yaml(l.manifest.languages[lang]), lang, l.d.Grammar); g != nil {
			l.d.Grammars[lang] = g
		}
	}
}

// checkNames makes sure that the phrasings of another language's grammar are some
// of the main one's, in its order: the facet has one list of buckets.
func (r *grammarReader) checkNames(phrasings *place, main *Grammar) {
	var names []string
	for _, p := range main.Phrasings {
		names = append(names, p.Rule.Name)
	}
	last := -1
	for i := range phrasings.elementsKnown() {
		p := phrasings.at(i).get("name")
		if p == nil || !p.is(kindText) || p.datum.text == sample.BucketOther {
			continue
		}
		at := slices.Index(names, p.datum.text)
		switch {
		case at < 0:
			p.wrong("the name of a phrasing of " + r.manifest.grammar.name + p.hint(p.datum.text, slices.Values(names)))
		case at < last:
			p.fault(quoted(p.datum.text)+" after "+quoted(names[last]), "the order of "+r.manifest.grammar.name)
		default:
			last = at
		}
	}
}

// elementsKnown counts the items of a list, 0 of anything else.
func (p *place) elementsKnown() int {
	if !p.is(kindList) {
		return 0
	}
	return len(p.items)
}

// impossibleGrammars returns what the grammars leave out, by language where there
// are several.
func (d *Domain) impossibleGrammars() []Impossible {
	var cells []Impossible
	for _, lang := range d.Languages {
		without := func(facet string, buckets ...string) {
			cell := Impossible{{facet, buckets}}
			if len(d.Languages) > 1 {
				cell = append(Impossible{{sample.FacetLanguage, []string{lang}}}, cell...)
			}
			if len(buckets) > 0 {
				cells = append(cells, cell)
			}
		}
		g := d.Grammars[lang]
		if len(g.Chat) == 0 {
			without(sample.FacetAnswer, sample.AnswerChat)
		}
		without(sample.FacetTwist, g.unrecognised()...)
		without(sample.FacetPhrasing, d.unphrased(g)...)
	}
	return cells
}

// unphrased lists the phrasings of the domain that the grammar does not have.
func (d *Domain) unphrased(g *Grammar) []string {
	var without []string
	for _, p := range d.Grammar.Phrasings {
		has := func(own Phrasing) bool { return own.Rule.Name == p.Rule.Name }
		if p.Rule.Match != nil && !slices.ContainsFunc(g.Phrasings, has) {
			without = append(without, p.Rule.Name)
		}
	}
	return without
}

// unrecognised lists the twists that nothing recognises in the grammar's language.
func (g *Grammar) unrecognised() []string {
	var without []string
	for _, t := range []struct {
		bucket string
		match  *regexp.Regexp
	}{
		{sample.TwistCorrection, g.Twists.Correction},
		{sample.TwistNegation, g.Twists.Negation},
		{sample.TwistRange, g.Twists.Range},
		{sample.TwistNumberWords, g.Twists.Numbers},
	} {
		if t.match == nil {
			without = append(without, t.bucket)
		}
	}
	return without
}
