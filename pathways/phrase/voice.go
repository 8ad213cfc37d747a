package phrase

import (
	"fmt"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// english is the language of what the pathways know themselves: numbers in words,
// small words around a value.
const english = "en"

// voice is what a pathway writes with in one language: a grammar, compiled.
type voice struct {
	grammar map[string]*compiled
	none    []*alternative
	join    []*alternative
	// chat is what people say that asks for nothing, by entry of the grammar.
	chat [][]*alternative
	// manners of NameGrammar, nil for the others; units are their groups, by
	// each unit of them.
	manners *manners
	units   map[string][]string
	// unitWords are the words that can stand behind a number as its unit.
	unitWords map[string]bool
	// headFirst is the grammar's, as is what stands between the last two of a list.
	headFirst bool
	and       string
	// phrasings is how many the grammar has; byBucket maps a phrasing bucket's name
	// to its index in the grammar.
	phrasings int
	// pointing are the phrasings of those who have an item before them.
	pointing []bool
	byBucket map[string]int
	// english says that the language is English.
	english bool
	// frames are what follow-ups are said in.
	frames []frame
}

// compileVoices compiles the grammar of every language of the domain.
func (p *Pathway) compileVoices() error {
	own := p.domain.Grammar
	v, err := p.compileVoice(own)
	if err != nil {
		return err
	}
	p.own, p.voices = v, map[string]*voice{own.Language: v}
	if own.Language == "" {
		p.voices[english] = v
	}
	for _, language := range p.domain.Languages {
		g := p.domain.Grammars[language]
		if g == nil || g == own {
			continue
		}
		if p.voices[language], err = p.compileVoice(g); err != nil {
			return fmt.Errorf("language %s: %w", language, err)
		}
	}
	return nil
}

// voice returns what to write with in a language, nil where the domain does not
// bring it.
func (p *Pathway) voice(language string) *voice {
	if language == "" {
		return p.own
	}
	return p.voices[language]
}

func (p *Pathway) compileVoice(g *domain.Grammar) (*voice, error) {
	fancy := p.source == fromGrammar
	v := &voice{
		grammar:   make(map[string]*compiled, len(p.domain.Tools)),
		unitWords: unitWords(p.domain, g),
		phrasings: len(g.Phrasings),
		headFirst: g.HeadFirst, and: g.And,
		byBucket: make(map[string]int, len(g.Phrasings)),
		english:  g.Language == "" || g.Language == english || strings.HasPrefix(g.Language, english+"-"),
	}
	for i := range g.Phrasings {
		v.byBucket[g.Phrasings[i].Rule.Name] = i
		v.pointing = append(v.pointing, g.Phrasings[i].Item)
	}
	for _, t := range p.domain.Tools {
		c, err := compileTool(g, t, fancy)
		if err != nil {
			return nil, err
		}
		v.grammar[t.Name] = c
	}
	markClauses(v.grammar)
	v.frames = p.compileFrames(g.Language)
	var err error
	if v.none, err = compileFree(g, g.None, fancy); err != nil {
		return nil, err
	}
	for _, talk := range g.Chat {
		alts, err := compileFree(g, talk.Say, fancy)
		if err != nil {
			return nil, err
		}
		v.chat = append(v.chat, alts)
	}
	join, ok := g.Rules[domain.RuleJoin]
	if !ok {
		join = defaultJoin()
	}
	if v.join, err = compileFree(g, join, fancy); err != nil {
		return nil, err
	}
	if !fancy {
		return v, nil
	}
	if v.manners, err = compileManners(p.domain, g); err != nil {
		return nil, err
	}
	v.units = map[string][]string{}
	for _, group := range v.manners.Units {
		for _, u := range group {
			v.units[u] = group
		}
	}
	return v, nil
}

// unitWords collects the units that the domain knows, and common English ones.
func unitWords(d *domain.Domain, g *domain.Grammar) map[string]bool {
	words := map[string]bool{}
	for _, u := range [...]string{
		"second", "seconds", "sec", "secs", "minute", "minutes", "min", "mins", "hour", "hours", "hrs", "day", "days",
		"week", "weeks", "px", "pixels", "percent", "%", "degrees", "points", "pt",
	} {
		words[u] = true
	}
	if g.Manners != nil {
		for _, group := range g.Manners.Units {
			for _, u := range group {
				words[u] = true
			}
		}
	}
	for _, t := range d.Tools {
		for _, p := range t.Leaves() {
			for _, u := range p.Binding.Range.UnitsIn(g.Language) {
				words[u] = true
			}
			for u := range p.Binding.Range.ScalesIn(g.Language) {
				words[u] = true
			}
		}
	}
	return words
}
