package report

import (
	"fmt"
	"math"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/ope"
)

// mostPathways is how many pathways get a picture of their own; the tables have
// all of them.
const mostPathways = 12

// view is Data as the page shows it.
type view struct {
	*Data

	Answer, Mark, Class, Because string
	Unit                         string // of a worth
	Conditions                   []condition
	Differences                  *chart
	Estimates                    []ope.Estimate
	Opinions                     []opinion
	Loss                         []*chart
	Progress, Gap                []*chart
	Hidden                       int // pathways without a picture
	Calibration                  []calibration
	Weights                      []weight
	Exploration                  router.Exploration
}

// condition is one of the gate's, in words.
type condition struct {
	ope.Condition

	State, Mark, Relation string
}

// opinion is what one estimator says of the candidate.
type opinion struct {
	Name              string
	Value, Difference ope.Interval
}

type calibration struct {
	Name  string
	Chart *chart
	Bins  []ope.CalibrationBin
}

type weight struct {
	router.Feature

	Heuristic, Candidate, Change float64
	Bar                          bar
}

func newView(data *Data) *view {
	v := &view{Data: data, Exploration: data.Candidate.Spec().Exploration, Weights: weights(data)}
	v.answer()
	v.Unit = "gain − θ × cost"
	if data.Verdict.Local {
		v.Unit = "gain × its worth here − θ × cost"
	}
	for _, c := range data.Verdict.Conditions {
		v.Conditions = append(v.Conditions, inWords(c))
	}
	if data.Verdict.Models != nil {
		v.estimates()
	}
	if len(data.Curve) > 0 {
		v.Loss = curveCharts(data.Curve, data.Kept, v.Unit)
	}
	if data.Profile != nil {
		v.profile()
	}
	return v
}

func (v *view) answer() {
	v.Class = "neutral"
	switch v.Verdict.Outcome {
	case ope.Promote:
		v.Answer, v.Mark, v.Class = "Promote", "✓", "good"
		v.Because = "Every condition of the gate holds."
	case ope.NotBetter:
		v.Answer, v.Mark = "Not better", "•"
		v.Because = "The log can be trusted and suffices, and does not show that the candidate beats the active policy."
	case ope.NotEnough:
		v.Answer, v.Mark = "Not enough data", "…"
		v.Because = "The log is too small, or the candidate too far from what made it, to say more. This is no failure: " +
			"more runs will tell."
	case ope.BadPropensities:
		v.Answer, v.Mark, v.Class = "Bad propensities", "✗", "bad"
		v.Because = "The logged probabilities are not those that the pathways were drawn with, or leave pathways " +
			"unexplored. No estimate from this log would mean anything."
	default:
		v.Answer, v.Mark = v.Verdict.Outcome.String(), "?"
	}
}

func inWords(c ope.Condition) condition {
	w := condition{Condition: c, State: "fails", Mark: "✗", Relation: "at least"}
	switch {
	case c.AtMost:
		w.Relation = "at most"
	case c.Above:
		w.Relation = "above"
	}
	switch {
	case c.Skipped:
		w.State, w.Mark = "not judged", "·"
	case c.OK:
		w.State, w.Mark = "holds", "✓"
	}
	return w
}

// estimates shows the candidate by every estimator, and the baselines by the one
// that the gate judges by.
func (v *view) estimates() {
	c := &v.Verdict.Candidate
	v.Opinions = []opinion{
		{"doubly robust", c.Value.Robust, c.Difference.Robust},
		{"self-normalised weights", c.Value.SelfNormalised, c.Difference.SelfNormalised},
		{"inverse propensity weights", c.Value.Weighted, c.Difference.Weighted},
		{"reward models alone", c.Value.Direct, c.Difference.Direct},
	}
	v.Estimates = append([]ope.Estimate{*c, v.Verdict.Active}, v.Verdict.Baselines...)
	var rows []row
	for i, o := range v.Opinions {
		rows = append(rows, row{name: "candidate, " + o.Name, main: true, interval: o.Difference, bound: i == 0})
	}
	for _, b := range v.Verdict.Baselines {
		rows = append(rows, row{name: b.Name, interval: b.Difference.Robust})
	}
	v.Differences = intervalChart(rows, v.Unit)
}

func (v *view) profile() {
	shown := v.Profile.Pathways[:min(len(v.Profile.Pathways), mostPathways)]
	v.Hidden = len(v.Profile.Pathways) - len(shown)
	low, high, most := 0.0, 0.0, 0.0
	for _, p := range shown { // the same scales for all, so that they can be compared
		for _, s := range p.Gap {
			low, high, most = min(low, s.At), max(high, s.At), max(most, s.Logged, s.Target)
		}
		for _, s := range p.Progress {
			most = max(most, s.Logged, s.Target)
		}
	}
	for i := range shown {
		p := &shown[i]
		v.Progress = append(v.Progress, shareChart(fmt.Sprintf("progress-%d", i), p.Name, "progress", p.Progress, 0, 1, most))
		v.Gap = append(v.Gap, shareChart(fmt.Sprintf("gap-%d", i), p.Name, "lean to the gap", p.Gap, low, high, most))
	}
	v.Calibration = []calibration{
		{"gain", calibrationChart("calibration-gain", "Calibration of the gain", "gain", v.Profile.Gain), v.Profile.Gain},
		{"cost", calibrationChart("calibration-cost", "Calibration of the cost", "cost", v.Profile.Cost), v.Profile.Cost},
	}
}

// weights lists the features in their own order: a meaning may refer to the one
// before it.
func weights(data *Data) []weight {
	candidate, heuristic := data.Candidate.Spec().Weights, data.Heuristic.Spec().Weights
	list := make([]weight, 0, len(candidate))
	most := 0.0
	for i, f := range router.Features() {
		change := candidate[i] - heuristic[i]
		list = append(list, weight{Feature: f, Heuristic: heuristic[i], Candidate: candidate[i], Change: change})
		most = max(most, math.Abs(change))
	}
	for i := range list {
		list[i].Bar = newBar(list[i].Change, most)
	}
	return list
}
