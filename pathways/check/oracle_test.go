package check

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// oracle says what grounding must say of a single question, by trying
// everything: every span of words against every label, every way to split a
// walk. It reads the domain, not the lexicon, and shares no code with what it
// judges but domain.Words.
type oracle struct {
	d     *domain.Domain
	query []string
	// names are the texts that stand as names.
	names [][]string
	// tool that is called.
	tool *domain.Tool
}

// span is some words of the query, last exclusive.
type span struct{ first, last int }

func (s span) within(t span) bool   { return t.first <= s.first && s.last <= t.last && s != t }
func (s span) overlaps(t span) bool { return s.first < t.last && t.first < s.last }

func (o *oracle) occurrences(words []string) []span {
	var found []span
	for i := 0; len(words) > 0 && i+len(words) <= len(o.query); i++ {
		if slices.Equal(o.query[i:i+len(words)], words) {
			found = append(found, span{i, i + len(words)})
		}
	}
	return found
}

// labels returns every label of the domain as words.
func (o *oracle) labels() [][]string {
	var all [][]string
	for _, n := range o.d.Graph.Nodes {
		for _, l := range n.Labels() {
			all = append(all, domain.Words(l))
		}
	}
	for _, t := range o.d.Tools {
		for _, p := range t.Params {
			for _, v := range p.Binding.Values {
				for _, l := range v.Labels {
					all = append(all, domain.Words(l))
				}
			}
		}
	}
	return all
}

// taken returns the spans that stand for themselves: labels that are in no
// longer one. Names are given back apart.
func (o *oracle) taken() (labels, names []span) {
	var all []span
	for _, l := range o.labels() {
		all = append(all, o.occurrences(l)...)
	}
	for _, s := range all {
		if !slices.ContainsFunc(all, s.within) {
			labels = append(labels, s)
		}
	}
	for _, n := range o.names {
		names = append(names, o.occurrences(n)...)
	}
	return labels, names
}

// mentions returns where one of the labels is mentioned.
func (o *oracle) mentions(of []string) []span {
	standing := o.standing()
	var found []span
	for _, l := range of {
		for _, s := range o.occurrences(domain.Words(l)) {
			if slices.Contains(standing, s) {
				found = append(found, s)
			}
		}
	}
	return found
}

// splits says whether a walk's words are nodes that are mentioned and runs of
// words that stand in the query.
func (o *oracle) splits(words []string, b *domain.Binding, afterLiteral bool) bool {
	if len(words) == 0 {
		return true
	}
	labels, names := o.taken()
	cut := func(s span) bool {
		for _, t := range append(slices.Clone(labels), names...) {
			if s.overlaps(t) && t != s && !t.within(s) {
				return true
			}
		}
		return false
	}
	for n := 1; n <= len(words); n++ {
		literal := slices.ContainsFunc(o.occurrences(words[:n]), func(s span) bool { return !cut(s) && !o.refused(s) })
		if literal && !afterLiteral && o.splits(words[n:], b, true) {
			return true
		}
		for _, node := range o.walkNodes(b) {
			for _, way := range append([]string{node.Value}, node.Labels()...) {
				if slices.Equal(domain.Words(way), words[:n]) && len(o.mentions(node.Labels())) > 0 &&
					o.splits(words[n:], b, false) {
					return true
				}
			}
		}
	}
	return false
}

func (o *oracle) walkNodes(b *domain.Binding) []*domain.Node {
	var nodes []*domain.Node
	for _, s := range b.Walk {
		for _, n := range o.d.Graph.Nodes {
			if n.Type == s.NodeType {
				nodes = append(nodes, n)
			}
		}
	}
	return nodes
}

// judge returns the reason for which a question must be refused, empty for
// none.
func (o *oracle) judge(s *sample.Sample) pathways.Reason {
	o.query = domain.Words(s.Query())
	call := s.Calls[0]
	tool := o.d.Tool(call.Name)
	o.tool = tool
	var args map[string]any
	if err := json.Unmarshal([]byte(call.Arguments), &args); err != nil {
		panic(err)
	}
	item := &domain.Item{}
	if s.Context != nil {
		item = &domain.Item{Item: *s.Context.Item}
		o.names = append(o.names, domain.Words(item.Title))
	}
	if text, ok := args["query"].(string); ok {
		for _, it := range append(slices.Clone(o.d.Items), item) {
			if text == it.Title {
				o.names = append(o.names, domain.Words(text))
			}
		}
	}
	for name, arg := range args {
		if !o.derivable(tool.Param(name), arg, item) {
			return ReasonUngroundedArgument
		}
	}
	for _, l := range o.standing() {
		if !o.used(l, tool, args) {
			return ReasonUnusedMention
		}
	}
	return ""
}

func jsonOf(v any) string {
	switch v := v.(type) {
	case string:
		return sample.StringJSON(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	panic("no scalar")
}

func (o *oracle) derivable(p *domain.Param, arg any, item *domain.Item) bool {
	b := &p.Binding
	text := strings.Trim(jsonOf(arg), `"`)
	if p.Name == "sort" && text == "new" || p.Name == "mood" {
		return true // the default, the const
	}
	field := item.Field(b.Field)
	switch b.Kind {
	case domain.BindContext:
		return field != "" && field == text
	case domain.BindValues:
		v := b.Value(jsonOf(arg))
		return len(o.mentions(v.Labels)) > 0 || p.Name == "level" && o.counted(text) ||
			field != "" && (field == text || slices.Contains(v.Labels, field))
	case domain.BindRange:
		return o.counted(text)
	default:
	}
	if field != "" && field == text {
		return true
	}
	words := domain.Words(text)
	isTitle := slices.ContainsFunc(o.d.Items, func(it *domain.Item) bool { return it.Title == text })
	return isTitle && len(o.occurrences(words)) > 0 || len(words) > 0 && o.splits(words, b, false)
}

// used says whether what stands at l is in the call, or nothing that the tool
// admits.
func (o *oracle) used(l span, tool *domain.Tool, args map[string]any) bool {
	said := func(labels []string) bool {
		return slices.ContainsFunc(labels, func(label string) bool {
			return slices.Equal(domain.Words(label), o.query[l.first:l.last])
		})
	}
	admitted := false
	for _, p := range tool.Params {
		arg, has := args[p.Name]
		for _, v := range p.Binding.Values {
			if !said(v.Labels) {
				continue
			}
			admitted = true
			if has && jsonOf(arg) == v.JSON {
				return true
			}
		}
		for _, n := range o.walkNodes(&p.Binding) {
			if !said(n.Labels()) {
				continue
			}
			admitted = true
			text, _ := arg.(string)
			if has && o.has(text, n, &p.Binding) {
				return true
			}
		}
	}
	return !admitted
}

// has says whether a walk's text has the node, not as a part of a longer node
// that is mentioned.
func (o *oracle) has(text string, n *domain.Node, b *domain.Binding) bool {
	inner := oracle{query: domain.Words(text)}
	stands := func(n *domain.Node) (found []span) {
		for _, way := range append([]string{n.Value}, n.Labels()...) {
			found = append(found, inner.occurrences(domain.Words(way))...)
		}
		return found
	}
	var longer []span
	for _, other := range o.walkNodes(b) {
		if len(o.mentions(other.Labels())) > 0 {
			longer = append(longer, stands(other)...)
		}
	}
	return slices.ContainsFunc(stands(n), func(s span) bool { return !slices.ContainsFunc(longer, s.within) })
}
