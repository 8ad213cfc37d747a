package policies

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// arm sums up the cost per delivered sample of one side's runs, by Welford's
// method: no run is kept.
type arm struct {
	Runs int     `json:"runs"`
	Mean float64 `json:"mean"`
	// Squares is the sum of the squared distances from the mean.
	Squares float64 `json:"squares"`
}

func (a *arm) add(cost float64) {
	a.Runs++
	d := cost - a.Mean
	a.Mean += d / float64(a.Runs)
	a.Squares += d * (cost - a.Mean)
}

// ofMean is the variance of the mean, 0 below two runs.
func (a *arm) ofMean() float64 {
	if a.Runs < 2 {
		return 0
	}
	n := float64(a.Runs)
	return a.Squares / (n - 1) / n
}

func (a *arm) summary() Arm {
	return Arm{Runs: a.Runs, Mean: a.Mean, StandardError: math.Sqrt(a.ofMean())}
}

func (a *arm) validate() error {
	if a.Runs < 0 || !(a.Mean >= 0) || !(a.Squares >= 0) || math.IsInf(a.Mean, 1) || math.IsInf(a.Squares, 1) {
		return fmt.Errorf("found %d runs of mean %v and squares %v, want finite numbers from 0", a.Runs, a.Mean, a.Squares)
	}
	return nil
}

// sameCost is the relative difference of means below which they are equal: what
// adding in another order does.
const sameCost = 1e-9

// worse gives the one-sided p value of Welch's test (Welch 1947, Biometrika 34)
// that a's mean is not above b's: small where a costs more with confidence. Both
// have at least two runs.
func worse(a, b *arm) float64 {
	d := a.Mean - b.Mean
	va, vb := a.ofMean(), b.ofMean()
	if va+vb <= 0 || math.Abs(d) <= sameCost*b.Mean {
		// Runs that all cost the same leave no doubt.
		if d > sameCost*b.Mean {
			return 0
		}
		return 1
	}
	df := (va + vb) * (va + vb) / (va*va/float64(a.Runs-1) + vb*vb/float64(b.Runs-1))
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Survival(d / math.Sqrt(va+vb))
}
