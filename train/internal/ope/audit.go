package ope

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

const (
	// leastExpected is the Σp that a pathway needs for its frequency to be judged.
	leastExpected = 20
	// nullErrors is how many null standard errors a single pathway may be off.
	nullErrors = 3
	// rounding is what sums of probabilities may be off for the order of addition.
	rounding = 1e-9
)

// Frequency is how often a pathway was drawn against what the log says of the
// probability: where the propensities are right, the mean of 1[drawn]/p over the
// decisions in which it was available is 1.
type Frequency struct {
	// Pathway is its name; one name is one pathway in every run.
	Pathway string
	// Available counts the decisions in which it was, Drawn those it was drawn
	// in; Expected is the sum of its probabilities.
	Available, Drawn int
	Expected         float64
	// Mean is that of 1[drawn]/p, Error its standard error if the propensities
	// are right: √Σ(1/p − 1) / Available.
	Mean, Error float64
	// Judged says that Expected is at least 20; fewer draws say nothing.
	Judged bool
}

// Off is how many null standard errors the mean is away from 1.
func (f *Frequency) Off() float64 {
	switch off := math.Abs(f.Mean - 1); {
	case f.Error > 0:
		return off / f.Error
	case off < rounding:
		return 0
	default:
		return math.Inf(1)
	}
}

// frequencyLimit is how many null standard errors each of n judged pathways may
// be off: a single one 3, and n of them so many that all together raise a false
// alarm as rarely as that one (Bonferroni): Φ⁻¹(1 − (1 − Φ(3))/n).
func frequencyLimit(n int) float64 {
	if n <= 1 {
		return nullErrors
	}
	return -distuv.UnitNormal.Quantile(distuv.UnitNormal.CDF(-nullErrors) / float64(n))
}

// audit looks at a log's propensities, decision by decision.
type audit struct {
	runs      []dataset.Run
	byRun     [][]*Frequency // of the run's pathways; nil for a run without decisions
	decisions int
	broken    int     // inconsistent decisions
	example   string  // the first of them
	floor     float64 // least p × number of available pathways
	pathways  map[string]*Frequency
	gain      float64
	cost      float64
}

func newAudit(runs []dataset.Run) *audit {
	return &audit{
		runs: runs, byRun: make([][]*Frequency, len(runs)), floor: math.Inf(1), pathways: map[string]*Frequency{},
	}
}

// add counts a decision and reports whether it can be learned from.
func (a *audit) add(e *dataset.Event) bool {
	of := a.frequenciesOf(e.Run)
	a.decisions++
	if fault := inconsistent(e, len(of)); fault != "" {
		a.broken++
		if a.example == "" {
			a.example = fmt.Sprintf("%s, decision %d: %s", a.runs[e.Run].Name, e.Decision, fault)
		}
		return false
	}
	a.gain += e.Gain
	a.cost += e.Cost
	available := float64(e.Mask.Count())
	for k, p := range e.Probabilities {
		if !e.Mask.Has(k) {
			continue
		}
		a.floor = min(a.floor, p*available)
		f := of[k]
		f.Available++
		f.Expected += p
		if p > 0 { // else the floor already refuses the log
			f.Error += 1/p - 1
		}
		if k == e.Choice {
			f.Drawn++
			f.Mean += 1 / p
		}
	}
	return true
}

// frequenciesOf gives the frequencies of a run's pathways, in their order.
func (a *audit) frequenciesOf(run int) []*Frequency {
	if a.byRun[run] != nil {
		return a.byRun[run]
	}
	of := make([]*Frequency, 0, len(a.runs[run].Pathways)+1) // not nil, even when empty
	for _, pathway := range a.runs[run].Pathways {
		f := a.pathways[pathway.Name]
		if f == nil {
			f = &Frequency{Pathway: pathway.Name}
			a.pathways[pathway.Name] = f
		}
		of = append(of, f)
	}
	a.byRun[run] = of
	return of
}

// inconsistent says what is wrong with a decision in itself, empty if nothing is.
func inconsistent(e *dataset.Event, pathways int) string {
	n := len(e.Probabilities)
	switch {
	case n != pathways || len(e.Features) != n*router.NumFeatures || e.Mask&^router.AllPathways(n) != 0:
		return fmt.Sprintf("%d probabilities, %d features and mask %#x do not fit %d pathways",
			n, len(e.Features), uint64(e.Mask), pathways)
	case e.Choice < 0 || e.Choice >= n || !e.Mask.Has(e.Choice):
		return fmt.Sprintf("choice %d was not available", e.Choice)
	case e.Propensity != e.Probabilities[e.Choice]:
		return fmt.Sprintf("propensity %v is not the %v of its pathway", e.Propensity, e.Probabilities[e.Choice])
	case !(e.Propensity > 0):
		return fmt.Sprintf("pathway %d was drawn with probability %v", e.Choice, e.Propensity)
	}
	return unlikely(e)
}

// unlikely says what is wrong with the probabilities themselves.
func unlikely(e *dataset.Event) string {
	sum := 0.0
	for k, p := range e.Probabilities {
		switch {
		case !e.Mask.Has(k) && p != 0:
			return fmt.Sprintf("pathway %d was not available and has probability %v", k, p)
		case e.Mask.Has(k) && !(p >= 0 && p <= 1):
			return fmt.Sprintf("pathway %d has probability %v", k, p)
		}
		sum += p
	}
	if math.Abs(sum-1) > rounding {
		return fmt.Sprintf("the probabilities add up to %v", sum)
	}
	return ""
}

// size is the number of runs that had decisions.
func (a *audit) size() int {
	n := 0
	for _, of := range a.byRun {
		if of != nil {
			n++
		}
	}
	return n
}

// frequencies closes the audit: the pathways by name.
func (a *audit) frequencies() []Frequency {
	list := make([]Frequency, 0, len(a.pathways))
	for _, f := range a.pathways {
		done := *f
		n := float64(f.Available)
		done.Mean, done.Error = f.Mean/n, math.Sqrt(f.Error)/n
		done.Judged = f.Expected >= leastExpected
		list = append(list, done)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Pathway < list[j].Pathway })
	return list
}
