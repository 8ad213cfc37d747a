package domain

import (
	"slices"
	"strings"
)

// rivalry tells the fragments of a tool's leaves apart.
type rivalry struct {
	leaves []*Param
	// said are the leaves that have a frame, by their places among the leaves.
	said map[string][]int
	// labels are those of a leaf's values, once they were asked for.
	labels []map[string]bool
}

// apart returns the fragments without those that may be meant for another leaf.
func apart(leaves []*Param, all [][]Fragment) [][]Fragment {
	r := &rivalry{leaves: leaves, said: map[string][]int{}, labels: make([]map[string]bool, len(leaves))}
	for i := range all {
		for j := range all[i] {
			frame := all[i][j].frame()
			if of := r.said[frame]; len(of) == 0 || of[len(of)-1] != i {
				r.said[frame] = append(of, i)
			}
		}
	}
	out := make([][]Fragment, len(all))
	for i := range all {
		out[i] = slices.DeleteFunc(slices.Clone(all[i]), func(f Fragment) bool {
			return slices.ContainsFunc(r.said[f.frame()], func(other int) bool { return other != i && r.rivals(i, other) })
		})
	}
	return out
}

// kindred says whether two leaves take values of the same sort, in which case they may
// be rivals.
func kindred(x, y *Param) bool {
	return y.Said() && x.Ranged() == y.Ranged() && (x.Binding.Kind == BindWalk) == (y.Binding.Kind == BindWalk)
}

// rivals says whether what is said of one leaf can be meant for the other.
func (r *rivalry) rivals(i, j int) bool {
	x, y := r.leaves[i], r.leaves[j]
	if !kindred(x, y) {
		return false
	}
	if x.Binding.Kind != BindValues {
		return true
	}
	theirs := r.labelsOf(j)
	for label := range r.labelsOf(i) {
		if theirs[label] {
			return true
		}
	}
	return false
}

func (r *rivalry) labelsOf(i int) map[string]bool {
	if r.labels[i] == nil {
		r.labels[i] = map[string]bool{}
		for _, v := range r.leaves[i].Binding.Values {
			for _, l := range v.AllLabels() {
				r.labels[i][l] = true
			}
		}
	}
	return r.labels[i]
}

// frame is what a fragment says beside the value.
func (f *Fragment) frame() string {
	var text strings.Builder
	text.WriteString(f.Lead)
	for i := range f.Parts {
		switch p := &f.Parts[i]; p.Kind {
		case PartText:
			text.WriteString(p.Text)
		case PartChoice:
			text.WriteString("|")
		default:
		}
	}
	return text.String()
}
