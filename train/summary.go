package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/ope"
)

// writeInput says what the log had.
func writeInput(w io.Writer, in *input) {
	s := in.log.Stats()
	fmt.Fprintf(w, "\n%d decisions of %d runs", s.Decisions, s.Runs)
	if int64(in.runs) < s.Runs {
		fmt.Fprintf(w, ", %d of them of the domain", in.runs)
	}
	for _, left := range []struct {
		n    int64
		what string
	}{
		{s.WithoutFeatures, "runs without features"},
		{s.OtherVersion, "runs with features of another version"},
		{s.Empty, "runs without decisions"},
		{s.Undecided, "slots without a choice"},
	} {
		if left.n > 0 {
			fmt.Fprintf(w, "; left out: %d %s", left.n, left.what)
		}
	}
	fmt.Fprintln(w)
}

// mostMoved is how many weights the summary shows.
const mostMoved = 6

// writeLearned says what was learned from what.
func writeLearned(w io.Writer, t *training) {
	r := t.result
	fmt.Fprintf(w, "learned from %d runs (%d decisions), stopped by %d, judged on the %d others\n",
		r.Runs, r.Decisions, r.HeldOutRuns, t.runs-r.Runs-r.HeldOutRuns)
	fmt.Fprintf(w, "price θ %.4g: the gain that one typical model call has to bring\n", r.Price)
	before, after := r.Curve[0].HeldOut, r.Kept().HeldOut
	fmt.Fprintf(w, "%d of %d steps, after which the held-out runs go from %.4f to %.4f a decision "+
		"(self-normalised: %.4f to %.4f)\n",
		r.Best, r.Steps, before.Robust, after.Robust, before.SelfNormalised, after.SelfNormalised)
	if r.Best > 0 {
		fmt.Fprintf(w, "what moved most: %s\n", strings.Join(moved(t.start.Spec().Weights, r.Weights), ", "))
	}
}

// moved names the weights that moved most, each times the range of its feature,
// since that is what it can do to a score.
func moved(from, to []float64) []string {
	features := router.Features()
	order := make([]int, len(features))
	for i := range order {
		order[i] = i
	}
	by := func(i int) float64 { return math.Abs(to[i]-from[i]) * (features[i].Max - features[i].Min) }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(by(b), by(a)) })
	var out []string
	for _, i := range order[:mostMoved] {
		out = append(out, fmt.Sprintf("%s %.3g → %.3g", features[i].Name, from[i], to[i]))
	}
	return out
}

// writeVerdict prints the gate's conditions with their numbers, and the estimates.
func writeVerdict(w io.Writer, active, candidate *router.Policy, v *ope.Verdict) {
	fmt.Fprintf(w, "\n%s against the active %s, on %d decisions of %d runs, at price %.4g:\n\n",
		candidate.Label(), active.Label(), v.Decisions, v.Runs, v.Price)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range v.Conditions {
		state, found := "fails", fmt.Sprintf("%.5g", c.Found)
		switch {
		case c.Skipped:
			state, found = "–", "–"
		case c.OK:
			state = "holds"
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s %.5g\t%s\n", state, c.Name, found, limit(&c), c.Limit, c.Detail)
	}
	_ = t.Flush()
	if v.Models != nil {
		writeEstimates(w, active, candidate, v)
	}
	fmt.Fprintf(w, "\nverdict: %s\n", v.Outcome)
}

func limit(c *ope.Condition) string {
	switch {
	case c.AtMost:
		return "at most"
	case c.Above:
		return "above"
	default:
		return "at least"
	}
}

// writeEstimates prints what each policy is worth, the intervals of 95%.
func writeEstimates(w io.Writer, active, candidate *router.Policy, v *ope.Verdict) {
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  a decision\tgain\tcost\tper gain\tworth × gain − price × cost\t"+
		"against the active one\tself-normalised")
	row := func(name string, e *ope.Estimate) {
		fmt.Fprintf(t, "  %s\t%s\t%s\t%.4f\t%s\t%s\t%s\n", name, interval(e.Gain), interval(e.Cost),
			e.Cost.Value/e.Gain.Value, interval(e.Value.Robust), interval(e.Difference.Robust),
			interval(e.Difference.SelfNormalised))
	}
	row(candidate.Label(), &v.Candidate)
	row(active.Label(), &v.Active)
	for i := range v.Baselines {
		row(v.Baselines[i].Name, &v.Baselines[i])
	}
	_ = t.Flush()
}

func interval(i ope.Interval) string {
	if !i.Known() {
		return "unknown"
	}
	return strings.ReplaceAll(fmt.Sprintf("%.4f (%.4f to %.4f)", i.Value, i.Low, i.High), "-0.0000", "0.0000")
}

// verdictError ends the program with the code of a gate that did not clear.
func verdictError(v *ope.Verdict) error {
	reason := v.Reason()
	why := fmt.Sprintf("%s: %s: found %.5g, want %s %.5g (%s)",
		v.Outcome, reason.Name, reason.Found, limit(reason), reason.Limit, reason.Detail)
	code := exitNotBetter
	switch v.Outcome {
	case ope.NotEnough:
		code = exitNotEnough
	case ope.BadPropensities:
		code = exitUnsound
	case ope.NotBetter, ope.Promote:
	}
	return &exitError{code: code, err: errors.New(why)}
}
