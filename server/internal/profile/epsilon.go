package profile

import (
	"fmt"
	"math/big"
)

// Epsilon is a privacy budget: an exact fraction, so that its parts sum to it.
type Epsilon struct{ r *big.Rat }

// The bounds of a budget. Above the most there is no protection to speak of; below
// the least nothing but noise is left of any log.
const (
	mostEpsilon  = 100
	leastEpsilon = 1e-3
	// finest is the most that a budget's denominator may be.
	finest = 1_000_000
)

// ParseEpsilon reads a decimal number, "0.5".
func ParseEpsilon(s string) (Epsilon, error) {
	r, ok := new(big.Rat).SetString(s)
	if ok {
		f, _ := r.Float64()
		ok = f >= leastEpsilon && f <= mostEpsilon && r.Denom().IsInt64() && r.Denom().Int64() <= finest
	}
	if !ok {
		return Epsilon{}, fmt.Errorf("found %q, want a number from %g to %d with at most 6 digits behind the point",
			s, leastEpsilon, mostEpsilon)
	}
	return Epsilon{r}, nil
}

// String gives the budget as a decimal number.
func (e Epsilon) String() string {
	f, _ := e.r.Float64()
	return fmt.Sprintf("%.6g", f)
}

// part is an n-th of the budget.
func (e Epsilon) part(n int) Epsilon {
	return Epsilon{new(big.Rat).Quo(e.r, big.NewRat(int64(n), 1))}
}

// plus sums two budgets: what two releases cost together.
func (e Epsilon) plus(o Epsilon) Epsilon { return Epsilon{new(big.Rat).Add(e.r, o.r)} }

// rate is the s and t of the noise for counts that one unit changes by at most
// change: its scale is t/s = change/ε.
func (e Epsilon) rate(change int) (s, t uint64) {
	q := new(big.Rat).Quo(e.r, big.NewRat(int64(change), 1))
	return q.Num().Uint64(), q.Denom().Uint64()
}
