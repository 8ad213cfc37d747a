package router

// Decision is one routing choice and everything it was made from: what the log
// keeps, and what training reads. [Policy.Decide] overwrites every field and
// reuses the slices, so one Decision serves a whole run without allocating; who
// keeps it longer than until the next Decide must [Decision.Clone] it.
type Decision struct {
	// Choice is the index of the chosen pathway.
	Choice int
	// Propensity is the probability that Choice was drawn with: the very float
	// in Probabilities, after masking and mixing, unrounded.
	Propensity float64
	// Probabilities has one entry per pathway; exactly 0 for a masked one.
	Probabilities []float64
	// Scores has the logit of every pathway, the slot's price taken off; 0 for a masked one.
	Scores []float64
	// Features has NumFeatures columns for every pathway, row-major; a masked
	// pathway's row is 0.
	Features []float64
	// Mask is the set that was available.
	Mask Mask
	// Epsilon is the part of the probability that was spread evenly.
	Epsilon float64
	// PolicyVersion is the policy's "name@version".
	PolicyVersion string
	// PolicyHash is the policy's [Policy.Hash].
	PolicyHash string
}

// Clone returns a copy that shares nothing with d.
func (d *Decision) Clone() *Decision {
	c := *d
	c.Probabilities = append([]float64(nil), d.Probabilities...)
	c.Scores = append([]float64(nil), d.Scores...)
	c.Features = append([]float64(nil), d.Features...)

	return &c
}

// resize gives the slices their lengths for n pathways, reusing their memory.
func (d *Decision) resize(n int) {
	d.Probabilities = resize(d.Probabilities, n)
	d.Scores = resize(d.Scores, n)
	d.Features = resize(d.Features, n*NumFeatures)
}

func resize(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}

	return s[:n]
}
