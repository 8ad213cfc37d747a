package domain

import (
	"strings"
)

// quiet knows which words would ask for something: the checks refuse a query
// that names a value which a called tool admits and no call has, so that what a
// derived grammar says by the way must not name one.
type quiet struct {
	tables  *derivation
	lexicon *Lexicon
	values  map[*Value]bool
	nodes   map[*Node]bool
	types   map[string]bool
}

// newQuiet knows the words of these tools, of all where none is given.
func newQuiet(d *Domain, tools ...*Tool) *quiet {
	q := &quiet{
		tables: d.derived, lexicon: d.Lexicon,
		values: map[*Value]bool{}, nodes: map[*Node]bool{}, types: map[string]bool{},
	}
	if len(tools) == 0 {
		tools = d.Tools
	}
	for _, t := range tools {
		for _, p := range t.Leaves() {
			for _, v := range p.Binding.Values {
				q.values[v] = true
				if v.Node != nil {
					q.nodes[v.Node] = true
				}
			}
			for _, step := range p.Binding.Walk {
				q.types[step.NodeType] = true
			}
		}
	}
	return q
}

// asks says whether a text names something that a tool admits.
func (q *quiet) asks(text string) bool {
	if q.lexicon == nil {
		return false
	}
	for _, m := range q.lexicon.Matches(Words(text)) {
		for _, e := range m.Entries {
			if q.values[e.Value] || e.Node != nil && (q.nodes[e.Node] || q.types[e.Node.Type]) {
				return true
			}
		}
	}
	return false
}

// filter leaves out, in the rules of a grammar's text, what would ask for
// something: alternatives in parentheses, and productions where nothing is left.
func (q *quiet) filter(text string) string {
	before, rules, ok := strings.Cut(text, "\nrules:\n")
	rules, after, more := strings.Cut(rules, "\nnone:\n")
	if !ok || !more {
		return text
	}
	var lines []string
	for line := range strings.Lines(rules) {
		left := true
		if strings.HasPrefix(strings.TrimSpace(line), "- ") {
			line, left = q.line(line)
		}
		if left {
			lines = append(lines, line)
		}
	}
	return before + "\nrules:\n" + strings.Join(lines, "") + "\nnone:\n" + after
}

// line leaves out of a production the alternatives that would ask for something;
// false where nothing is left to say.
func (q *quiet) line(line string) (string, bool) {
	choice, names := q.tables.choice, q.tables.names
	empty := false
	line = choice.ReplaceAllStringFunc(line, func(group string) string {
		var kept []string
		for option := range strings.SplitSeq(group[1:len(group)-1], "|") {
			if !q.asks(names.ReplaceAllString(option, " | ")) {
				kept = append(kept, option)
			}
		}
		empty = empty || len(kept) == 0
		if strings.Join(kept, "") == "" {
			return ""
		}
		return "(" + strings.Join(kept, "|") + ")"
	})
	return line, !empty && !q.asks(names.ReplaceAllString(choice.ReplaceAllString(line, " | "), " | "))
}
