package target

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Every constraint of a feasible target holds in its table, and nothing that it
// excludes has a share.
func TestFitMeetsConstraints(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, table := drawTarget(rt, genShape{facets: 6, buckets: 9, cells: 600, skews: 2})
		sum := 0.0
		for cell := range table.Cells() {
			if table.Share(cell) <= 0 {
				rt.Fatalf("cell %d has share %v", cell, table.Share(cell))
			}
			sum += table.Share(cell)
			if w.excluded(table.Buckets(cell)) {
				rt.Fatalf("cell %d is excluded by a zero", cell)
			}
			if again, ok := table.Cell(table.Buckets(cell)); !ok || again != cell {
				rt.Fatalf("cell %d is found as %d, %v", cell, again, ok)
			}
		}
		near(rt, "all", sum, 1, 1e-9)
		for _, m := range w.spec.Marginals {
			for _, s := range m.Shares {
				near(rt, m.Facet, shareOf(table, m.Facet, s.Bucket), s.Share, 1e-6)
			}
		}
		for _, c := range w.spec.Conditionals {
			given := shareOf(table, c.Given, c.GivenBucket)
			for _, s := range c.Shares {
				both := shareOf(table, c.Given, c.GivenBucket, c.Facet, s.Bucket)
				near(rt, c.Facet+"|"+c.Given, both, s.Share*given, 1e-6)
			}
		}
		for _, j := range w.spec.Joints {
			for _, c := range j.Cells {
				var names []string
				for k, f := range j.Facets {
					names = append(names, f, c.Buckets[k])
				}
				near(rt, strings.Join(j.Facets, "×"), shareOf(table, names...), c.Share, 1e-6)
			}
		}
	})
}

// failer is a *testing.T, *testing.B or *rapid.T.
type failer interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func near(t failer, what string, got, want, within float64) {
	if math.Abs(got-want) > within {
		t.Fatalf("%s: share %v, want %v", what, got, want)
	}
}

// shareOf sums the shares of all cells with the given buckets, named in turn
// with their facets.
func shareOf(table *Table, names ...string) float64 {
	sum := 0.0
	for cell := range table.Cells() {
		hit := true
		for i := 0; i < len(names); i += 2 {
			f, _ := table.Facet(names[i])
			hit = hit && table.facets[f].Buckets[table.Buckets(cell)[f]] == names[i+1]
		}
		if hit {
			sum += table.Share(cell)
		}
	}
	return sum
}

// With marginals only, the table of maximum entropy is that of independence.
func TestFitIndependence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, _ := drawTarget(rt, genShape{facets: 5, buckets: 6, cells: 500, skews: 2})
		w.spec.Zeros, w.spec.Conditionals, w.spec.Joints = nil, nil, nil
		table, err := Fit(w.spec)
		if err != nil {
			rt.Fatal(err)
		}
		for cell := range table.Cells() {
			want := 1.0
			for f, b := range table.Buckets(cell) {
				want *= table.Marginal(f)[b]
			}
			near(rt, "cell", table.Share(cell), want, 1e-12)
		}
	})
}

// Two by two with one impossible cell has one solution, in closed form.
func TestFitTwoByTwo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		a := rapid.Float64Range(0.05, 0.95).Draw(rt, "a")
		b := rapid.Float64Range(0.02, 0.98).Draw(rt, "b") * (1 - a) // a + b < 1, or it is infeasible
		spec := twoByTwo(a, b)
		spec.Zeros = []Zero{{{Facet: "x", Buckets: []string{"x0"}}, {Facet: "y", Buckets: []string{"y0"}}}}
		table, err := Fit(spec)
		if err != nil {
			rt.Fatal(err)
		}
		near(rt, "01", shareOf(table, "x", "x0", "y", "y1"), a, 1e-6)
		near(rt, "10", shareOf(table, "x", "x1", "y", "y0"), b, 1e-6)
		near(rt, "11", shareOf(table, "x", "x1", "y", "y1"), 1-a-b, 1e-6)
		if _, ok := table.Cell([]int{0, 0}); ok {
			rt.Fatal("the impossible cell is there")
		}
	})
}

