package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// share writes a part of one as percent.
func share(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	return minus(strconv.FormatFloat(100*x, 'f', 1, 64)) + "\u202f%"
}

// divergence writes one in [0, 1] with five digits: what is less is nothing that
// anybody could act on.
func divergence(x float64) string {
	switch {
	case x <= 0:
		return "0"
	case x < 0.000_005:
		return "< 0.00001"
	default:
		return strconv.FormatFloat(x, 'f', 5, 64)
	}
}

// decimal writes x with three digits after the point, or fewer.
func decimal(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	s := strconv.FormatFloat(x, 'f', 3, 64)
	s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		s = "0"
	}
	return minus(s)
}

// fixed writes x with two digits after the point, so that a column lines up.
func fixed(x float64) string { return minus(strconv.FormatFloat(x, 'f', 2, 64)) }

// whole writes a count with its thousands apart.
func whole(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "\u202f" + s[i:] // a narrow space that does not break
	}
	return minus(s)
}

func minus(s string) string { return strings.ReplaceAll(s, "-", "−") }

// short writes a count for an axis: 300, 3k, 2M.
func short(x float64) string {
	switch {
	case x >= 1e6:
		return decimal(x/1e6) + "M"
	case x >= 1e4:
		return decimal(x/1e3) + "k"
	default:
		return decimal(x)
	}
}

// power writes ten to the power of e.
func power(e int) string {
	return "10" + strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵",
		"6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(strconv.Itoa(e))
}

// of writes a part of a number of things.
func of(used, all int64) string { return fmt.Sprintf("%s of %s", whole(used), whole(all)) }

// ratio is a/b, 0 where there is nothing to divide by.
func ratio(a, b int64) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
