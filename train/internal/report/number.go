package report

import (
	"math"
	"strconv"
	"strings"
)

// number writes x with four significant digits and a real minus sign; what is no
// number, or without bound, is a dash.
func number(x float64) string {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return "–"
	case x == 0:
		return "0"
	case math.Abs(x) >= 1e6 || math.Abs(x) < 1e-5:
		return minus(strconv.FormatFloat(x, 'e', 2, 64))
	}
	digits := max(0, 3-int(math.Floor(math.Log10(math.Abs(x)))))
	s := strconv.FormatFloat(x, 'f', min(digits, 5), 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return minus(s)
}

// share writes a part of one as percent.
func share(x float64) string { return number(math.Round(x*1e4)/100) + " %" }

// whole writes a count with its thousands apart.
func whole(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "\u202f" + s[i:] // a narrow space that does not break
	}
	return minus(s)
}

func minus(s string) string { return strings.ReplaceAll(s, "-", "−") }
