package check

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// said is one argument and the ways to say it, apart from each other.
type said struct {
	arg sample.Argument
	// labels are groups of labels; a query says one of each group.
	labels [][]string
}

// genCall draws arguments of the tool find that share no label.
func genCall(t *rapid.T, d *domain.Domain) []said {
	find := d.Tool("find")
	var list []said
	var nodes []string
	walk := said{}
	for _, step := range find.Param("query").Binding.Walk {
		if !step.Optional || rapid.Bool().Draw(t, step.NodeType) {
			n := rapid.SampledFrom(d.Graph.OfType(step.NodeType)).Draw(t, "node")
			nodes = append(nodes, n.Value)
			walk.labels = append(walk.labels, n.Labels())
		}
	}
	walk.arg = sample.Argument{Name: "query", JSON: sample.StringJSON(strings.Join(nodes, " "))}
	list = append(list, walk)
	for _, name := range []string{"color", "premium", "sort"} {
		v := rapid.SampledFrom(find.Param(name).Binding.Values).Draw(t, name)
		if v.Node != nil && slices.Contains(nodes, v.Node.Value) || rapid.Bool().Draw(t, "leave out") {
			continue
		}
		list = append(list, said{sample.Argument{Name: name, JSON: v.JSON}, [][]string{v.Labels}})
	}
	if rapid.Bool().Draw(t, "limit") {
		number := rapid.SampledFrom([][2]string{{"7", "7"}, {"1080", "1,080"}, {"1080", "1080"}, {"50", "50"}}).Draw(t, "n")
		list = append(list, said{sample.Argument{Name: "limit", JSON: number[0]}, [][]string{{number[1]}}})
	}
	return list
}

// say writes a query with a label of each group, in any order and case, and
// words between them so that no two make a third.
func say(t *rapid.T, list []said, more ...string) string {
	for _, s := range list {
		for _, group := range s.labels {
			more = append(more, rapid.SampledFrom(group).Draw(t, "label"))
		}
	}
	words := []string{rapid.SampledFrom([]string{"get me", "Find", "¿"}).Draw(t, "start")}
	for _, label := range rapid.Permutation(more).Draw(t, "order") {
		if rapid.Bool().Draw(t, "upper") {
			label = strings.ToUpper(label)
		}
		words = append(words, rapid.SampledFrom([]string{"with", "and", "(for)", "…", "pinkish"}).Draw(t, "filler"), label)
	}
	return strings.Join(words, " ") + rapid.SampledFrom([]string{"", ".", "?", " please"}).Draw(t, "end")
}

func (s said) String() string { return s.arg.Name + "=" + s.arg.JSON }

func spoken(query string, list []said) *sample.Sample {
	args := make([]sample.Argument, len(list))
	for i, s := range list {
		args[i] = s.arg
	}
	return &sample.Sample{
		Messages: []sample.Message{{Role: sample.RoleUser, Content: query}},
		Tools:    []string{"find"},
		Calls:    []sample.Call{{ID: "call_1", Name: "find", Arguments: sample.ArgumentsJSON(args)}},
	}
}

func TestSaidArgumentsPass(t *testing.T) {
	d := load(t, nil)
	p := New(d)
	rapid.Check(t, func(t *rapid.T) {
		list := genCall(t, d)
		query := say(t, list)
		if r := p.Verify(spoken(query, list)); r != nil {
			t.Fatalf("%q with %v: %v", query, list, r)
		}
	})
}

func TestUnsaidArgumentFails(t *testing.T) {
	d := load(t, nil)
	p := New(d)
	rapid.Check(t, func(t *rapid.T) {
		list := genCall(t, d)
		i := rapid.IntRange(0, len(list)-1).Draw(t, "unsaid")
		unsaid := list[i]
		if unsaid.arg.JSON == `"new"` {
			t.Skip("the default")
		}
		kept := slices.Clone(list)
		drop := rapid.IntRange(0, len(unsaid.labels)-1).Draw(t, "group")
		kept[i] = said{unsaid.arg, slices.Delete(slices.Clone(unsaid.labels), drop, drop+1)}
		query := say(t, kept)
		r := p.Verify(spoken(query, list))
		if r == nil || r.Reason != ReasonUngroundedArgument || !strings.Contains(r.Detail, unsaid.arg.Name) {
			t.Fatalf("%q with %v: %v, want %s ungrounded", query, list, r, unsaid.arg.Name)
		}
	})
}

func TestMentionOfAnotherValueFails(t *testing.T) {
	d := load(t, nil)
	p := New(d)
	var all [][]string
	for _, param := range d.Tool("find").Params {
		for _, v := range param.Binding.Values {
			all = append(all, v.Labels)
		}
		for _, step := range param.Binding.Walk {
			for _, n := range d.Graph.OfType(step.NodeType) {
				all = append(all, n.Labels())
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		list := genCall(t, d)
		other := rapid.SampledFrom(all).Draw(t, "other")
		for _, s := range list {
			for _, group := range s.labels {
				if slices.Contains(group, other[0]) {
					t.Skip("said already")
				}
			}
		}
		query := say(t, list, rapid.SampledFrom(other).Draw(t, "label"))
		r := p.Verify(spoken(query, list))
		if r == nil || r.Reason != ReasonUnusedMention {
			t.Fatalf("%q with %v: %v, want %q unused", query, list, r, other)
		}
	})
}