func twoByTwo(x0, y0 float64) Spec {
	return Spec{
		Facets: []Facet{
			{Name: "x", Buckets: []string{"x0", "x1"}},
			{Name: "y", Buckets: []string{"y0", "y1"}},
			{Name: "free", Buckets: []string{"u", "v"}},
		},
		Marginals: []Marginal{
			{Facet: "x", Shares: []Share{{"x0", x0}, {"x1", 1 - x0}}},
			{Facet: "y", Shares: []Share{{"y0", y0}, {"y1", 1 - y0}}},
		},
	}
}

// Where a solution lies on the boundary convergence is sublinear, but enough.
func TestFitOnTheBoundary(t *testing.T) {
	t.Parallel()
	spec := twoByTwo(0.5, 0.5)
	spec.Zeros = []Zero{{{Facet: "x", Buckets: []string{"x1"}}, {Facet: "y", Buckets: []string{"y0"}}}}
	table, err := Fit(spec)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "x0", shareOf(table, "x", "x0"), 0.5, attained)
	near(t, "y0", shareOf(table, "y", "y0"), 0.5, attained)
	near(t, "x0 y1", shareOf(table, "x", "x0", "y", "y1"), 0, 1e-3)
}

func TestFitPartialConditional(t *testing.T) {
	t.Parallel()
	spec := twoByTwo(0.25, 0.5)
	spec.Conditionals = []Conditional{{
		Facet: "free", Given: "x", GivenBucket: "x0", Shares: []Share{{"u", 0.9}, {"v", 0.1}},
	}}
	table, err := Fit(spec)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "u with x0", shareOf(table, "x", "x0", "free", "u"), 0.25*0.9, 1e-9)
	near(t, "u with x1, free", shareOf(table, "x", "x1", "free", "u"), 0.75*0.5, 1e-9)
	if got := table.Pairs(); len(got) != 1 || got[0] != [2]int{0, 2} {
		t.Errorf("named pairs %v, want x and free", got)
	}
}

// A zero over a facet that takes no part cannot be applied, and is not.
func TestFitZeroOutsideTheTable(t *testing.T) {
	t.Parallel()
	spec := twoByTwo(0.5, 0.5)
	spec.Zeros = []Zero{{{Facet: "x", Buckets: []string{"x0"}}, {Facet: "free", Buckets: []string{"u", "v"}}}}
	table, err := Fit(spec)
	if err != nil {
		t.Fatal(err)
	}
	if got := table.Cells(); got != 4 {
		t.Errorf("%d cells, want 4", got)
	}
}

