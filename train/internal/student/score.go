package student

import (
	"cmp"
	"context"
	"maps"
	"math/rand/v2"
	"slices"
)

// Score is how a student does on a test set.
type Score struct {
	Rows int `json:"rows"`
	// Function is the share of rows whose function is right, MacroF1 the mean over
	// the test set's functions of F1, Exact the share of rows whose function and
	// arguments all are right, but for case and the way numbers are written.
	Function Interval `json:"function_accuracy"`
	MacroF1  Interval `json:"macro_f1"`
	Exact    Interval `json:"exact_arguments"`
	// Arguments is F1 over single arguments with their values, of rows whose
	// function is right.
	Arguments Interval `json:"argument_f1"`
}

// Interval is a figure and where it lies with 95%: by the percentiles of a
// thousand bootstrap resamples of the rows (Efron 1979).
type Interval struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

const resamples = 1000

// Mistake is a row that a student got wrong.
type Mistake struct {
	Row       Row
	Function  string
	Arguments map[string]string
}

// outcome is what became of one row.
type outcome struct {
	want, got           string
	exact               bool
	right, said, wanted int // numbers of arguments
}

// Test scores a student, and returns what it got wrong. The error is the
// context's.
func (s *Student) Test(ctx context.Context, rows []Row, seed uint64) (*Score, []Mistake, error) {
	outcomes := make([]outcome, len(rows))
	var mistakes []Mistake
	for i := range rows {
		if ctx.Err() != nil {
			return nil, nil, context.Cause(ctx)
		}
		r := &rows[i]
		function, arguments := s.Answer(r.Query)
		o := &outcomes[i]
		o.want, o.got = r.Function, function
		if function == r.Function {
			o.exact = same(arguments, r.Arguments)
			o.said, o.wanted = len(arguments), len(r.Arguments)
			for a, v := range arguments {
				if want, ok := r.Arguments[a]; ok && plain(want) == plain(v) {
					o.right++
				}
			}
		}
		if !o.exact {
			mistakes = append(mistakes, Mistake{Row: *r, Function: function, Arguments: arguments})
		}
	}
	return score(outcomes, seed), mistakes, nil
}

func score(outcomes []outcome, seed uint64) *Score {
	all := measure(outcomes)
	rng := rand.New(rand.NewPCG(seed, 2))
	drawn := make([]outcome, len(outcomes))
	samples := make([][4]float64, resamples)
	for i := range samples {
		for j := range drawn {
			drawn[j] = outcomes[rng.IntN(len(outcomes))]
		}
		samples[i] = measure(drawn)
	}
	out := &Score{Rows: len(outcomes)}
	for i, at := range []*Interval{&out.Function, &out.MacroF1, &out.Exact, &out.Arguments} {
		slices.SortFunc(samples, func(a, b [4]float64) int { return cmp.Compare(a[i], b[i]) })
		const low, high = resamples * 25 / 1000, resamples * 975 / 1000
		*at = Interval{Value: all[i], Low: samples[low][i], High: samples[high-1][i]}
	}
	return out
}

// measure gives function accuracy, macro-F1, exact arguments and argument F1.
func measure(outcomes []outcome) [4]float64 {
	type counts struct{ right, got, want float64 }
	functions := map[string]*counts{}
	of := func(name string) *counts {
		if functions[name] == nil {
			functions[name] = &counts{}
		}
		return functions[name]
	}
	var function, exact float64
	var arguments counts
	for i := range outcomes {
		o := &outcomes[i]
		of(o.want).want++
		of(o.got).got++
		if o.want == o.got {
			of(o.want).right++
			function++
		}
		if o.exact {
			exact++
		}
		arguments.right += float64(o.right)
		arguments.got += float64(o.said)
		arguments.want += float64(o.wanted)
	}
	f1 := func(c *counts) float64 { return 2 * c.right / max(1, c.got+c.want) }
	var macro, asked float64
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		if c := functions[name]; c.want > 0 {
			macro += f1(c)
			asked++
		}
	}
	n := float64(max(1, len(outcomes)))
	return [4]float64{function / n, macro / max(1, asked), exact / n, f1(&arguments)}
}
