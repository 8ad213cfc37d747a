package domain

// Target is what a target file or a request says, by names. The ledger's
// package fits it; this package only reads it.
type Target struct {
	Marginals    []Marginal
	Conditionals []Conditional
	Joints       []Joint
	// Impossible are the cells declared structurally zero, beside those that
	// follow from the tools' schemas.
	Impossible []Impossible
	// Lines maps a field's path ("marginals[0].shares[1]") to "file:line",
	// where the target was read from a file.
	Lines map[string]string

	// file that it was read from, if any.
	file string
}

// Share is a bucket's part of the whole, in [0, 1].
type Share struct {
	Bucket string
	Share  float64
}

// Marginal gives the shares of one facet.
type Marginal struct {
	Facet  string
	Shares []Share
}

// Conditional gives the shares of a facet where another is in one bucket.
type Conditional struct {
	Facet       string
	Given       string
	GivenBucket string
	Shares      []Share
}

// Joint gives the shares of combinations of buckets, one bucket per facet.
type Joint struct {
	Facets []string
	Cells  []JointCell
}

// JointCell is one combination and its share.
type JointCell struct {
	Buckets []string
	Share   float64
}

// Impossible names cells that cannot be: those that meet every condition.
type Impossible []Condition

// Condition is met where the facet is in one of the buckets.
type Condition struct {
	Facet   string
	Buckets []string
}
