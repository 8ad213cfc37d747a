package domain

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"text/template"

	"github.com/callmill/callmill/pathways/sample"
)

// maxTryTools bounds how many tools the templates are tried with.
const maxTryTools = 40

// try executes a template with data of every kind that it can meet, so that a
// field that is not there, or one that is nil, is found when the domain is loaded
// and not in the middle of a run.
func try(t *template.Template, data []*PromptData, must bool) error {
	for _, d := range data {
		text, err := execute(t, d)
		switch {
		case err != nil:
			return err
		case must && text == "":
			return errors.New("nothing at all, with " + d.kind())
		}
	}
	return nil
}

// kind says what sort of data it is.
func (d *PromptData) kind() string {
	parts := []string{fmt.Sprintf("%d calls", len(d.Calls))}
	if d.Phrasing != "" {
		parts = append(parts, "phrasing "+d.Phrasing)
	}
	if d.Context != nil {
		parts = append(parts, "an item on the screen")
	}
	if d.Item != nil {
		parts = append(parts, "an item")
	}
	return strings.Join(parts, ", ")
}

// tryData returns representative data for a purpose: every phrasing, every tool,
// every kind of item, and with and without what may be missing.
func (l *loader) tryData(purpose string) []*PromptData {
	phrasings := []string{""}
	if l.d.Grammar != nil {
		for i := range l.d.Grammar.Phrasings {
			phrasings = append(phrasings, l.d.Grammar.Phrasings[i].Rule.Name)
		}
	}
	tools := l.d.Tools[:min(len(l.d.Tools), maxTryTools)]
	items := l.tryItems()
	rng := rand.New(rand.NewPCG(1, 2)) // which go together does not matter much
	list := make([]*PromptData, max(len(phrasings), len(tools), len(items))+8)
	for i := range list {
		d := &PromptData{Domain: l.d.Description, Phrasing: phrasings[i%len(phrasings)]}
		bounds := [][2]int{{}, {17, 0}, {4, 6}}[i%3]
		d.LeastWords, d.MostWords = bounds[0], bounds[1]
		d.tryTools(purpose, i, tools)
		if rng.IntN(2) == 0 || purpose == PromptVisionEdit {
			d.Context = items[i%len(items)]
		}
		if rng.IntN(2) == 0 || purpose == PromptVisionNeed {
			d.Item = items[(i+1)%len(items)]
		}
		if rng.IntN(2) == 0 {
			d.Nodes = []*Node{
				{ID: "digit/one", Type: "digit", Label: "one", Synonyms: []string{"single"}, Value: "1"},
				{ID: "digit/two", Type: "digit", Label: "two", Value: "2"},
			}
			d.Examples = []string{"find me one", "two please"}
			d.Hints = []string{"Numbers in words."}
		}
		if purpose == PromptTextRewrite || purpose == PromptLabel || purpose == PromptJudge {
			d.Query = "find me one"
		}
		list[i] = d
	}
	return list
}

// tryTools adds calls, none to two where the purpose has any, and tools.
func (d *PromptData) tryTools(purpose string, i int, tools []*Tool) {
	if len(tools) == 0 {
		return
	}
	if purpose != PromptTextQuery && purpose != PromptLabel {
		for c := range i % 3 {
			d.Calls = append(d.Calls, tryCall(tools[(i/2+c)%len(tools)]))
		}
	}
	if purpose == PromptLabel || i%2 == 0 {
		t := tools[i%len(tools)]
		d.Tools = []PromptTool{{t.Name, t.Description, t.Parameters}, {Name: "no_call", Parameters: "{}"}}
	}
}

// tryItems returns one item of each kind, and one that has hardly anything.
func (l *loader) tryItems() []*Item {
	list := []*Item{{Item: sample.Item{ID: "x1", Kind: "item", Title: "An item"}}}
	seen := map[string]bool{}
	for _, it := range l.d.Items {
		if !seen[it.Kind] && len(list) < maxTryTools {
			list = append(list, it)
		}
		seen[it.Kind] = true
	}
	return list
}

func tryCall(t *Tool) PromptCall {
	call := PromptCall{Name: t.Name, Description: t.Description, JSON: "{}"}
	for i, leaf := range t.Leaves() {
		arg := PromptArgument{Name: leaf.Path, JSON: `"value"`, Say: []string{"value", "other"}[:1+i%2]}
		if leaf.Binding.Kind == BindContext {
			arg.OnScreen, arg.Say = true, nil
		}
		call.Arguments = append(call.Arguments, arg)
	}
	return call
}
