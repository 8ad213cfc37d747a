package check

import (
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// Some parameters take what is not wanted: "without nuts". Their names say so, or
// the productions that say them.

// excludes says whether a parameter's name means what is left out.
func excludes(name string) bool {
	words := strings.FieldsFunc(strings.ToLower(name), func(c rune) bool { return c < 'a' || c > 'z' })
	return slices.ContainsFunc(words, excludingNames.has)
}

// excluded collects the leaves of a tool that productions say right behind a
// negation.
func excluded(d *domain.Domain, t *domain.Tool) map[*domain.Param]bool {
	found := map[*domain.Param]bool{}
	g := d.Grammar
	if g == nil {
		return found
	}
	scan := func(ps []*domain.Production) {
		for _, p := range ps {
			excludedIn(t, p.Parts, "", found)
		}
	}
	for _, ps := range g.Tools[t.Name] {
		scan(ps)
	}
	for _, ps := range g.Rules {
		scan(ps)
	}
	return found
}

// excludedIn goes through parts behind what was said before them, and returns what
// was said last.
func excludedIn(t *domain.Tool, parts []domain.Part, before string, found map[*domain.Param]bool) string {
	for _, p := range parts {
		switch p.Kind {
		case domain.PartText:
			before += p.Text
		case domain.PartArgument:
			if p.Text == domain.PlaceholderArticle {
				break
			}
			said := text{raw: before + " x", words: domain.Words(before + " x")}
			if _, negated := said.negated(len(said.words)-1, false); negated {
				if leaf := t.Leaf(p.Text); leaf != nil {
					found[leaf] = true
				}
			}
			before = ""
		case domain.PartRule:
			before = ""
		default:
			last := before
			for _, a := range p.Alternatives {
				last = excludedIn(t, a, before, found)
			}
			if p.Kind == domain.PartChoice {
				before = last
			}
		}
	}
	return before
}

// refusedFor says whether a value that is not wanted is what p takes.
func (in *inspection) refusedFor(p *param, v *domain.Value) bool {
	if !p.excludes {
		return false
	}
	for i := range in.texts {
		for _, m := range in.texts[i].refused {
			if slices.ContainsFunc(m.Entries, func(e domain.Entry) bool { return stands(e, v) }) {
				return true
			}
		}
	}
	return false
}

// stands says whether an entry is a value.
func stands(e domain.Entry, v *domain.Value) bool {
	return e.Value == v || v.Node != nil && e.Node == v.Node
}
