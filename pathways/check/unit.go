package check

import (
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// maxScaled is the length of the longest numbers that are reckoned with in other
// units.
const maxScaled = 60

// scale is a unit that a parameter's numbers are not in, and how many of its own
// one of them is.
type scale struct {
	unit   phrase
	factor *big.Rat
}

// unitsOf prepares the units of a range, in all languages.
func unitsOf(r *domain.Range, languages []string) (scales []scale, own []string) {
	seen := map[string]bool{}
	for _, language := range languages {
		in := r.ScalesIn(language)
		for _, unit := range slices.Sorted(maps.Keys(in)) {
			if words := domain.Words(unit); len(words) > 0 && !seen[unit] {
				seen[unit] = true
				scales = append(scales, scale{words, exact(in[unit])})
			}
		}
		for _, unit := range r.UnitsIn(language) {
			if !slices.Contains(own, unit) {
				own = append(own, unit)
			}
		}
	}
	return scales, own
}

// exact is the number that was meant: 1/60, where that is the closest float64.
func exact(f float64) *big.Rat {
	if n := math.Round(1 / f); f < 1 && n < 1<<40 && 1/n == f {
		return big.NewRat(1, int64(n))
	}
	r, _ := new(big.Rat).SetString(strconv.FormatFloat(f, 'f', -1, 64))
	return r
}

// rat is the number as a fraction; false where it is too long to reckon with.
func (d decimal) rat() (*big.Rat, bool) {
	if len(d.digits) > maxScaled || d.exponent > maxScaled || d.exponent < -maxScaled {
		return nil, false
	}
	sign := ""
	if d.negative {
		sign = "-"
	}
	return new(big.Rat).SetString(sign + "0" + d.digits + "e" + strconv.Itoa(d.exponent))
}

// scale returns the other unit of p that the number is given in, nil for none.
func (n *numeral) scaleFor(p *param) *scale {
	for i := range p.scales {
		s := &p.scales[i]
		switch written := n.unit + n.joined; {
		case written != "":
			if len(s.unit) == 1 && sameUnit(s.unit[0], written) {
				return s
			}
		case len(s.unit) <= len(n.after):
			last := len(s.unit) - 1
			if s.unit[:last].begins(n.after) && sameUnit(s.unit[last], n.after[last]) {
				return s
			}
		}
	}
	return nil
}

// sameUnit takes "minute" for "minutes".
func sameUnit(x, y string) bool {
	x, y = strings.ToLower(x), strings.ToLower(y)
	return x == y || x+"s" == y || x == y+"s"
}

// ownUnit says whether the number is given in p's own unit, in words that say so.
func (n *numeral) ownUnit(p *param) bool {
	for _, u := range p.units() {
		switch written := n.unit + n.joined; {
		case written != "" && sameUnit(u, written), written == "" && len(n.after) > 0 && sameUnit(u, n.after[0]):
			return true
		case u == "%" && n.percent:
			return true
		}
	}
	return false
}

// amount is the number that numeral j gives p, and how many numerals say it: "two
// minutes and 30 seconds" is one amount. False where no other unit takes part.
func (t *text) amount(j int, p *param) (sum *big.Rat, size int, ok bool) {
	n := &t.numerals[j]
	s := n.scaleFor(p)
	if s == nil {
		return nil, 0, false
	}
	value, ok := n.value.rat()
	if !ok {
		return nil, 1, true
	}
	sum = value.Mul(value, s.factor)
	if j+1 == len(t.numerals) {
		return sum, 1, true
	}
	rest := &t.numerals[j+1]
	begins := n.last + 1
	if n.unit+n.joined == "" || n.spelled {
		begins += len(s.unit)
	}
	smaller := rest.scaleFor(p)
	if rest.first != skipAnd(t.words, begins) || smaller == nil && !rest.ownUnit(p) ||
		smaller != nil && smaller.factor.Cmp(s.factor) >= 0 {
		return sum, 1, true
	}
	more, ok := rest.value.rat()
	if !ok {
		return nil, 2, true
	}
	if smaller != nil {
		more.Mul(more, smaller.factor)
	}
	return sum.Add(sum, more), 2, true
}
