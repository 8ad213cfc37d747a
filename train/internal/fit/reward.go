package fit

import (
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
	"github.com/callmill/callmill/train/internal/ope"
)

// Rewards expects what a pathway brings, from its feature row
// (router.NumFeatures values): the gain, and the cost relative to the typical
// model call.
type Rewards interface {
	Gain(row []float64) float64
	Cost(row []float64) float64
}

// scorer makes pseudo-rewards.
type scorer struct {
	models              func(run int) Rewards
	price, clip         float64
	gain, cost, rewards []float64
	worth               float64 // of a gain, in the state of the last call
}

// of returns the doubly robust pseudo-reward of every available pathway, and 0
// for the others. They are valid until the next call.
func (s *scorer) of(e *dataset.Event) []float64 {
	n := len(e.Probabilities)
	if cap(s.rewards) < n {
		s.gain, s.cost, s.rewards = make([]float64, n), make([]float64, n), make([]float64, n)
	}
	s.gain, s.cost, s.rewards = s.gain[:n], s.cost[:n], s.rewards[:n]
	model := s.models(e.Run)
	for k := range n {
		s.gain[k], s.cost[k] = 0, 0
		if e.Mask.Has(k) {
			row := e.Features[k*router.NumFeatures : (k+1)*router.NumFeatures]
			s.gain[k], s.cost[k] = model.Gain(row), model.Cost(row)
		}
	}
	s.worth = ope.Worth(e, s.price, s.gain, s.cost)
	for k := range n {
		s.rewards[k] = s.worth*s.gain[k] - s.price*s.cost[k]
	}
	s.rewards[e.Choice] += min(1/e.Propensity, s.clip) * (s.reward(e) - s.rewards[e.Choice])
	return s.rewards
}

// reward is what the decision of the last call brought.
func (s *scorer) reward(e *dataset.Event) float64 { return s.worth*e.Gain - s.price*e.Cost }
