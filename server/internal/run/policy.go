package run

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/server/internal/policies"
)

// Policies are those that the host's runs can use.
func (h *Host) Policies() *policies.Store { return h.policies }

// policyOf gives the policy that a specification names, or else the active one.
func (h *Host) policyOf(spec *callmillv1.RunSpec) (*router.Policy, error) {
	if spec.GetPolicy() == "" {
		return h.policies.Active(), nil
	}
	p, err := h.policies.Find(spec.GetPolicy())
	if errors.Is(err, policies.ErrNotFound) {
		return nil, fmt.Errorf("%w: %q", ErrPolicyNotFound, spec.GetPolicy())
	}
	return p, err
}

// assign gives a run that is about to begin its policy for good, where it names
// none: what is active may have changed since it was checked, and it may be one
// of a trial's. It says whether a policy on trial routes it.
func (h *Host) assign(id string, asked *callmillv1.RunSpec, p *plan) (onTrial bool) {
	if asked.GetPolicy() != "" {
		return false
	}
	p.policy, onTrial = h.policies.Assign(id)
	p.spec.Policy = p.policy.Label()
	return onTrial
}

// samplesFeatures says whether a run logs the features of its decisions unasked:
// the hash of its id falls into the share.
func (h *Host) samplesFeatures(id string) bool {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(id)) // never fails
	// FNV leaves names that differ in their last letter close together: mix.
	x := sum.Sum64()
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return h.features >= 1 || float64(x^x>>33)/math.MaxUint64 < h.features
}

// judge tells the trial of a policy, where the run was part of one, what the run
// cost.
func (h *Host) judge(id string, spec *callmillv1.RunSpec, c *callmillv1.Completed) {
	cost, counts := costToTarget(spec, c)
	h.policies.Ended(id, cost, counts)
}

// recount tells the trial of the runs that ended without its hearing of it: the
// server died between the two. Those that are gone altogether are forgotten.
func (h *Host) recount() {
	for _, r := range h.List() {
		r.mu.Lock()
		completed := r.completed
		r.mu.Unlock()
		if completed != nil {
			h.judge(r.id, r.spec, completed)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.policies.Reconcile(func(id string) bool { return h.runs[id] != nil })
}

// maxShortfall bounds by how much a run that ended short counts dearer.
const maxShortfall = 4

// costToTarget is what a delivered sample of a run cost, in typical model calls,
// and whether the run counts in a trial.
//
// One that SUCCEEDED counts as it is. One that ended SHORT counts dearer by the
// factor asked ÷ delivered, up to maxShortfall: a policy must not look cheap by
// leaving out what is dear. One that was cancelled or expired counts if at least
// half was delivered (a slow policy must not get away because people lost their
// patience), otherwise too little was seen of it. One that failed says nothing of
// its policy.
func costToTarget(spec *callmillv1.RunSpec, c *callmillv1.Completed) (cost float64, counts bool) {
	for _, p := range c.GetPathways() {
		cost += p.GetCost()
	}
	asked, delivered := float64(spec.GetCount()), float64(max(1, c.GetAccepted()))
	cost /= delivered
	switch c.GetState() {
	case callmillv1.Run_STATE_SUCCEEDED:
		return cost, true
	case callmillv1.Run_STATE_SHORT:
		return cost * min(asked/delivered, maxShortfall), true
	case callmillv1.Run_STATE_CANCELLED, callmillv1.Run_STATE_EXPIRED:
		return cost, 2*float64(c.GetAccepted()) >= asked
	default:
		return 0, false
	}
}