func TestFitFaults(t *testing.T) {
	t.Parallel()
	zero := Zero{{Facet: "x", Buckets: []string{"x0"}}, {Facet: "y", Buckets: []string{"y0", "y1"}}}
	for _, test := range []struct {
		name string
		edit func(*Spec)
		want []string // of the error, all must be there
	}{
		{"nothing asked", func(s *Spec) { s.Marginals = nil }, []string{"at least one marginal or joint"}},
		{"sum", func(s *Spec) { s.Marginals[0].Shares[0].Share = 0.4 }, []string{`marginals[0].shares: facet "x"`, "0.9"}},
		{
			"not a number", func(s *Spec) { s.Marginals[1].Shares[1].Share = math.NaN() },
			[]string{`marginals[1].shares[1]: facet "y", bucket "y1"`, "NaN"},
		},
		{"negative", func(s *Spec) { s.Marginals[1].Shares[0].Share = -1 }, []string{"share -1"}},
		{"unknown facet", func(s *Spec) { s.Marginals[0].Facet = "z" }, []string{"marginals[0].facet", `"x", "y", "free"`}},
		{"unknown bucket", func(s *Spec) { s.Marginals[0].Shares[0].Bucket = "z" }, []string{`bucket "z"`, `"x0", "x1"`}},
		{
			"bucket again", func(s *Spec) { s.Marginals[0].Shares[1].Bucket = "x0" },
			[]string{"marginals[0].shares[1]", "again"},
		},
		{"marginal again", func(s *Spec) { s.Marginals[1] = s.Marginals[0] }, []string{"marginals[1]", "again"}},
		{"facet again", func(s *Spec) { s.Facets[1].Name = "x" }, []string{"facets[1]", "again"}},
		{"no bucket", func(s *Spec) { s.Facets[2].Buckets = nil }, []string{`facet "free"`, "no bucket"}},
		{
			"conditional without a marginal", func(s *Spec) {
				s.Conditionals = []Conditional{{Facet: "x", Given: "free", GivenBucket: "u", Shares: []Share{{"x0", 1}}}}
			},
			[]string{`conditionals[0].given: facet "free"`, "a marginal of it"},
		},
		{
			"conditional on itself", func(s *Spec) {
				s.Conditionals = []Conditional{{Facet: "x", Given: "x", GivenBucket: "x0", Shares: []Share{{"x0", 1}}}}
			},
			[]string{"conditionals[0].given", "another facet"},
		},
		{
			"joint of one", func(s *Spec) { s.Joints = []Joint{{Facets: []string{"x"}}} },
			[]string{"joints[0].facets", "at least two"},
		},
		{
			"joint cell", func(s *Spec) {
				s.Joints = []Joint{{Facets: []string{"x", "y"}, Cells: []JointCell{{Buckets: []string{"x0"}, Share: 1}}}}
			},
			[]string{"joints[0].cells[0].buckets", "1 buckets", "2, one per facet"},
		},
		{"empty zero", func(s *Spec) { s.Zeros = []Zero{{}} }, []string{"zeros[0]", "no condition"}},
		{
			"unreachable", func(s *Spec) { s.Zeros = []Zero{zero} },
			[]string{`marginals[0].shares[0]: facet "x", bucket "x0"`, "no possible cell"},
		},
		{
			"contradiction", func(s *Spec) {
				s.Marginals[0].Shares = []Share{{"x0", 0.7}, {"x1", 0.3}}
				s.Zeros = []Zero{{{Facet: "x", Buckets: []string{"x0"}}, {Facet: "y", Buckets: []string{"y0"}}}}
			},
			[]string{"bucket", "contradicts", "the fit came to"},
		},
		{
			"several at once", func(s *Spec) {
				s.Marginals[0].Facet = "z"
				s.Marginals[1].Shares[0].Share = 2
			},
			[]string{"marginals[0].facet", "marginals[1].shares[0]"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			spec := twoByTwo(0.5, 0.5)
			test.edit(&spec)
			_, err := Fit(spec)
			if _, ok := errors.AsType[*SpecError](err); !ok {
				t.Fatalf("error %v, want a *SpecError", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error is\n%v\nwant in it %q", err, want)
				}
			}
		})
	}
}

func TestFitTooLarge(t *testing.T) {
	t.Parallel()
	var spec Spec
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		f := Facet{Name: name, Buckets: strings.Split("0123456789", "")}
		spec.Facets = append(spec.Facets, f)
		spec.Marginals = append(spec.Marginals, Marginal{Facet: name, Shares: []Share{{"0", 1}}})
	}
	// Without it they would make two parts.
	all := JointCell{Buckets: strings.Split("000000", ""), Share: 1}
	spec.Joints = []Joint{{Facets: strings.Split("abcdef", ""), Cells: []JointCell{all}}}
	_, err := Fit(spec)
	if err == nil || !strings.Contains(err.Error(), "a (10) × b (10)") {
		t.Fatalf("error %v, want the facets named", err)
	}
}
