package domain

import (
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/sample"
)

// checkInvariants holds what every loaded domain promises.
func checkInvariants(tb testing.TB, d *Domain) {
	tb.Helper()
	if d.Name == "" || len(d.Hash) != 64 || len(d.Tools) == 0 || d.Graph == nil || d.Grammar == nil || d.Target == nil {
		tb.Fatalf("half a domain: %+v", d)
	}
	for _, tool := range d.Tools {
		if d.Tool(tool.Name) != tool || tool.Schema == nil {
			tb.Errorf("tool %s", tool.Name)
		}
		for _, p := range tool.Params {
			checkTree(tb, p)
		}
		for _, p := range tool.Leaves() {
			checkBinding(tb, d, p)
			if tool.Leaf(p.Path) != p {
				tb.Errorf("%s: %s is not the leaf of its path", tool.Name, p.Path)
			}
		}
		for _, it := range tool.ContextItems() {
			if d.Item(it.ID) != it {
				tb.Errorf("%s: context item %+v", tool.Name, it)
			}
		}
		for _, rule := range []string{RuleRequest, RuleThing} {
			if len(d.Grammar.Tools[tool.Name][rule]) == 0 {
				tb.Errorf("tool %s has no %s", tool.Name, rule)
			}
		}
	}
	checkLanguages(tb, d)
	for _, n := range d.Graph.Nodes {
		if d.Graph.Node(n.ID) != n || n.ID != n.Type+"/"+strings.TrimPrefix(n.ID, n.Type+"/") || n.Value == "" {
			tb.Errorf("node %+v", n)
		}
		for _, label := range n.AllLabels() {
			if !stands(d.Lexicon, label, func(e Entry) bool { return e.Node == n }) {
				tb.Errorf("label %q of %s is not in the lexicon", label, n.ID)
			}
		}
	}
	for _, it := range d.Items {
		if d.Item(it.ID) != it || it.Kind == "" || it.Title == "" {
			tb.Errorf("item %+v", it)
		}
	}
	if err := d.Target.Check(d.Facets); err != nil {
		tb.Error(err)
	}
	for _, purpose := range purposes() {
		if len(d.PromptsFor(purpose)) == 0 {
			tb.Errorf("no prompts for %s", purpose)
		}
		for _, p := range d.PromptsFor(purpose) {
			if p.User == nil || !strings.HasPrefix(p.Name, purpose+":") || len(p.Hash) != 64 || p.MaxTokens < 1 {
				tb.Errorf("prompt %+v", p)
			}
		}
	}
	if err := (&Target{Marginals: d.Target.Marginals, Impossible: d.Impossible()}).Check(d.Facets); err != nil &&
		len(d.Target.Marginals) > 0 {
		tb.Errorf("impossible cells: %v", err)
	}
}

// checkLanguages holds what is promised of what people and the assistant say, in
// every language.
func checkLanguages(tb testing.TB, d *Domain) {
	tb.Helper()
	if len(d.Languages) == 0 || len(d.Grammars) != len(d.Languages) || d.Grammars[d.Languages[0]] != d.Grammar {
		tb.Fatalf("languages %v with %d grammars", d.Languages, len(d.Grammars))
	}
	if several := d.Facet(sample.FacetLanguage) >= 0; several != (len(d.Languages) > 1) {
		tb.Errorf("a facet of languages: %t, with %v", several, d.Languages)
	}
	for _, lang := range d.Languages {
		g := d.Grammars[lang]
		for _, texts := range [][]string{
			g.Replies.Decline, g.Replies.Question, g.Replies.Found, g.Replies.Opened, g.Replies.Done,
		} {
			if len(texts) == 0 {
				tb.Errorf("%s: replies %+v", lang, g.Replies)
			}
		}
		for _, talk := range g.Chat {
			if len(talk.Say) == 0 || len(talk.Reply) == 0 {
				tb.Errorf("%s: small talk %+v", lang, talk)
			}
		}
		if g.Language != lang || g.Manners == nil {
			tb.Errorf("grammar %s of %s with manners %v", g.Language, lang, g.Manners)
		}
		for _, t := range d.Tools {
			for _, p := range t.Leaves() {
				if p.Said() && len(p.AskIn(lang)) == 0 {
					tb.Errorf("%s: nothing asks for %s", lang, p.Path)
				}
			}
		}
	}
}

// checkTree holds what is promised of objects and lists.
func checkTree(tb testing.TB, p *Param) {
	tb.Helper()
	if p.certain && p.Never() {
		tb.Errorf("%s is required and never given", p.Path)
	}
	switch p.Binding.Kind {
	case BindObject:
		givable := 0
		for _, m := range p.Members {
			if m.Path != p.Path+"."+m.Name || m.Required && m.Never() {
				tb.Errorf("%s has the member %+v", p.Path, m)
			}
			if !m.Never() {
				givable++
			}
			checkTree(tb, m)
		}
		if givable == 0 {
			tb.Errorf("%s has no member to give", p.Path)
		}
	case BindList:
		if p.Element.Path != p.Path+"[]" || p.Binding.MinItems < 1 || p.Binding.MaxItems < p.Binding.MinItems {
			tb.Errorf("%s has %d to %d of %+v", p.Path, p.Binding.MinItems, p.Binding.MaxItems, p.Element)
		}
		checkTree(tb, p.Element)
	default:
		if p.Members != nil || p.Element != nil {
			tb.Errorf("%s has members or elements", p.Path)
		}
	}
}

func checkBinding(tb testing.TB, d *Domain, p *Param) {
	tb.Helper()
	b := &p.Binding
	switch b.Kind {
	case BindValues:
		for _, v := range b.Values {
			if p.Check(v.JSON) != nil || b.Value(v.JSON) != v || len(v.Labels) == 0 {
				tb.Errorf("%s: value %+v", p.Name, v)
			}
			for _, label := range v.AllLabels() {
				if !stands(d.Lexicon, label, func(e Entry) bool { return e.Value == v }) {
					tb.Errorf("%s: label %q is not in the lexicon", p.Name, label)
				}
			}
		}
	case BindRange:
		for _, i := range []int{0, b.Range.Len() / 2, b.Range.Len() - 1} {
			if v, text := b.Range.At(i); p.Check(text) != nil || v < b.Range.Min || v > b.Range.Max+b.Range.Step/2 {
				tb.Errorf("%s: range %+v gives %s", p.Name, b.Range, text)
			}
		}
	case BindWalk:
		for _, s := range b.Walk {
			if len(d.Graph.OfType(s.NodeType)) == 0 {
				tb.Errorf("%s: step %+v", p.Name, s)
			}
		}
		if len(b.Walk) == 0 && b.Field == "" {
			tb.Errorf("%s: neither steps nor a field", p.Name)
		}
	case BindContext:
		if b.Field == "" {
			tb.Errorf("%s: no field", p.Name)
		}
	case BindFixed:
		if p.Said() || p.Check(b.Fixed) != nil {
			tb.Errorf("%s: %s", p.Name, b.Fixed)
		}
	default:
		tb.Errorf("%s: no binding", p.Name)
	}
}

// stands says whether the whole label is matched and stands for such an entry.
func stands(l *Lexicon, label string, want func(Entry) bool) bool {
	words := Words(label)
	for _, m := range l.Matches(words) {
		for _, e := range m.Entries {
			if m.First == 0 && m.Last == len(words)-1 && want(e) {
				return true
			}
		}
	}
	return false
}
