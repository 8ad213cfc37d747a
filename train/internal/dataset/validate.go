package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
)

const (
	// sumSlack is how far the sum of a decision's probabilities may be from 1:
	// far more than the rounding of 64 additions, far less than any rounding of
	// the probabilities themselves.
	sumSlack = 1e-9
	// boundSlack is how far a feature may be out of its bounds, for rounding.
	boundSlack = 1e-9
	// maxSlot bounds the ordinals of a run's decisions, and with them the memory
	// that finds repeated ones (8 MiB): 32 times the longest run in use.
	maxSlot = 1 << 26
)

// validateRun checks a run's opening.
func validateRun(r *callmillv1.DecisionRun) error {
	switch {
	case r.GetRun() == "":
		return errors.New("run: found no name")
	case len(r.GetPathways()) < 1 || len(r.GetPathways()) > router.MaxPathways:
		return fmt.Errorf("pathways: found %d, want 1 to %d", len(r.GetPathways()), router.MaxPathways)
	}
	names := make(map[string]bool, len(r.GetPathways()))
	for i, p := range r.GetPathways() {
		if p.GetName() == "" || names[p.GetName()] {
			return fmt.Errorf("pathways[%d].name: found %q, want a name of its own", i, p.GetName())
		}
		if !(p.GetCost() >= 0 && p.GetCost() <= math.MaxFloat64) {
			return fmt.Errorf("pathways[%d].cost: found %v, want a number from 0", i, p.GetCost())
		}
		names[p.GetName()] = true
	}
	return validateDocument(r)
}

// validateDocument checks the policy's file, where the log has it.
func validateDocument(r *callmillv1.DecisionRun) error {
	document := r.GetPolicyDocument()
	if len(document) == 0 || !r.GetHasFeatures() || int(r.GetFeatureVersion()) != router.FeatureVersion {
		return nil // the run is left out, and its policy may be of another version
	}
	p, err := router.ParsePolicy(document)
	if err != nil {
		return fmt.Errorf("policy_document: %w", err)
	}
	if p.Hash() != r.GetPolicyHash() {
		sum := sha256.Sum256(document)
		return fmt.Errorf("policy_document: found the policy %s (SHA-256 of the file %s), want the one with policy_hash %q",
			p.Hash(), hex.EncodeToString(sum[:]), r.GetPolicyHash())
	}
	return nil
}

// validateDecision checks a decision against the number of its run's pathways.
func (c *checker) validateDecision(s *callmillv1.SettledDecision) error {
	d, o := s.GetDecision(), s.GetOutcome()
	switch {
	case d == nil:
		return errors.New("decision: found none")
	case o == nil:
		return errors.New("outcome: found none")
	case d.GetSlot() >= maxSlot:
		return fmt.Errorf("decision.slot: found %d, want less than %d", d.GetSlot(), maxSlot)
	case !c.slots.add(d.GetSlot()):
		return fmt.Errorf("decision.slot: found %d a second time", d.GetSlot())
	case d.GetChoice() < -1 || int(d.GetChoice()) >= c.pathways:
		return fmt.Errorf("decision.choice: found %d, want -1 to %d", d.GetChoice(), c.pathways-1)
	case d.GetChoice() == -1:
		return nil
	}
	if err := c.validateVectors(d); err != nil {
		return err
	}
	switch {
	case !(o.GetGain() >= 0 && o.GetGain() <= 1):
		return fmt.Errorf("outcome.gain: found %v, want a number from 0 to 1", o.GetGain())
	case !(o.GetCost() >= 0 && o.GetCost() <= math.MaxFloat32):
		return fmt.Errorf("outcome.cost: found %v, want a number from 0 to %g", o.GetCost(), float32(math.MaxFloat32))
	}
	return nil
}

func (c *checker) validateVectors(d *callmillv1.Decision) error {
	mask, choice := router.Mask(d.GetMask()), int(d.GetChoice())
	switch {
	case mask&^router.AllPathways(c.pathways) != 0:
		return fmt.Errorf("decision.mask: found %#x, want only the lowest %d bits", uint64(mask), c.pathways)
	case !mask.Has(choice):
		return fmt.Errorf("decision.mask: found %#x, want pathway %d, which was chosen, in it", uint64(mask), choice)
	case len(d.GetProbabilities()) != c.pathways:
		return fmt.Errorf("decision.probabilities: found %d, want one for each of %d pathways",
			len(d.GetProbabilities()), c.pathways)
	case len(d.GetFeatures()) != c.pathways*router.NumFeatures:
		return fmt.Errorf("decision.features: found %d, want %d for each of %d pathways",
			len(d.GetFeatures()), router.NumFeatures, c.pathways)
	case !(d.GetEpsilon() >= 0 && d.GetEpsilon() <= 1):
		return fmt.Errorf("decision.epsilon: found %v, want a number from 0 to 1", d.GetEpsilon())
	}
	return c.validateProbabilities(d)
}

// validateProbabilities checks them, and the features of what is available. The
// vectors have their lengths.
func (c *checker) validateProbabilities(d *callmillv1.Decision) error {
	mask := router.Mask(d.GetMask())
	sum := 0.0
	for k, p := range d.GetProbabilities() {
		switch {
		case !(p >= 0 && p <= 1):
			return fmt.Errorf("decision.probabilities[%d]: found %v, want a number from 0 to 1", k, p)
		case p != 0 && !mask.Has(k):
			return fmt.Errorf("decision.probabilities[%d]: found %v, want 0 for a pathway outside the mask", k, p)
		}
		sum += p
		if err := c.validateRow(d, k); mask.Has(k) && err != nil {
			return err
		}
	}
	switch {
	case math.Abs(sum-1) > sumSlack:
		return fmt.Errorf("decision.probabilities: found a sum of %v, want 1", sum)
	case d.GetPropensity() != d.GetProbabilities()[d.GetChoice()]:
		return fmt.Errorf("decision.propensity: found %v, want the %v that probabilities has for the choice",
			d.GetPropensity(), d.GetProbabilities()[d.GetChoice()])
	case d.GetPropensity() == 0:
		return errors.New("decision.propensity: found 0 for a pathway that was drawn")
	}
	return nil
}

// validateRow checks pathway k's features.
func (c *checker) validateRow(d *callmillv1.Decision, k int) error {
	for j, x := range d.GetFeatures()[k*router.NumFeatures : (k+1)*router.NumFeatures] {
		if f := &c.features[j]; !(x >= f.Min-boundSlack && x <= f.Max+boundSlack) {
			return fmt.Errorf("decision.features: found %v for %s of pathway %d, want a number from %v to %v",
				x, f.Name, k, f.Min, f.Max)
		}
	}
	return nil
}

// bitset is a set of ordinals.
type bitset []uint64

// add adds n and reports whether it was new.
func (b *bitset) add(n uint64) bool {
	for uint64(len(*b)) <= n/64 {
		*b = append(*b, 0)
	}
	word, bit := &(*b)[n/64], uint64(1)<<(n%64)
	if *word&bit != 0 {
		return false
	}
	*word |= bit
	return true
}

// clear empties the set and keeps its memory.
func (b *bitset) clear() {
	clear(*b)
	*b = (*b)[:0]
}
