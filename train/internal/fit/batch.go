package fit

import (
	"math"

	"gorgonia.org/tensor"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// batch is the tensors of one step over memory of ours, written anew for every
// step. Decisions have as many rows as the widest run of the log has pathways;
// rows that are not available get the bias masked and no reward.
type batch struct {
	size, pathways         int
	x, b, r                []float64
	features, bias, reward tensor.Tensor
}

func newBatch(size, pathways int) *batch {
	b := &batch{
		size: size, pathways: pathways,
		x: make([]float64, size*pathways*router.NumFeatures),
		b: make([]float64, size*pathways),
		r: make([]float64, size*pathways),
	}
	b.features = tensor.New(tensor.WithShape(size*pathways, router.NumFeatures), tensor.WithBacking(b.x))
	b.bias = tensor.New(tensor.WithShape(size, pathways), tensor.WithBacking(b.b))
	b.reward = tensor.New(tensor.WithShape(size, pathways), tensor.WithBacking(b.r))
	return b
}

// set makes e the i-th decision, with these rewards by pathway.
func (b *batch) set(i int, e *dataset.Event, rewards []float64) {
	at := i * b.pathways
	scale := 1 / float64(b.size) // the objective is a mean
	n := copy(b.x[at*router.NumFeatures:], e.Features)
	clear(b.x[at*router.NumFeatures+n : (at+b.pathways)*router.NumFeatures])
	for k := range b.pathways {
		if k < len(rewards) && e.Mask.Has(k) {
			b.b[at+k], b.r[at+k] = 0, scale*rewards[k]
		} else {
			b.b[at+k], b.r[at+k] = masked, 0
		}
	}
}

// move makes the j-th decision of from the i-th one here. Both have the same
// number of pathways.
func (b *batch) move(i int, from *batch, j int) {
	k, n := b.pathways, b.pathways*router.NumFeatures
	copy(b.x[i*n:(i+1)*n], from.x[j*n:])
	copy(b.b[i*k:(i+1)*k], from.b[j*k:])
	copy(b.r[i*k:(i+1)*k], from.r[j*k:])
}

// shift sets the bias of what is available to the negative of the largest score
// in its row. The softmax does not change by that, nor does its gradient, but its
// exponentials cannot overflow, and their sum is at least 1. It is done here
// because gorgonia's maximum along an axis is slow and its gradient superfluous.
func (b *batch) shift(w []float64) {
	for at := 0; at < len(b.b); at += b.pathways {
		largest := math.Inf(-1)
		for k := at; k < at+b.pathways; k++ {
			if b.b[k] > masked {
				largest = max(largest, dot(w, b.x[k*router.NumFeatures:]))
			}
		}
		for k := at; k < at+b.pathways; k++ {
			if b.b[k] > masked {
				b.b[k] = -largest
			}
		}
	}
}
