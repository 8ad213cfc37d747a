// Package fit learns a routing policy from logged decisions. It is the only
// package that knows gorgonia; what leaves it are weights.
//
// The policy is the router's conditional logit: scores w · φ(state, pathway),
// softmax over the available pathways. Learned is the w that maximises
//
//	mean over decisions of Σ π_w(a|x) r̂(x, a)  −  penalty · ‖w − w₀‖² / 2n
//
// r̂ is the doubly robust pseudo-reward (Dudík, Langford and Li 2011; with
// cross-fitted models, Chernozhukov et al. 2018): what a model that has not seen
// the run expects of pathway a, and, for the pathway that was drawn, what came
// beyond that, times its clipped importance weight. What it brings is worth × gain
// − price × cost, where a gain is worth what it costs to get in that state
// (ope.Worth): so the objective follows the cost to fill a target. w₀ are the
// weights of the policy to start from, the greedy heuristic: with few decisions
// the penalty keeps w there, and the more there are the less it says.
//
// π_w is the softmax alone, without the exploration that the router mixes in.
// Mixing multiplies the softmax's part of the objective by 1 − ε and adds a part
// that does not depend on w, so it would change (by the schedule of ε) no more
// than how much early decisions count, which nothing says should be less.
//
// Steps are Adam's (Kingma and Ba 2015) on batches drawn at random. What is kept
// are the weights that the held-out runs like best: runs, since the decisions of
// one run are not independent.
package fit
