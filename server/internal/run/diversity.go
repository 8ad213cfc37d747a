package run

import (
	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/diversity"
	"github.com/callmill/callmill/pathways/domain"
)

// newMeter measures how varied the samples of a run are.
func newMeter(d *domain.Domain, of []pathways.Pathway) *diversity.Meter {
	names := make([]string, len(of))
	for i, p := range of {
		names[i] = p.Name()
	}
	return diversity.NewMeter(d, names)
}

// diversityReport tells the figures of every pathway that gave samples, then those
// of all; nothing where nothing was delivered.
func diversityReport(m *diversity.Meter) []*callmillv1.Diversity {
	var out []*callmillv1.Diversity
	for _, f := range m.Figures() {
		if f.Samples > 0 {
			out = append(out, diversityMessage(&f))
		}
	}
	return out
}

func diversityMessage(f *diversity.Figures) *callmillv1.Diversity {
	m := &callmillv1.Diversity{
		Pathway: f.Pathway, Samples: f.Samples,
		LeastWords: int32(f.LeastWords), MedianWords: f.MedianWords, MeanWords: f.MeanWords, MostWords: int32(f.MostWords),
		Measured: int64(f.Measured), Distinct: f.Distinct, SelfBleu: f.SelfBLEU,
		Nodes: &callmillv1.Coverage{Used: f.Nodes.Used, All: f.Nodes.All},
		Items: &callmillv1.Coverage{Used: f.Items.Used, All: f.Items.All},
	}
	for _, g := range f.Vocabulary {
		m.Vocabulary = append(m.Vocabulary, &callmillv1.Growth{Queries: g.Queries, Words: g.Words})
	}
	if found := f.Positions[0] + f.Positions[1] + f.Positions[2]; found > 0 {
		for _, n := range f.Positions {
			m.Positions = append(m.Positions, float64(n)/float64(found))
		}
	}
	for _, e := range f.Entropies {
		m.Entropies = append(m.Entropies, &callmillv1.ArgumentEntropy{
			Tool: e.Tool, Argument: e.Argument, Bits: e.Bits, Values: e.Values, Calls: e.Calls,
		})
	}
	for _, k := range f.Kinds {
		m.Kinds = append(m.Kinds, &callmillv1.Tally{Name: k.Name, Count: k.Count})
	}
	return m
}
