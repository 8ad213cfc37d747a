package ope

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

const (
	// twoSided is the level of Interval.Low and High, oneSided that of Bound.
	twoSided = 0.95
	oneSided = 0.995
)

// Interval is an estimate and how sure it is: Student's t over runs. Where
// nothing is known (fewer than two runs, no overlap) it is 0, from −∞ to ∞.
type Interval struct {
	// Value is the estimate, Error its standard error.
	Value, Error float64
	// Low and High enclose the truth in 95 of 100 logs.
	Low, High float64
	// Bound is below the truth in 99.5 of 100 logs.
	Bound float64
}

// Known reports whether there is an estimate at all.
func (i Interval) Known() bool { return !math.IsInf(i.Error, 1) }

func unknown() Interval {
	return Interval{Error: math.Inf(1), Low: math.Inf(-1), High: math.Inf(1), Bound: math.Inf(-1)}
}

// clustered is the interval of an estimate that is, to first order, a sum of
// independent parts, one per run: influence has what each run moved it by. The
// variance is that of the sum, with the small-sample correction of J runs
// (Liang and Zeger 1986; J/(J−1)), and t has J−1 degrees of freedom.
func clustered(value float64, influence []float64) Interval {
	runs := float64(len(influence))
	if runs < 2 || math.IsNaN(value) {
		return unknown()
	}
	mean, squares := 0.0, 0.0
	for _, u := range influence {
		mean += u / runs
	}
	for _, u := range influence {
		squares += (u - mean) * (u - mean)
	}
	i := Interval{Value: value, Error: math.Sqrt(squares * runs / (runs - 1))}
	t := distuv.StudentsT{Sigma: 1, Nu: runs - 1}
	i.Low = value - t.Quantile((1+twoSided)/2)*i.Error
	i.High = value + t.Quantile((1+twoSided)/2)*i.Error
	i.Bound = value - t.Quantile(oneSided)*i.Error
	return i
}

// difference is the interval of a − b, two estimates on the same runs.
func difference(a, b float64, ofA, ofB []float64) Interval {
	influence := make([]float64, len(ofA))
	for j := range influence {
		influence[j] = ofA[j] - ofB[j]
	}
	return clustered(a-b, influence)
}
