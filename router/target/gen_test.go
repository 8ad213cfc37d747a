package target

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"pgregory.net/rapid"
)

// drawTarget draws a feasible target and its table.
func drawTarget(t *rapid.T, g genShape) (*world, *Table) {
	w := generate(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)), g)
	table, err := Fit(w.spec)
	if err != nil {
		t.Fatalf("a feasible target does not fit: %v", err)
	}
	return w, table
}

// genShape bounds a generated target.
type genShape struct {
	facets, buckets int // most of each
	cells           int // most combinations
	skews           int // 1: nearly even shares, to 4: orders of magnitude apart
}

// generate makes a feasible spec: a random joint distribution over random
// facets with random impossible combinations, of which the spec tells some
// marginals, conditionals and joints.
func generate(r *rand.Rand, g genShape) *world {
	var spec Spec
	size := 1
	n := 2 + r.IntN(g.facets-1)
	for i := range n {
		d := 2 + r.IntN(g.buckets-1)
		if size*d > g.cells {
			d = 2
		}
		if size*d > g.cells && i >= 2 {
			break
		}
		size *= d
		f := Facet{Name: fmt.Sprintf("f%d", i)}
		for b := range d {
			f.Buckets = append(f.Buckets, fmt.Sprintf("b%d", b))
		}
		spec.Facets = append(spec.Facets, f)
	}
	for range r.IntN(4) {
		spec.Zeros = append(spec.Zeros, randomZero(r, spec.Facets))
	}
	w := newWorld(spec, r, g)
	if w == nil {
		spec.Zeros = nil
		w = newWorld(spec, r, g)
	}
	w.tell(r)
	return w
}

func randomZero(r *rand.Rand, facets []Facet) Zero {
	a := r.IntN(len(facets))
	b := (a + 1 + r.IntN(len(facets)-1)) % len(facets)
	pick := func(f Facet) Condition {
		c := Condition{Facet: f.Name, Buckets: []string{f.Buckets[r.IntN(len(f.Buckets))]}}
		if extra := f.Buckets[r.IntN(len(f.Buckets))]; extra != c.Buckets[0] && r.IntN(2) == 0 {
			c.Buckets = append(c.Buckets, extra)
		}
		return c
	}
	return Zero{pick(facets[a]), pick(facets[b])}
}

// world is a random joint distribution over all possible combinations.
type world struct {
	spec  Spec
	cells [][]int
	share []float64
}

func newWorld(spec Spec, r *rand.Rand, g genShape) *world {
	w := &world{spec: spec}
	at := make([]int, len(spec.Facets))
	skew := []float64{0.5, 1, 2, 4}[r.IntN(g.skews)]
	product := r.IntN(2) == 0
	weights := make([][]float64, len(spec.Facets))
	for f := range weights {
		for range spec.Facets[f].Buckets {
			weights[f] = append(weights[f], math.Pow(r.ExpFloat64()+1e-3, skew))
		}
	}
	for {
		if !w.excluded(at) {
			w.cells = append(w.cells, append([]int(nil), at...))
			s := 1.0
			for f, b := range at {
				s *= weights[f][b]
			}
			if !product {
				s *= math.Pow(r.ExpFloat64(), skew)
			}
			w.share = append(w.share, s)
		}
		k := len(at) - 1
		for ; k >= 0; k-- {
			if at[k]++; at[k] < len(spec.Facets[k].Buckets) {
				break
			}
			at[k] = 0
		}
		if k < 0 {
			break
		}
	}
	if len(w.cells) == 0 {
		return nil
	}
	scaleTo(w.share, 1)
	return w
}

func (w *world) excluded(at []int) bool {
	for _, z := range w.spec.Zeros {
		hit := true
		for _, c := range z {
			for f := range w.spec.Facets {
				if w.spec.Facets[f].Name != c.Facet {
					continue
				}
				in := false
				for _, b := range c.Buckets {
					in = in || w.spec.Facets[f].Buckets[at[f]] == b
				}
				hit = hit && in
			}
		}
		if hit {
			return true
		}
	}
	return false
}

// sums gives the share of all cells with the given buckets of some facets.
func (w *world) sums(facets []int) map[string]float64 {
	out := make(map[string]float64)
	for i, c := range w.cells {
		key := make([]int, len(facets))
		for k, f := range facets {
			key[k] = c[f]
		}
		out[fmt.Sprint(key)] += w.share[i]
	}
	return out
}

// tell exposes part of the distribution as constraints.
func (w *world) tell(r *rand.Rand) {
	n := len(w.spec.Facets)
	for f := range n {
		w.tellMarginal(f)
	}
	for range r.IntN(4) {
		a := r.IntN(n)
		b := (a + 1 + r.IntN(n-1)) % n
		if r.IntN(2) == 0 {
			w.tellConditional(r, a, b)
		} else {
			w.tellJoint([]int{a, b})
		}
	}
	if n > 3 && r.IntN(4) == 0 {
		w.tellJoint(r.Perm(n)[:3])
	}
}

func (w *world) tellMarginal(f int) {
	sums := w.sums([]int{f})
	m := Marginal{Facet: w.spec.Facets[f].Name}
	for b, name := range w.spec.Facets[f].Buckets {
		if s := sums[fmt.Sprint([]int{b})]; s > 0 {
			m.Shares = append(m.Shares, Share{Bucket: name, Share: s})
		}
	}
	w.spec.Marginals = append(w.spec.Marginals, m)
}

func (w *world) tellConditional(r *rand.Rand, f, given int) {
	for _, c := range w.spec.Conditionals {
		if c.Facet == w.spec.Facets[f].Name && c.Given == w.spec.Facets[given].Name {
			return
		}
	}
	pairs, of := w.sums([]int{given, f}), w.sums([]int{given})
	for g, name := range w.spec.Facets[given].Buckets {
		total := of[fmt.Sprint([]int{g})]
		if total <= 0 || r.IntN(4) == 0 {
			continue
		}
		c := Conditional{Facet: w.spec.Facets[f].Name, Given: w.spec.Facets[given].Name, GivenBucket: name}
		for b, name := range w.spec.Facets[f].Buckets {
			c.Shares = append(c.Shares, Share{Bucket: name, Share: pairs[fmt.Sprint([]int{g, b})] / total})
		}
		w.spec.Conditionals = append(w.spec.Conditionals, c)
	}
}

func (w *world) tellJoint(facets []int) {
	sums := w.sums(facets)
	j := Joint{}
	for _, f := range facets {
		j.Facets = append(j.Facets, w.spec.Facets[f].Name)
	}
	for _, old := range w.spec.Joints {
		if sameSet(old.Facets, j.Facets) {
			return
		}
	}
	seen := make(map[string]bool)
	for _, c := range w.cells {
		key := make([]int, len(facets))
		names := make([]string, len(facets))
		for k, f := range facets {
			key[k], names[k] = c[f], w.spec.Facets[f].Buckets[c[f]]
		}
		if k := fmt.Sprint(key); !seen[k] {
			seen[k] = true
			j.Cells = append(j.Cells, JointCell{Buckets: names, Share: sums[k]})
		}
	}
	w.spec.Joints = append(w.spec.Joints, j)
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
