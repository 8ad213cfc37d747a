package domain

import (
	_ "embed" // the part of derived grammars that every domain shares
	"regexp"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// derivedShared is what the grammars of all domains that bring none have in
// common.
//
//go:embed derived_grammar.yaml
var derivedShared string

// Names under which faults and lines of derived files are reported.
const (
	derivedGrammarFile = "grammar.yaml (derived)"
	derivedTargetFile  = "target.yaml (derived)"
)

// DerivedGrammar returns the grammar that the domain gets if it brings none, as
// the text of a grammar.yaml.
//
// What is said of a tool follows from its name: a verb, which is exchanged for
// its synonyms (those that are known, and those of a node of type action with
// that label), and an object, for which there may be other nouns. A tool that works
// on the item before the user says that item in the object's place, or of it. The
// arguments are said as the words of their names suggest (derived_roles.txt): what
// has a name is what is asked for, kinds stand before it, places, times and the like
// follow in several orders, some of them in pairs ("from A to B"). What tools of some
// kinds are asked in other words for stands in derived_frames.txt. An argument that
// nothing is known of gets the words of its name: "with width 1080".
func (d *Domain) DerivedGrammar() string {
	verbs := map[string]bool{}
	var tools strings.Builder
	tools.WriteString("tools:\n")
	for _, t := range d.Tools {
		w := d.wordsOf(t)
		for _, v := range w.verbs {
			first, _, _ := strings.Cut(v, " ")
			verbs[first] = true
		}
		tools.WriteString("  " + t.Name + ":\n")
		for _, r := range w.rules() {
			tools.WriteString("    " + r.name + ":\n")
			for _, say := range r.say {
				tools.WriteString("      - " + sample.StringJSON(say) + "\n")
			}
		}
	}
	list := slices.Collect(keys(verbs))
	for i, v := range list {
		list[i] = regexp.QuoteMeta(v)
	}
	if len(list) == 0 {
		list = []string{"do"}
	}
	text := strings.Replace(derivedShared, "VERBS", strings.ReplaceAll(strings.Join(list, "|"), "'", "''"), 1)
	before, none, _ := strings.Cut(newQuiet(d).filter(text), "\nnone:\n")
	return before + "\n" + tools.String() + "\nnone:\n" + outside(none, d.Tools) + d.derivedNone()
}

// outside leaves out the productions that speak of what a tool's name does: what no
// tool does, one of this domain might. All stay where none would.
func outside(none string, tools []*Tool) string {
	nouns := toolNouns(tools)
	var kept strings.Builder
	for line := range strings.Lines(none) {
		if !speaksOf(line, nouns) {
			kept.WriteString(line)
		}
	}
	if kept.Len() == 0 {
		return none
	}
	return kept.String()
}

// derivedNone returns questions about the graph that call nothing.
func (d *Domain) derivedNone() string {
	var b strings.Builder
	if d.Graph == nil {
		return ""
	}
	const most = 5
	for i, typ := range d.Graph.Types() {
		if i == most {
			break
		}
		for _, say := range []string{
			"(what does {" + typ + "} mean|what's meant by {" + typ + "})[ again][?]",
			"(do you like|what do you think (about|of)|ever heard of) {" + typ + "}[?]",
			"why (is everyone talking|does everyone talk) about {" + typ + "}[ (now|these days)][?]",
		} {
			b.WriteString("  - " + sample.StringJSON(say) + "\n")
		}
	}
	return b.String()
}

// grammarRoot returns the root of the domain's grammar, or of the derived one
// where there is no file; nil where it is of no use.
func (l *loader) grammarRoot() *place {
	if !l.noFile(l.manifest.grammar) {
		return l.yaml(l.manifest.grammar)
	}
	if !isEnglish(l.manifest.language) {
		l.manifest.root.get("language").wrong("a grammar beside a language that is not en: the derived one is in English")
	}
	if l.tools == nil || l.graph == nil || !l.itemsRead || len(l.faults.faults) > 0 {
		l.unsure[sample.FacetPhrasing] = true
		return nil // it would have the faults of what it is derived from
	}
	return readYAML(&source{name: derivedGrammarFile, faults: l.faults}, []byte(l.d.DerivedGrammar()))
}
