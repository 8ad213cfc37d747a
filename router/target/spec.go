package target

// Facet is a named partition of all samples: each sample falls in exactly one
// bucket. Names are not empty, and bucket names are unique within their facet.
type Facet struct {
	Name    string
	Buckets []string // at least one; their order is the order of all indices
}

// Share gives one bucket its part of a whole.
type Share struct {
	Bucket string
	Share  float64 // in [0, 1]
}

// Marginal fixes the distribution of one facet. Its shares sum to 1 within
// 1e-6; a bucket that is not listed has share 0 and thus cannot occur.
type Marginal struct {
	Facet  string
	Shares []Share
}

// Conditional fixes the distribution of Facet among the samples whose Given
// facet is in GivenBucket: P(Facet | Given = GivenBucket). Its shares sum to 1
// within 1e-6; a bucket that is not listed has share 0 there.
//
// The distribution of Given itself must be fixed by a marginal or a joint.
// Where only some buckets of Given have a conditional, the rest stays free.
type Conditional struct {
	Facet       string
	Given       string
	GivenBucket string
	Shares      []Share
}

// JointCell gives one combination of buckets its part of a whole.
type JointCell struct {
	Buckets []string // one per facet of the joint, in the joint's order
	Share   float64  // in [0, 1]
}

// Joint fixes the distribution over two or more facets together. Its shares sum
// to 1 within 1e-6; a combination that is not listed has share 0 and thus
// cannot occur.
type Joint struct {
	Facets []string
	Cells  []JointCell
}

// Condition holds for a sample whose Facet is in one of Buckets.
type Condition struct {
	Facet   string
	Buckets []string
}

// Zero declares combinations impossible: those that meet every condition. A
// zero with a condition on a facet that no marginal, conditional or joint
// constrains does not apply: there the impossible samples cannot be told from
// the possible ones.
type Zero []Condition

// Spec is a target in names. Facets lists every facet that the target may name,
// with all buckets; only those that a marginal, a conditional or a joint
// constrains become part of the table, the others stay free.
type Spec struct {
	Facets       []Facet
	Marginals    []Marginal
	Conditionals []Conditional
	Joints       []Joint
	Zeros        []Zero
}
