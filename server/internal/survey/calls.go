package survey

import (
	"strings"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/server/internal/run"
)

// enough is how many samples of a tool it takes to say that a parameter is
// never given: an optional one is drawn for a good part of the calls.
const enough = 20

// toolOf sums up a tool; tried is what came of it in the trial, or nil.
func toolOf(d *domain.Domain, t *domain.Tool, tried *run.ToolProbe) *callmillv1.ToolSummary {
	m := &callmillv1.ToolSummary{
		Name: t.Name, Parameters: int32(len(t.Params)), Required: int32(t.Required()),
		DistinctCalls: distinctCalls(d, t),
	}
	if tried == nil {
		return m
	}
	m.Samples = int32(tried.Samples)
	for _, p := range t.Params {
		if tried.Given[p.Name] == 0 && tried.Samples >= enough {
			m.NeverGiven = append(m.NeverGiven, p.Name)
		}
	}
	return m
}

// distinctCalls is about how many different calls of the tool there can be. It
// takes the arguments for independent, but for those of one item.
func distinctCalls(d *domain.Domain, t *domain.Tool) float64 {
	calls := 1.0
	for _, p := range t.Params {
		calls *= given(p, values(d, p))
	}
	for _, p := range t.Leaves() {
		if p.Binding.Kind == domain.BindContext {
			return calls * float64(len(t.ContextItems()))
		}
	}
	return calls
}

// given is in how many ways a parameter can be given, or left out.
func given(p *domain.Param, values float64) float64 {
	if p.Required {
		return values
	}
	return values + 1
}

// values is about how many values a parameter can have.
func values(d *domain.Domain, p *domain.Param) float64 {
	b := &p.Binding
	switch b.Kind {
	case domain.BindValues:
		return float64(len(b.Values))
	case domain.BindRange:
		return float64(b.Range.Len())
	case domain.BindWalk:
		return newWalk(d.Graph, b.Walk).draws() + float64(texts(d, b.Field))
	case domain.BindObject:
		n := 1.0
		for _, m := range p.Members {
			n *= given(m, values(d, m))
		}
		return n
	case domain.BindList:
		return choices(values(d, p.Element), b.MinItems, b.MaxItems)
	case domain.BindNever:
		return 0
	default: // of the item before the user, or fixed
		return 1
	}
}

// choices is how many lists of least to most out of n values there are, in one
// order each.
func choices(n float64, least, most int) float64 {
	total, k := 0.0, 1.0
	for i := range most + 1 {
		if i > 0 {
			k *= max(0, n-float64(i-1)) / float64(i)
		}
		if i >= least {
			total += k
		}
	}
	return total
}

// texts is how many different texts a field of the items has; of keywords each
// counts.
func texts(d *domain.Domain, field string) int {
	if field == "" {
		return 0
	}
	seen := map[string]bool{}
	for _, it := range d.Items {
		if field == "keywords" {
			for _, k := range it.Keywords {
				seen[strings.ToLower(k)] = true
			}
		} else if text := it.Field(field); text != "" {
			seen[strings.ToLower(text)] = true
		}
	}
	return len(seen)
}
