package pathways

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// maxSay bounds the ways to say a value that a prompt gives: small models take
// one of the first.
const maxSay = 5

// Say returns the words that people use for the value, best first; none for what
// nobody says, since the context or the tool shows it.
func (a *Argument) Say() []string {
	var ways []string
	switch {
	case !a.Param.Said():
		return nil
	case a.Value != nil:
		ways = a.Value.Labels
	case len(a.Nodes) > 0:
		ways = sayWalk(a.Nodes)
	case a.Param.Binding.Kind == domain.BindRange:
		ways = []string{a.JSON}
		for _, unit := range a.Param.Binding.Range.Units {
			ways = append(ways, a.JSON+" "+unit)
		}
	default:
		ways = []string{textOf(a.JSON)}
	}
	return slices.Clone(ways[:min(len(ways), maxSay)])
}

// sayWalk says the nodes of a walk one after the other: by their labels, then
// with one of them by a synonym.
func sayWalk(nodes []*domain.Node) []string {
	labels := make([]string, len(nodes))
	for i, n := range nodes {
		labels[i] = n.Label
	}
	ways := []string{strings.Join(labels, " ")}
	for i, n := range nodes {
		for _, synonym := range n.Synonyms {
			labels[i] = synonym
			ways = append(ways, strings.Join(labels, " "))
		}
		labels[i] = n.Label
	}
	return ways
}

// textOf is the content of a JSON string, or the text of any other value.
func textOf(value string) string {
	var s string
	if json.Unmarshal([]byte(value), &s) == nil && strings.HasPrefix(value, `"`) {
		return s
	}
	return value
}

// Prompt returns the call as a prompt tells it: every value that is said, and what
// stands on the screen, but not what the tool itself states.
func (c *PlannedCall) Prompt() domain.PromptCall {
	call := domain.PromptCall{Name: c.Tool.Name, Description: c.Tool.Description, JSON: c.ArgumentsJSON()}
	for i := range c.Arguments {
		a := &c.Arguments[i]
		if a.Param.Binding.Kind == domain.BindFixed {
			continue
		}
		call.Arguments = append(call.Arguments, domain.PromptArgument{
			Name:        strings.ReplaceAll(a.Param.Path, "[]", ""),
			Description: a.Param.Description(),
			JSON:        a.JSON, Say: a.Say(),
			OnScreen: a.Param.Binding.Kind == domain.BindContext,
		})
	}
	return call
}

// Prompt returns the brief's calls as a prompt tells them. Of a follow-up it tells the
// one argument that the query says, and what stands on the screen.
func (b *Brief) Prompt() []domain.PromptCall {
	calls := make([]domain.PromptCall, len(b.Calls))
	for i := range b.Calls {
		calls[i] = b.Calls[i].Prompt()
		if b.FollowUp == nil {
			continue
		}
		said := strings.ReplaceAll(b.FollowUp.New.Path, "[]", "")
		calls[i].Arguments = slices.DeleteFunc(calls[i].Arguments, func(a domain.PromptArgument) bool {
			return !a.OnScreen && a.Name != said
		})
	}
	return calls
}

// Nodes returns the graph nodes that the calls were put together from, each once.
func (b *Brief) Nodes() []*domain.Node {
	var nodes []*domain.Node
	for i := range b.Calls {
		for j := range b.Calls[i].Arguments {
			for _, n := range b.Calls[i].Arguments[j].Nodes {
				if !slices.Contains(nodes, n) {
					nodes = append(nodes, n)
				}
			}
		}
	}
	return nodes
}

// WordBounds reads a bucket of the words facet, "4", "1-3" or "17+": how many
// words a query has at least and at most, 0 for no bound.
func WordBounds(bucket string) (least, most int) {
	first, last, closed := strings.Cut(bucket, "-")
	first, open := strings.CutSuffix(first, "+")
	least, _ = strconv.Atoi(first) // empty where the facet is free
	switch {
	case closed:
		most, _ = strconv.Atoi(last)
	case !open:
		most = least
	}
	return least, most
}
