package check

import (
	"strconv"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/domain"
)

// spelledNumbers are the numbers that a text spells out, and their units.
func spelledNumbers(said string) string {
	in := &inspection{}
	t := &text{raw: said, words: domain.Words(said)}
	in.cardinals(t)
	var out []string
	for _, n := range t.numerals {
		s := n.value.digits + strings.Repeat("0", max(0, n.value.exponent))
		if n.value.exponent < 0 {
			s = n.value.digits + "e" + strconv.Itoa(n.value.exponent)
		}
		if s == "" {
			s = "0"
		}
		if n.value.negative {
			s = "-" + s
		}
		if n.percent {
			s += "%"
		}
		if n.unit != "" {
			s += " " + n.unit
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func TestCardinals(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"make two images": "2", "Twenty-Five percent": "25%", "twenty five px": "25",
		"zero": "0", "fifteen hundred by two thousand and ten": "1500, 2010",
		"a hundred and ten thousand five hundred": "110500", "hundred percent": "100%",
		"a dozen cards": "12", "half a dozen": "6", "two dozen": "24", "a thousand": "1000",
		"two and a half seconds": "25e-1", "one point five": "15e-1", "minus five": "-5",
		"three hundred and forty-two": "342", "two or three": "2, 3", "minus zero": "0",
		// Evidence for parameters with that unit only.
		"a second": "1 second", "half a second": "5e-1 second", "an hour or two": "1 hour, 2",
		// No exact number.
		"a couple of cards": "1 couple", "a few": "1 few", "half of it": "", "dozens": "",
		// Names of something else.
		"twenty thirty": "", "one two three": "",
		"one, Two, and three": "1, 2, 3", "one a day": "1, 1 day", "twenty-first": "", "five-star": "", "twenty-ten": "",
		// Pronouns.
		"this one": "", "the one on the left": "", "another one please": "", "a red one for my mum": "1 red",
		"the red one": "", "one of them": "",
		"one image": "1", "make it one": "1", "pages: one and 6": "1", "from one to ten": "1, 10", "one and a half": "15e-1",
		// Whole words only.
		"often someone sent tent": "", "tens of them": "", "": "", "and a half": "1 half",
	} {
		if got := spelledNumbers(text); got != want {
			t.Errorf("%q spells %q, want %q", text, got, want)
		}
	}
}

// Every number up to 9,999 is read as it is spelled.
func TestCardinalsUpToThousands(t *testing.T) {
	t.Parallel()
	ones := strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen " +
		"fourteen fifteen sixteen seventeen eighteen nineteen")
	tens := strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
	below100 := func(n int, joint string) string {
		switch {
		case n < 20:
			return ones[n]
		case n%10 == 0:
			return tens[n/10]
		default:
			return tens[n/10] + joint + ones[n%10]
		}
	}
	for _, joint := range []string{" ", "-"} {
		for _, and := range []string{" ", " and "} {
			for n := range 10_000 {
				var parts []string
				rest := n
				if n >= 1000 {
					parts = append(parts, ones[n/1000]+" thousand")
					rest = n % 1000
				}
				said := ""
				if rest >= 100 {
					said = ones[rest/100] + " hundred"
					if rest%100 > 0 {
						said += and + below100(rest%100, joint)
					}
				} else if rest > 0 || n == 0 {
					said = below100(rest, joint)
				}
				if said != "" {
					parts = append(parts, said)
				}
				text := "x " + strings.Join(parts, and) + " y"
				if got := spelledNumbers(text); got != strconv.Itoa(n) {
					t.Fatalf("%q spells %q", text, got)
				}
			}
		}
	}
}

// Digits with a word that scales them are not the digits alone.
func TestScaledNumerals(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]decimal{
		"2 thousand":   {digits: "2", exponent: 3},
		"1.5 million":  {digits: "15", exponent: 5},
		"3 hundred":    {digits: "3", exponent: 2},
		"2 and a half": {digits: "25", exponent: -1},
		"2 thousands":  {digits: "2"}, "2 and a halfpipe": {digits: "2"},
	} {
		got := numerals(text)
		if len(got) != 1 || got[0].value != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func FuzzCardinals(f *testing.F) {
	f.Add("a hundred and twenty-five point five percent")
	f.Add("half a dozen thousand hundred and")
	f.Fuzz(func(_ *testing.T, text string) { spelledNumbers(text) })
}
