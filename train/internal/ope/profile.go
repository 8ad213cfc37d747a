package ope

import (
	"context"
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

const (
	// progressBins and leanBins divide a run's progress, and −1…1 of a lean; the
	// latter is odd, so that "leans nowhere" has a bin. calibrationBins divide
	// what is predicted.
	progressBins, leanBins, calibrationBins = 10, 11, 20
)

// Profile is how a target would have routed, beside what made the log, and how
// far the reward models can be believed.
type Profile struct {
	// Pathways are those of all runs by name, the most used first.
	Pathways []PathwayProfile
	// Gain and Cost hold what was predicted of the drawn pathways against what
	// they brought, from low to high; empty bins are left out.
	Gain, Cost []CalibrationBin
}

// PathwayProfile is a pathway's part in the routing. Shares are means of
// probabilities over the decisions in which it was available.
type PathwayProfile struct {
	Share

	Name string
	// Progress is by the delivered share of the run, Gap by how far the pathway's
	// own output leans to what is missing (the sum of the gap features). Empty
	// bins are left out.
	Progress, Gap []Share
}

// Share is how often a pathway was, and would have been, chosen.
type Share struct {
	// At is the mean of what the bin is of, where it is of something.
	At float64
	// Decisions is the number in which the pathway was available; Logged and
	// Target are the mean probabilities in them.
	Decisions      int
	Logged, Target float64
}

// CalibrationBin is a range of predictions and what came of them.
type CalibrationBin struct {
	Decisions int
	// Predicted and Observed are means, Error is the standard error of Observed,
	// as if decisions were independent.
	Predicted, Observed, Error float64
}

// Describe makes the profile of a target, in one pass over the runs for which use
// is true (all where it is nil).
func Describe(
	ctx context.Context, log dataset.Log, use func(run int) bool, models Models, target Target,
) (*Profile, error) {
	d := &describer{
		runs: log.Runs(), models: models, target: target, pathways: map[string]*profiled{},
		p: make([]float64, router.MaxPathways), gaps: gapColumns(),
		gain: make([]calibrated, calibrationBins), cost: make([]calibrated, calibrationBins),
	}
	d.delivered = make([]int64, len(d.runs))
	if err := log.Each(ctx, use, d.add); err != nil {
		return nil, fmt.Errorf("describe the routing: %w", err)
	}
	return d.profile(), nil
}

// describer sums up what a profile is made of.
type describer struct {
	runs       []dataset.Run
	models     Models
	target     Target
	pathways   map[string]*profiled
	delivered  []int64 // by run, so far
	gaps       []int
	gain, cost []calibrated
	p          []float64
}

type profiled struct {
	all      Share
	progress [progressBins]Share
	lean     [leanBins]Share
}

// add sums up; finish divides.
func (s *Share) add(at, logged, target float64) {
	s.Decisions++
	s.At += at
	s.Logged += logged
	s.Target += target
}

func (s *Share) finish() Share {
	n := float64(s.Decisions)
	return Share{At: s.At / n, Decisions: s.Decisions, Logged: s.Logged / n, Target: s.Target / n}
}

type calibrated struct{ n, predicted, observed, squares float64 }

func (c *calibrated) add(predicted, observed float64) {
	c.n++
	c.predicted += predicted
	c.observed += observed
	c.squares += observed * observed
}

// gapColumns are the features that say how far a pathway leans to what is missing.
func gapColumns() []int {
	var columns []int
	for i, f := range router.Features() {
		if strings.HasPrefix(f.Name, "gap_") {
			columns = append(columns, i)
		}
	}
	return columns
}

func (d *describer) add(e *dataset.Event) error {
	p := d.p[:len(e.Probabilities)]
	if err := d.target(e, p); err != nil {
		return fmt.Errorf("%s: %w", d.runs[e.Run].Name, err)
	}
	progress := d.progress(e.Run)
	for k, target := range p {
		if !e.Mask.Has(k) {
			continue
		}
		of := d.pathway(d.runs[e.Run].Pathways[k].Name)
		of.all.add(0, e.Probabilities[k], target)
		of.progress[bin(progress, progressBins)].add(progress, e.Probabilities[k], target)
		lean := 0.0
		for _, column := range d.gaps {
			lean += e.Features[k*router.NumFeatures+column]
		}
		// By the root, since most leans are small.
		at := (1 + math.Copysign(math.Sqrt(math.Abs(lean)), lean)) / 2
		of.lean[bin(at, leanBins)].add(lean, e.Probabilities[k], target)
	}
	models, row := d.models.For(e.Run), chosen(e)
	gain, cost := models.Gain(row), models.Cost(row)
	d.gain[bin(gain, calibrationBins)].add(gain, e.Gain)
	d.cost[bin(cost/(1+cost), calibrationBins)].add(cost, e.Cost)
	if e.Gain > 0 {
		d.delivered[e.Run]++
	}
	return nil
}

// progress is the share of a run that was delivered so far.
func (d *describer) progress(run int) float64 {
	count := max(d.runs[run].Count, d.runs[run].Accepted, d.delivered[run], 1)
	return float64(d.delivered[run]) / float64(count)
}

func (d *describer) pathway(name string) *profiled {
	p := d.pathways[name]
	if p == nil {
		p = &profiled{}
		d.pathways[name] = p
	}
	return p
}

// bin is the one of n that x in [0, 1] is in.
func bin(x float64, n int) int { return max(0, min(int(x*float64(n)), n-1)) }

func (d *describer) profile() *Profile {
	p := &Profile{Gain: calibration(d.gain), Cost: calibration(d.cost)}
	for name, of := range d.pathways {
		p.Pathways = append(p.Pathways, PathwayProfile{
			Name: name, Share: of.all.finish(), Progress: filled(of.progress[:]), Gap: filled(of.lean[:]),
		})
	}
	sort.Slice(p.Pathways, func(i, j int) bool {
		a, b := &p.Pathways[i], &p.Pathways[j]
		usedA, usedB := a.Logged*float64(a.Decisions), b.Logged*float64(b.Decisions)
		if usedA != usedB {
			return usedA > usedB
		}
		return a.Name < b.Name
	})
	return p
}

func filled(bins []Share) []Share {
	var list []Share
	for i := range bins {
		if bins[i].Decisions > 0 {
			list = append(list, bins[i].finish())
		}
	}
	return list
}

func calibration(bins []calibrated) []CalibrationBin {
	var list []CalibrationBin
	for _, c := range bins {
		if c.n == 0 {
			continue
		}
		b := CalibrationBin{Decisions: int(c.n), Predicted: c.predicted / c.n, Observed: c.observed / c.n}
		if c.n > 1 {
			b.Error = math.Sqrt(max(0, c.squares/c.n-b.Observed*b.Observed) / (c.n - 1))
		}
		list = append(list, b)
	}
	return list
}
