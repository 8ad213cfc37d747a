package profile

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
)

// dice draws exact random choices from a source of random bytes.
type dice struct {
	source io.Reader
	err    error
}

// below returns a whole number from 0 to n-1, each as likely as the next.
func (d *dice) below(n uint64) uint64 {
	var b [8]byte
	for d.err == nil {
		if _, err := io.ReadFull(d.source, b[:]); err != nil {
			d.err = fmt.Errorf("draw random numbers: %w", err)
			break
		}
		// The top part of a 128 bit product, without the draws that would favour
		// some numbers (Lemire 2019).
		high, low := bits.Mul64(binary.LittleEndian.Uint64(b[:]), n)
		if low >= -n%n {
			return high
		}
	}
	return 0
}

// chance is true with probability p/q.
func (d *dice) chance(p, q uint64) bool { return d.below(q) < p }

// decay is true with probability exp(-p/q), for p ≤ q: draws with p/q, p/2q, p/3q
// and so on until one fails; the count of draws is then odd with that probability.
func (d *dice) decay(p, q uint64) bool {
	for k := uint64(1); d.err == nil; k++ {
		if !d.chance(p, q*k) {
			return k%2 == 1
		}
	}
	return false
}

// laplace draws from the discrete Laplace distribution of scale t/s: the whole
// number x with probability proportional to exp(-|x|·s/t). It is algorithm 2 of
// Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy"
// (2020). Both are at least 1 and below 2³².
func (d *dice) laplace(s, t uint64) int64 {
	for d.err == nil {
		u := d.below(t)
		if !d.decay(u, t) {
			continue
		}
		v := uint64(0)
		for d.err == nil && d.decay(1, 1) {
			v++
		}
		y := int64((u + t*v) / s)
		negative := d.chance(1, 2)
		switch {
		case negative && y == 0: // 0 has one sign only
		case negative:
			return -y
		default:
			return y
		}
	}
	return 0
}
