package ope

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/callmill/callmill/router"
)

const (
	// rowIntercept and rowCost follow the features in a regression's row.
	rowIntercept = router.NumFeatures
	rowCost      = router.NumFeatures + 1
	rowLength    = router.NumFeatures + 2

	// penalty is the ridge: as if every coefficient had been seen once, to be 0.
	// The features are within about −2…2, so a few hundred decisions outweigh it;
	// it makes columns that never vary, and those that repeat others, solvable.
	// The intercept is free, so that a constant added to all rewards is added to
	// all predictions.
	penalty = 1
	// mostCost bounds the cost column, in typical model calls.
	mostCost = 100
)

// ErrNoDecisions means that there was nothing to learn rewards from.
var ErrNoDecisions = errors.New("no decisions to learn rewards from")

// costColumn is the feature that carries the expected cost c as c/(1+c), −1
// where this version has none.
func costColumn() int {
	for i, f := range router.Features() {
		if f.Name == "cost" {
			return i
		}
	}
	return -1
}

// normal accumulates the normal equations of two regressions on the same rows,
// of gain and of cost.
type normal struct {
	n          float64
	squares    blas64.Symmetric
	gain, cost []float64
	highest    float64 // cost
	row        []float64
	column     int
}

func newNormal() *normal {
	return &normal{
		squares: blas64.Symmetric{
			N: rowLength, Stride: rowLength, Uplo: blas.Upper, Data: make([]float64, rowLength*rowLength),
		},
		gain: make([]float64, rowLength), cost: make([]float64, rowLength),
		row: make([]float64, rowLength), column: costColumn(),
	}
}

// add counts one decision: the chosen pathway's features and what they brought.
func (n *normal) add(features []float64, gain, cost float64) {
	row := n.row
	copy(row, features)
	row[rowIntercept], row[rowCost] = 1, expectedCost(features, n.column)
	x := blas64.Vector{N: rowLength, Inc: 1, Data: row}
	blas64.Syr(1, x, n.squares)
	for i, v := range row {
		n.gain[i] += v * gain
		n.cost[i] += v * cost
	}
	n.n++
	n.highest = max(n.highest, cost)
}

// merge adds another's equations.
func (n *normal) merge(other *normal) {
	addTo(n.squares.Data, other.squares.Data)
	addTo(n.gain, other.gain)
	addTo(n.cost, other.cost)
	n.n += other.n
	n.highest = max(n.highest, other.highest)
}

func addTo(to, from []float64) {
	for i, v := range from {
		to[i] += v
	}
}

// solve gives the regressions' coefficients.
func (n *normal) solve() (*Rewards, error) {
	if n.n == 0 {
		return nil, ErrNoDecisions
	}
	squares := mat.NewSymDense(rowLength, append([]float64(nil), n.squares.Data...))
	for i := range rowLength {
		if i != rowIntercept {
			squares.SetSym(i, i, squares.At(i, i)+penalty)
		}
	}
	var factor mat.Cholesky
	if !factor.Factorize(squares) {
		return nil, errors.New("learn rewards: the features are not finite")
	}
	r := &Rewards{highest: n.highest, column: n.column}
	gain, cost := mat.NewVecDense(rowLength, r.gain[:]), mat.NewVecDense(rowLength, r.cost[:])
	err := errors.Join(
		factor.SolveVecTo(gain, mat.NewVecDense(rowLength, n.gain)),
		factor.SolveVecTo(cost, mat.NewVecDense(rowLength, n.cost)),
	)
	// A poorly conditioned system is solved all the same: a model that predicts
	// badly widens the intervals and moves nothing.
	var condition mat.Condition
	if err != nil && !errors.As(err, &condition) {
		return nil, fmt.Errorf("learn rewards: %w", err)
	}
	return r, nil
}

// expectedCost is the cost that the features expect, in typical model calls.
func expectedCost(features []float64, column int) float64 {
	if column < 0 {
		return 0
	}
	share := features[column]
	return min(share/max(1-share, 1e-9), mostCost)
}
