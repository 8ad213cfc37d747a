package ollama

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// formats are the ones that the server's grammar knows.
var formats = []string{"date", "time", "date-time", "uuid"} //nolint:gochecknoglobals // a constant table

// lowerString takes the first that is there of pattern, format and length: the
// server looks at one of them only.
func lowerString(flat []part) (string, bool) {
	low, high := limits(flat, "minLength", "maxLength")
	if low > high {
		return "", false
	}
	for _, p := range flat {
		if v := p.get("pattern"); v.is(kindString) {
			if pattern, ok := lowerPattern(v.text); ok {
				return `{"type":"string","pattern":` + (&value{kind: kindString, text: pattern}).json() + `}`, true
			}
		}
	}
	for _, p := range flat {
		if v := p.get("format"); v.is(kindString) && slices.Contains(formats, v.text) {
			return `{"type":"string","format":"` + v.text + `"}`, true
		}
	}
	return `{"type":"string"` + limitsJSON("minLength", "maxLength", low, high, maxLength) + `}`, true
}

// limits returns the tightest of two keywords that count; 0 and math.MaxInt
// where there is none.
func limits(flat []part, lowKey, highKey string) (low, high int) {
	high = math.MaxInt
	for _, p := range flat {
		if n, ok := count(p.get(lowKey)); ok {
			low = max(low, n)
		}
		if n, ok := count(p.get(highKey)); ok {
			high = min(high, n)
		}
	}
	return low, high
}

// limitsJSON writes what limits found, as far as it is at most most.
func limitsJSON(lowKey, highKey string, low, high, most int) string {
	out := ""
	if low = min(low, most); low > 0 {
		out = fmt.Sprintf(`,"%s":%d`, lowKey, low)
	}
	if high <= most {
		out += fmt.Sprintf(`,"%s":%d`, highKey, high)
	}
	return out
}

// count reads a number that counts something.
func count(v *value) (int, bool) {
	if !v.is(kindNumber) {
		return 0, false
	}
	whole, fraction, _ := strings.Cut(v.text, ".")
	if len(whole) > 9 || strings.Trim(fraction, "0") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(whole)
	return n, err == nil && n >= 0
}

// unlimited is past every limit of an integer that is kept.
const unlimited = math.MaxInt64

// lowerInteger keeps the limits that the server's grammar gets right: both, or one
// of them where it is a single digit, or lies on the other side of 0.
func lowerInteger(flat []part) (string, bool) {
	low, high := integerLimits(flat)
	if low > high {
		return "", false
	}
	const most = 99_999_999_999_999
	hasLow, hasHigh := -most <= low && low <= most, -most <= high && high <= most
	out := `{"type":"integer"`
	if hasLow && (hasHigh || low <= 9) {
		out += `,"minimum":` + strconv.FormatInt(low, 10)
	}
	if hasHigh && (hasLow || high >= 0) {
		out += `,"maximum":` + strconv.FormatInt(high, 10)
	}
	return out + `}`, true
}

// integerLimits returns the tightest limits of an integer, ±unlimited where there
// is none.
func integerLimits(flat []part) (low, high int64) {
	low, high = -unlimited, unlimited
	for _, p := range flat {
		if n, exact, ok := bound(p.get("minimum")); ok {
			low = max(low, ceil(n, exact))
		}
		if n, _, ok := bound(p.get("exclusiveMinimum")); ok {
			low = max(low, n+1)
		}
		if n, _, ok := bound(p.get("maximum")); ok {
			high = min(high, n)
		}
		if n, exact, ok := bound(p.get("exclusiveMaximum")); ok {
			high = min(high, ceil(n, exact)-1)
		}
	}
	return low, high
}

func ceil(floor int64, exact bool) int64 {
	if exact {
		return floor
	}
	return floor + 1
}

// bound reads a limit: the integer at or below it, and whether it is that. One
// with an exponent or with more than 14 digits is left out.
func bound(v *value) (floor int64, exact, ok bool) {
	if !v.is(kindNumber) {
		return 0, false, false
	}
	whole, fraction, _ := strings.Cut(v.text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || len(strings.TrimPrefix(whole, "-")) > 14 || strings.Trim(fraction, "0123456789") != "" {
		return 0, false, false
	}
	if strings.Trim(fraction, "0") == "" {
		return n, true, true
	}
	if strings.HasPrefix(whole, "-") {
		n--
	}
	return n, false, true
}
