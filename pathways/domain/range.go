package domain

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// maxExact is the largest magnitude up to which every integer is a float64.
const maxExact = 1 << 53

// Range is an inclusive range of numbers.
type Range struct {
	Min, Max float64
	// Step is the distance of drawn values from Min; 1 for integers unless set.
	Step float64
	// Integer draws whole numbers only.
	Integer bool
	// Units are words that may follow the number in a query ("px", "pixels").
	Units []string
	// Scales are words of other units that people may say the number in, and how
	// many of the parameter's own one of them is: minutes 60, where it is in
	// seconds.
	Scales map[string]float64
	// Below is the path of the parameter of the same tool that must be greater
	// where both are given, empty for none: the two ends of a range.
	Below string

	// in are the words of units in other languages than the domain's own.
	in map[string]unitWords
}

// unitWords are Units and Scales in one language.
type unitWords struct {
	units  []string
	scales map[string]float64
}

// UnitsIn are Units in a language; in the domain's own where it has none in that
// one.
func (r *Range) UnitsIn(lang string) []string {
	if w, ok := r.in[lang]; ok {
		return w.units
	}
	return r.Units
}

// ScalesIn are Scales in a language; in the domain's own where it has none in that
// one.
func (r *Range) ScalesIn(lang string) map[string]float64 {
	if w, ok := r.in[lang]; ok {
		return w.scales
	}
	return r.Scales
}

// Len returns how many values the range has: Min, Min+Step, … up to Max.
func (r *Range) Len() int {
	// The quotient may fall short of a whole number by rounding alone.
	return int(math.Floor((r.Max-r.Min)/r.Step+1e-9)) + 1
}

// At returns the i-th value and its JSON text, with as many decimals as Min and
// Step have: 0.1 and 0.2 make 0.3, not 0.30000000000000004.
func (r *Range) At(i int) (float64, string) {
	text := strconv.FormatFloat(r.Min+float64(i)*r.Step, 'f', max(decimals(r.Min), decimals(r.Step)), 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if text == "-0" {
		text = "0"
	}
	v, _ := strconv.ParseFloat(text, 64) // it was just formatted
	return v, text
}

// decimals counts the digits after the point in the shortest text of f.
func decimals(f float64) int {
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if i := strings.IndexByte(text, '.'); i >= 0 {
		return len(text) - i - 1
	}
	return 0
}

// fault says what a range that makes no sense should have instead; empty where
// it does.
func (r *Range) fault() string {
	switch {
	case r.Min > r.Max:
		return "min that is not above max"
	case !(r.Step > 0): // NaN too
		return "step above 0"
	case math.Abs(r.Min) > maxExact || math.Abs(r.Max) > maxExact:
		return "min and max from -2^53 to 2^53"
	case decimals(r.Step) > 12 || decimals(r.Min) > 12:
		return "at most 12 decimals"
	case (r.Max-r.Min)/r.Step >= MaxValues:
		return "at most " + strconv.Itoa(MaxValues) + " steps from min to max"
	case r.Integer && (r.Min != math.Trunc(r.Min) || r.Step != math.Trunc(r.Step)):
		return "whole numbers for min and step, as the parameter is an integer"
	}
	return ""
}

// inferRange puts the range together that a schema allows; false where it has
// no end.
func inferRange(s *schemaFacts) (Range, bool) {
	low, openLow := bound(s.minimum, s.exclusiveMinimum, 1)
	high, openHigh := bound(s.maximum, s.exclusiveMaximum, -1)
	if low == nil || high == nil {
		return Range{}, false
	}
	step := inferStep(s, new(big.Rat).Sub(high, low))
	if step.Sign() <= 0 {
		return Range{Min: toFloat(low), Max: toFloat(high), Integer: s.integer}, true
	}
	// Values are multiples of the step, where the bounds have no say in it.
	first := new(big.Rat).SetInt(ceil(new(big.Rat).Quo(low, step)))
	first.Mul(first, step)
	if s.multipleOf == nil && !s.integer && !openLow {
		first = low
	}
	if openLow && first.Cmp(low) == 0 {
		first = new(big.Rat).Add(first, step)
	}
	span := new(big.Rat).Quo(new(big.Rat).Sub(high, first), step)
	count := new(big.Rat).SetInt(floor(span))
	lastValue := new(big.Rat).Add(first, new(big.Rat).Mul(count, step))
	if openHigh && lastValue.Cmp(high) == 0 {
		lastValue.Sub(lastValue, step)
	}
	return Range{Min: toFloat(first), Max: toFloat(lastValue), Step: toFloat(step), Integer: s.integer}, true
}

// inferStep returns the distance of the values that a schema allows.
func inferStep(s *schemaFacts, span *big.Rat) *big.Rat {
	switch {
	case s.multipleOf == nil && s.integer:
		return big.NewRat(1, 1)
	case s.multipleOf == nil:
		return niceStep(span)
	case s.integer && !s.multipleOf.IsInt():
		// Multiples of a/b that are whole are multiples of a.
		return new(big.Rat).SetInt(s.multipleOf.Num())
	default:
		return s.multipleOf
	}
}

// bound returns the tighter of an inclusive and an exclusive bound, and whether
// it is the exclusive one; side is 1 for lower bounds, -1 for upper ones.
func bound(inclusive, exclusive *big.Rat, side int) (*big.Rat, bool) {
	if exclusive == nil || inclusive != nil && exclusive.Cmp(inclusive)*side < 0 {
		return inclusive, false
	}
	return exclusive, true
}

// niceStep is the largest power of ten that divides the span into 20 or more.
func niceStep(span *big.Rat) *big.Rat {
	f, _ := span.Float64()
	if f <= 0 {
		return big.NewRat(1, 1)
	}
	exponent := int(math.Floor(math.Log10(f/20) + 1e-9))
	step, _ := new(big.Rat).SetString("1e" + strconv.Itoa(exponent))
	return step
}

func toFloat(r *big.Rat) float64 { f, _ := r.Float64(); return f }

func floor(r *big.Rat) *big.Int {
	// Euclidean division rounds towards minus infinity for positive divisors.
	return new(big.Int).Div(r.Num(), r.Denom())
}

func ceil(r *big.Rat) *big.Int {
	n := floor(new(big.Rat).Neg(r))
	return n.Neg(n)
}
