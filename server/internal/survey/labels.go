package survey

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
)

// common are words that stand in most sentences: as a label, each would be read
// into queries that do not mean it.
const common = " a all an and any are as at be can do for from get give have how i in is it its just like make " +
	"me more my need new no not of on one or please some that the them there these this to up use want was what " +
	"with would you your "

// labelsOf finds labels that may be taken for something else.
func labelsOf(d *domain.Domain) []*callmillv1.LabelFinding {
	var found []*callmillv1.LabelFinding
	for _, t := range d.Tools {
		found = append(found, newLabels(d, t).findings()...)
	}
	return found
}

// labels are what can be said for the arguments of one tool.
type labels struct {
	tool  *domain.Tool
	paths []string // of the leaves that have labels
	sizes []int    // how many labels each has
	// of gives the leaves, by their index in paths, that a folded label is for.
	of map[string][]int
	// number says that a leaf takes numbers.
	number bool
}

func newLabels(d *domain.Domain, t *domain.Tool) *labels {
	l := &labels{tool: t, of: map[string][]int{}}
	for _, p := range t.Leaves() {
		l.number = l.number || p.Binding.Kind == domain.BindRange
		at := len(l.paths)
		l.paths, l.sizes = append(l.paths, p.Path), append(l.sizes, 0)
		add := func(label string) {
			label = strings.Join(domain.Words(label), " ")
			if !slices.Contains(l.of[label], at) {
				l.of[label] = append(l.of[label], at)
				l.sizes[at]++
			}
		}
		for _, v := range p.Binding.Values {
			for _, label := range v.Labels {
				add(label)
			}
		}
		if p.Binding.Kind == domain.BindWalk {
			eachNode(d.Graph, &p.Binding, func(n *domain.Node) {
				for _, label := range n.Labels() {
					add(label)
				}
			})
		}
	}
	return l
}

func (l *labels) findings() []*callmillv1.LabelFinding {
	var found []*callmillv1.LabelFinding
	add := func(kind callmillv1.LabelFinding_Kind, label string, leaves ...int) {
		f := &callmillv1.LabelFinding{Kind: kind, Label: label, Tool: l.tool.Name}
		for _, i := range leaves {
			f.Parameters = append(f.Parameters, l.paths[i])
		}
		found = append(found, f)
	}
	shared := l.shared()
	for label, leaves := range l.of {
		if strings.Contains(common, " "+label+" ") {
			add(callmillv1.LabelFinding_KIND_COMMON_WORD, label, leaves...)
		}
		if _, err := strconv.ParseFloat(label, 64); err == nil && l.number {
			add(callmillv1.LabelFinding_KIND_NUMBER, label, leaves...)
		}
		for i, a := range leaves {
			for _, b := range leaves[i+1:] {
				if l.clash(shared[[2]int{a, b}], a, b) {
					add(callmillv1.LabelFinding_KIND_SHARED, label, a, b)
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b *callmillv1.LabelFinding) int {
		return cmp.Or(cmp.Compare(a.GetKind(), b.GetKind()), cmp.Compare(a.GetLabel(), b.GetLabel()),
			slices.Compare(a.GetParameters(), b.GetParameters()))
	})
	return found
}

// shared counts the labels that each pair of leaves has in common.
func (l *labels) shared() map[[2]int]int {
	counts := map[[2]int]int{}
	for _, leaves := range l.of {
		for i, a := range leaves {
			for _, b := range leaves[i+1:] {
				counts[[2]int{a, b}]++
			}
		}
	}
	return counts
}

// clash says whether labels in common are an accident. Leaves that share half
// of them or more are meant to: a colour to replace and the one that replaces
// it. What is around the label tells them apart.
func (l *labels) clash(shared, a, b int) bool { return 2*shared < min(l.sizes[a], l.sizes[b]) }
