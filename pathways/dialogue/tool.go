package dialogue

import (
	"slices"
	"strings"
	"unicode"

	"github.com/callmill/callmill/pathways/domain"
)

// mostToolWords is how long what a tool does may be to be said in a sentence.
const mostToolWords = 8

// toolWords says what a tool does, in words that follow "I can't": those of its
// description, if that begins with a verb and is short, else those of its name.
// What its requests in the grammar begin with tells verbs; empty where neither
// begins with one of them and has an article: "recolor item" is no English.
func toolWords(g *domain.Grammar, t *domain.Tool) string {
	verbs := map[string]bool{}
	for _, p := range g.Tools[t.Name][domain.RuleRequest] {
		firstWords(g, t.Name, p.Parts, verbs, 0)
	}
	text := t.Description
	if end := strings.IndexAny(text, ".,;:(\n"); end >= 0 {
		text = text[:end]
	}
	for _, words := range [][]string{strings.Fields(text), strings.Fields(strings.ToLower(nameWords(t.Name)))} {
		if len(words) < 2 || len(words) > mostToolWords || !verbs[strings.ToLower(words[0])] ||
			!slices.ContainsFunc(words[1:], isArticle) {
			continue
		}
		words[0] = strings.ToLower(words[0])
		return strings.Join(words, " ")
	}
	return ""
}

func isArticle(word string) bool {
	switch strings.ToLower(word) {
	case "a", "an", "the":
		return true
	default:
		return false
	}
}

// maxDepth bounds how deep rules refer to each other before a first word.
const maxDepth = 8

// firstWords collects the words that parts can begin with; false where they can
// also be empty, so far as that is looked at.
func firstWords(g *domain.Grammar, tool string, parts []domain.Part, into map[string]bool, depth int) bool {
	if depth > maxDepth {
		return true
	}
	for i := range parts {
		p := &parts[i]
		switch p.Kind {
		case domain.PartText:
			if words := strings.Fields(p.Text); len(words) > 0 {
				into[strings.ToLower(words[0])] = true
				return true
			}
		case domain.PartChoice:
			whole := true
			for _, a := range p.Alternatives {
				whole = firstWords(g, tool, a, into, depth+1) && whole
			}
			if whole {
				return true
			}
		case domain.PartOptional:
			firstWords(g, tool, p.Alternatives[0], into, depth+1)
		case domain.PartRule:
			rule := g.Tools[tool][p.Text]
			if rule == nil {
				rule = g.Rules[p.Text]
			}
			for _, r := range rule {
				firstWords(g, tool, r.Parts, into, depth+1)
			}
			return true
		default:
			return true
		}
	}
	return false
}

// nameWords splits a name of a tool or a parameter into words: "aspect_ratio",
// "maxPrice".
func nameWords(name string) string {
	var b strings.Builder
	small := false
	for _, r := range name {
		if r == '_' || r == '-' || r == '.' {
			r = ' '
		}
		if unicode.IsUpper(r) && small {
			b.WriteByte(' ')
		}
		small = unicode.IsLower(r)
		b.WriteRune(r)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
