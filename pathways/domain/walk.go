package domain

import (
	"slices"
	"strings"
)

// parseWalk reads the notation of walks: TYPE draws a node of that type, TYPE?
// in some draws only, and -REL-> TYPE goes on to a neighbour of the node before,
// against the direction of the edges with -^REL->. Where the node before was left
// out, any node of TYPE will do. nil where there are faults.
func (l *loader) parseWalk(p *place) []Step {
	const want = `steps such as "style? occasion -suits-> design_type"`
	text, ok := p.text(want, MaxTextBytes)
	if !ok {
		return nil
	}
	var steps []Step
	relation := ""
	certain := false
	for word := range strings.FieldsSeq(text) {
		if strings.HasPrefix(word, "-") {
			arrow, isArrow := strings.CutSuffix(word[1:], "->")
			if !isArrow || relation != "" || !l.knowsRelation(arrow) {
				p.fault(quoted(word), "-REL-> with one of the relations"+
					p.hint(strings.TrimPrefix(arrow, "^"), slices.Values(l.graph.relations)))
				return nil
			}
			relation = arrow
			if len(steps) == 0 {
				p.fault(quoted(word), "an arrow after a step")
				return nil
			}
			continue
		}
		typ, optional := strings.CutSuffix(word, "?")
		if len(l.graph.OfType(typ)) == 0 {
			p.fault(quoted(word), "a node type"+p.hint(typ, slices.Values(l.graph.types)))
			return nil
		}
		steps = append(steps, Step{Relation: relation, NodeType: typ, Optional: optional})
		certain = certain || !optional
		relation = ""
	}
	switch {
	case relation != "":
		p.wrong("a node type after -" + relation + "->")
		return nil
	case !certain:
		p.wrong("at least one step without ?")
		return nil
	}
	return steps
}

func (l *loader) knowsRelation(arrow string) bool {
	return slices.Contains(l.graph.relations, strings.TrimPrefix(arrow, "^"))
}

// walkTexts calls yield with the value of every draw of a walk, until it
// returns false or budget nodes were visited; false in the latter case.
func (g *Graph) walkTexts(steps []Step, budget int, yield func(string) bool) bool {
	var walk func(i int, from *Node, words []string) bool
	walk = func(i int, from *Node, words []string) bool {
		if budget--; budget < 0 {
			return false
		}
		if i == len(steps) {
			return yield(strings.Join(words, " "))
		}
		step := steps[i]
		next := g.OfType(step.NodeType)
		if step.Relation != "" && from != nil {
			next = g.Neighbours(from, step.Relation)
		}
		for _, n := range next {
			if n.Type == step.NodeType && !walk(i+1, n, append(words, n.Value)) {
				return false
			}
		}
		return !step.Optional || walk(i+1, nil, words)
	}
	walk(0, nil, make([]string, 0, len(steps)))
	return budget >= 0
}
