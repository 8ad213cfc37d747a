package phrase

// The English words for small numbers.
func small(n int) string {
	return [...]string{
		"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
		"eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	}[n]
}

func tens(n int) string {
	return [...]string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}[n]
}

// numberWords says a number as people do who write it out: in at most two words
// (or with a half); empty where that takes more. hyphen joins tens and units.
func numberWords(v float64, hyphen bool) string {
	n := int(v)
	switch {
	case v < 0 || v >= 20000:
		return ""
	case v == float64(n)+0.5 && 0 < n && n < 20:
		return small(n) + " and a half"
	case v != float64(n):
		return ""
	case n < 100:
		return belowHundred(n, hyphen)
	case n%1000 == 0:
		return small(n/1000) + " thousand"
	case n < 2000 && n%100 == 0:
		return small(n/100) + " hundred"
	default:
		return ""
	}
}

func belowHundred(n int, hyphen bool) string {
	switch {
	case n < 20:
		return small(n)
	case n%10 == 0:
		return tens(n / 10)
	case hyphen:
		return tens(n/10) + "-" + small(n%10)
	default:
		return tens(n/10) + " " + small(n%10)
	}
}
