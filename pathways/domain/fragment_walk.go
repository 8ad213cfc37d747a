package domain

import (
	"slices"
	"strings"
)

// fragmentWalk goes once through the productions of a tool and cuts the fragments of
// all its leaves.
type fragmentWalk struct {
	// cutters are those of the leaves in the order of the tool's, nil for a leaf that is
	// never said alone; called has them by what placeholders call them.
	cutters []*fragmentCutter
	called  map[string]*fragmentCutter
	tool    *Tool
	// language is that of the productions.
	language string
	weight   float64
}

// cutAll returns the fragments of the tool's leaves, in their order, as the productions
// have them: rivals are not told apart. False in a language whose small words are not
// known.
func (g *Grammar) cutAll(t *Tool) (*fragmentWalk, bool) {
	words, known := fragmentsIn(g.Language)
	if !known {
		return nil, false
	}
	w := &fragmentWalk{tool: t, language: g.Language, called: map[string]*fragmentCutter{}}
	for _, leaf := range t.Leaves() {
		var c *fragmentCutter
		if leaf.Said() && leaf.Single() {
			c = &fragmentCutter{words: words, tool: t, leaf: leaf, language: g.Language}
		}
		w.cutters = append(w.cutters, c)
	}
	for name := range keys(g.Tools[t.Name]) {
		for _, p := range g.Tools[t.Name][name] {
			if name == RuleRequest {
				w.verbs(p.Parts)
			}
			w.weight = p.Weight
			w.scan(p.Parts, nil)
		}
	}
	return w, true
}

// of returns the cutter of the leaf that a part is the placeholder of, nil for none.
func (w *fragmentWalk) of(p *Part) *fragmentCutter {
	if p.Kind != PartArgument || p.Text == PlaceholderArticle || p.Text == PlaceholderItem {
		return nil
	}
	c, known := w.called[p.Text]
	if !known {
		if leaf := w.tool.Leaf(p.Text); leaf != nil {
			c = w.cutters[slices.Index(w.tool.Leaves(), leaf)]
		}
		w.called[p.Text] = c
	}
	return c
}

// verbs marks the leaves whose values a request begins with.
func (w *fragmentWalk) verbs(parts []Part) {
	if len(parts) == 0 {
		return
	}
	if c := w.of(&parts[0]); c != nil {
		c.verb = true
	}
	if parts[0].Kind == PartChoice {
		for _, inner := range parts[0].Alternatives {
			w.verbs(inner)
		}
	}
}

// scan looks for leaves in a sequence; behind are the parts that follow it.
func (w *fragmentWalk) scan(parts, behind []Part) {
	for i := range parts {
		p := &parts[i]
		if c := w.of(p); c != nil {
			c.weight = w.weight
			c.cut(parts[:i], *p, ahead(parts[i+1:], behind))
			continue
		}
		if !w.says(p) {
			continue
		}
		rest := ahead(parts[i+1:], behind)
		for _, inner := range p.Alternatives {
			if !w.alone(inner) {
				w.scan(inner, rest)
			}
		}
	}
}

// says tells whether a leaf is in a part.
func (w *fragmentWalk) says(p *Part) bool {
	return slices.ContainsFunc(p.Alternatives, func(inner []Part) bool {
		return slices.ContainsFunc(inner, func(q Part) bool { return w.of(&q) != nil || w.says(&q) })
	})
}

// ahead are the parts that follow, as far as a cutter looks.
func ahead(parts, behind []Part) []Part {
	for len(parts) > 0 && isAside(&parts[0]) {
		parts = parts[1:]
	}
	switch {
	case len(parts) == 0:
		return behind
	case len(parts) == 1 && len(behind) > 0:
		return []Part{parts[0], behind[0]}
	default:
		return parts
	}
}

// alone takes a sequence whole that says one leaf and nothing else, behind a lead of
// its own: " in {delay} minutes".
func (w *fragmentWalk) alone(parts []Part) bool {
	var c *fragmentCutter
	for i := range parts {
		switch p := &parts[i]; {
		case p.Kind == PartText || isArticlePart(p):
		case c == nil && w.of(p) != nil:
			c = w.of(p)
		default:
			return false
		}
	}
	if c == nil || parts[0].Kind != PartText || !strings.HasPrefix(parts[0].Text, " ") {
		return false
	}
	c.weight = w.weight
	return c.alone(parts)
}
