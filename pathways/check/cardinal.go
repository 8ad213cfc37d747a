package check

import (
	"strconv"
	"strings"
)

// Words that go on with a number.
const (
	and      = "and"
	dozen    = "dozen"
	hundred  = "hundred"
	thousand = "thousand"
)

// cardinals adds the numbers that the words of t spell out in English to its
// numerals, up to 999,999: "two", "twenty-five", "a hundred and ten", "fifteen
// hundred", "one point five", "two and a half", "a dozen", "half a dozen". What
// says no exact number ("a couple", "a few", "some") says none.
//
// Numbers side by side ("twenty twenty") name something else, as do words that
// are part of a label or a name, and "one" where it is a pronoun ("this one").
// "a second" and "half a second" are numbers for parameters with that unit.
func (in *inspection) cardinals(t *text) {
	for i := 0; i < len(t.words); {
		n, next := spelled(t.words, i)
		if next == i {
			i++
			continue
		}
		if end := t.sideBySide(next); end > next {
			i = end
			continue
		}
		if i > 0 && (t.words[i-1] == "minus" || t.words[i-1] == "negative") {
			n.value.negative = n.value.digits != ""
		}
		if !in.cut(t, i, next-1) {
			n.first, n.last, n.after, n.spelled = i, next-1, t.words[next:], true
			t.numerals = append(t.numerals, n)
		}
		i = next
	}
}

// sideBySide returns the end of the numbers that follow one without anything
// between them; next where there is none, as in "two, three" and "one a day".
func (t *text) sideBySide(next int) int {
	if isArticle(at(t.words, next)) {
		return next
	}
	_, end := spelled(t.words, next)
	if end == next || strings.Contains(strings.ToLower(t.raw), t.words[next-1]+", "+t.words[next]) {
		return next
	}
	for {
		_, more := spelled(t.words, end)
		if more == end {
			return end
		}
		end = more
	}
}

// spelled reads the number that starts at word i, and returns the index after
// its last word; i where there is none.
func spelled(words []string, i int) (numeral, int) {
	if n, next := halfOf(words, i); next > i {
		return n, next
	}
	whole, next := cardinal(words, i)
	if _, after := belowHundred(words, i+1); next == i && isArticle(at(words, i)) && after == i+1 && at(words, i+1) != "" {
		text := "1"
		if fraction, end := fractionOf(words, i+2); end > i+2 { // "an hour and a half"
			text += "." + fraction
		}
		return numeral{value: newDecimal(false, text, 0), unit: words[i+1]}, i + 1
	}
	if next == i {
		return numeral{}, i
	}
	pronoun := whole == 1 && next == i+1 && isPronoun(words, i)
	fraction, next := fractionOf(words, next)
	if pronoun && fraction == "" {
		return numeral{}, i
	}
	text := strconv.Itoa(whole) + "." + fraction
	return numeral{value: newDecimal(false, text, 0), percent: at(words, next) == "percent"}, next
}

// fractionOf reads what follows a whole number: "and a half", "point five".
func fractionOf(words []string, i int) (digits string, next int) {
	if at(words, i) == and && isArticle(at(words, i+1)) && at(words, i+2) == "half" {
		return "5", i + 3
	}
	if at(words, i) != "point" {
		return "", i
	}
	var b []byte
	for next = i + 1; ; next++ {
		d, ok := unitWord(at(words, next))
		if !ok || d > 9 {
			break
		}
		b = append(b, byte('0'+d))
	}
	if len(b) == 0 {
		return "", i
	}
	return string(b), next
}

// halfOf reads "half a dozen" and "half a second".
func halfOf(words []string, i int) (numeral, int) {
	if at(words, i) != "half" || !isArticle(at(words, i+1)) || at(words, i+2) == "" {
		return numeral{}, i
	}
	if words[i+2] == dozen {
		return numeral{value: newDecimal(false, "6", 0)}, i + 3
	}
	return numeral{value: newDecimal(false, "0.5", 0), unit: words[i+2]}, i + 3
}

// cardinal reads a whole number.
func cardinal(words []string, i int) (value, next int) {
	value, next = belowThousand(words, i)
	if next == i {
		return 0, i
	}
	switch at(words, next) {
	case dozen:
		return value * 12, next + 1
	case thousand:
		value, next = value*1000, next+1
		rest, end := belowThousand(words, skipAnd(words, next))
		if end > skipAnd(words, next) && rest > 0 && !isArticle(words[skipAnd(words, next)]) {
			value, next = value+rest, end
		}
	}
	return value, next
}

// belowThousand reads up to 99 hundred and 99: "a hundred", "two hundred and
// five", "fifteen hundred".
func belowThousand(words []string, i int) (value, next int) {
	value, next = belowHundred(words, i)
	if next == i {
		// "a hundred", "hundred percent"; not "a two".
		switch first, second := at(words, i), at(words, i+1); {
		case isArticle(first) && (second == hundred || second == thousand || second == dozen):
			value, next = 1, i+1
		case first == hundred:
			value = 1
		default:
			return 0, i
		}
	}
	if at(words, next) != hundred || value == 0 {
		return value, next
	}
	value, next = value*100, next+1
	if rest, end := belowHundred(words, skipAnd(words, next)); rest > 0 && end > skipAnd(words, next) {
		value, next = value+rest, end
	}
	return value, next
}

// belowHundred reads one word, or tens and units with a blank or a hyphen.
func belowHundred(words []string, i int) (value, next int) {
	word := at(words, i)
	if n, ok := unitWord(word); ok {
		return n, i + 1
	}
	head, tail, hyphen := strings.Cut(word, "-")
	n := tensWord(head)
	switch {
	case n == 0:
		return 0, i
	case hyphen:
		if u, ok := unitWord(tail); ok && 0 < u && u < 10 {
			return n + u, i + 1
		}
		return 0, i
	}
	if u, ok := unitWord(at(words, i+1)); ok && 0 < u && u < 10 {
		return n + u, i + 2
	}
	return n, i + 1
}

// unitWord returns 0 to 19.
func unitWord(word string) (int, bool) {
	for n, w := range [...]string{
		"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
		"eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	} {
		if w == word {
			return n, true
		}
	}
	return 0, false
}

// tensWord returns 20 to 90, 0 for other words.
func tensWord(word string) int {
	for n, w := range [...]string{
		"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
	} {
		if w == word {
			return 10 * (n + 2)
		}
	}
	return 0
}

// isPronoun says whether "one" at word i stands for a thing: behind a word that
// points at one, behind an article and an adjective, or before "of".
func isPronoun(words []string, i int) bool {
	switch at(words, i-1) {
	case "the", "this", "that", "a", "an", "another", "each", "every", "any", "which", "no", "some",
		"next":
		return true
	}
	if ordinal(at(words, i-1)) != 0 {
		return true
	}
	before := at(words, i-2)
	return isArticle(before) || before == "the" || at(words, i+1) == "of"
}

func isArticle(word string) bool { return word == "a" || word == "an" }

// skipAnd returns the index after an "and" at word i, or i.
func skipAnd(words []string, i int) int {
	if at(words, i) == and {
		return i + 1
	}
	return i
}

// at returns word i, empty where there is none.
func at(words []string, i int) string {
	if i < 0 || i >= len(words) {
		return ""
	}
	return words[i]
}
