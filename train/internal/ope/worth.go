package ope

import "github.com/callmill/callmill/train/internal/dataset"

// mostWorth bounds how far the worth of a gain is from 1, since what it is made
// of is expected, not known.
const mostWorth = 4

// Worth is how much a gain counts in the state of a decision: the cost that it
// takes there, expected under the probabilities that were drawn with, over what
// it takes on average, 1/price; within 1/4 and 4. gain and cost are what a model
// expects of every pathway.
//
// A run has to fill every cell, the hard ones too, and tries there until it
// succeeds: it pays C/G for a sample in a state, the expected cost of a decision
// over its expected gain. A policy that would there cost C' and gain G' a decision
// changes what is paid, to first order, by C' − G'·C/G for each decision of the
// log. So this is what a gain has to count, or else the difference of two policies
// says little of what it costs to fill a target: at one price for all states every
// attempt in a hard cell is a loss, the best that can be done is to lose little,
// cheaply and in vain, and a policy that does so pays more in the end. It is
// Dinkelbach's (1967) price of a ratio, state by state.
func Worth(e *dataset.Event, price float64, gain, cost []float64) float64 {
	var g, c float64
	for k, p := range e.Probabilities {
		g += p * gain[k]
		c += p * cost[k]
	}
	c *= price
	switch {
	case c <= 0 && g <= 0:
		return 1 // nothing is known
	case c >= mostWorth*g:
		return mostWorth
	case c*mostWorth <= g:
		return 1.0 / mostWorth
	default:
		return c / g
	}
}
