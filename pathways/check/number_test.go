package check

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/domain"
)

func (n *numeral) String() string {
	s := n.value.digits + "e" + strconv.Itoa(n.value.exponent)
	if n.value.negative {
		s = "-" + s
	}
	if n.percent {
		s += "%"
	}
	return s + n.unit
}

func TestNumerals(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		"no numbers":                    "",
		"12":                            "12e0",
		"1,080 and 1080":                "108e1,108e1",
		"1,234,567.50":                  "12345675e-1",
		"12,34":                         "12e0,34e0",
		"1,0800":                        "1e0,8e2",
		"1000,500":                      "1e3,5e2",
		"10, 20, and 30.":               "1e1,2e1,3e1",
		"0.5 .5 00.50":                  "5e-1,5e-1,5e-1",
		"0 0.0 -0":                      "e0,e0,e0",
		"007":                           "7e0",
		"-5 \u22125 (-5)":               "-5e0,-5e0,-5e0",
		"minus 5, negative 5, minus -5": "-5e0,-5e0,-5e0",
		"5-5 5 - 5":                     "5e0,5e0",
		"50% 50 percent 50-percent":     "5e1%,5e1%,5e1%",
		"50 percentages 10%-20%":        "5e1,1e1%,2e1%",
		"1080px 30-second 45° #7 $9":    "108e1px,3e1,45e0,7e0,9e0",
		"1080x1920 2×3px 1x2x3":         "108e1,192e1,2e0,3e0px,1e0,2e0,3e0",
		"16:9 1.2.3 2024-05-01 1/2":     "",
		"v2 a1b2 3d5 x5 1e5 ½":          "",
		"1st page 2":                    "1e0st,2e0",
		"the '90 fonts, 5's":            "9e1",
		"twenty":                        "",
		"\u0663":                        "", // Arabic-Indic three
		"12345678901234567890123":       "12345678901234567890123e0",
		"1\xff2":                        "1e0,2e0",
	} {
		var got []string
		list := numerals(text)
		for i := range list {
			got = append(got, list[i].String())
		}
		if s := strings.Join(got, ","); s != want {
			t.Errorf("%q: got %s, want %s", text, s, want)
		}
	}
}

func TestNumeralSays(t *testing.T) {
	bound := func(r domain.Range) *param {
		return &param{binding: &domain.Binding{Kind: domain.BindRange, Range: r}}
	}
	fraction, percent := bound(domain.Range{Max: 1}), bound(domain.Range{Max: 100})
	pixels := bound(domain.Range{Max: 9000, Units: []string{"px", "%"}})
	for _, tt := range []struct {
		text, json string
		p          *param
		want       bool
	}{
		{"50%", "0.5", fraction, true},
		{"50%", "50", fraction, false},
		{"1%", "1", fraction, false},
		{"100%", "1", fraction, true},
		{"0%", "0", fraction, true},
		{"50%", "50", percent, true},
		{"50%", "0.5", percent, false},
		{"50%", "50", &param{}, true},
		{"50%", "0.5", &param{}, true},
		{"0.5", "0.5", fraction, true},
		{"0.5", "5e-1", fraction, true},
		{"1,000", "1e3", pixels, true},
		{"50px", "50", pixels, true},
		{"50PX", "50.0", pixels, true},
		{"50px", "50", percent, false},
		{"50px", "50", &param{}, false},
		{"9007199254740993", "9007199254740992", &param{}, false},
		{"-5", "5", &param{}, false},
		{"5", "-5", &param{}, false},
	} {
		list := numerals(tt.text)
		if len(list) != 1 {
			t.Fatalf("%q has %d numbers", tt.text, len(list))
		}
		if got := list[0].says(parseNumber(tt.json), tt.p); got != tt.want {
			t.Errorf("%q says %s: %v, want %v", tt.text, tt.json, got, tt.want)
		}
	}
}

// Two JSON numbers have one normal form exactly when they are equal.
func TestDecimalIsExact(t *testing.T) {
	number := rapid.StringMatching(`-?(0|[1-9][0-9]{0,3})(\.[0-9]{1,3})?([eE][+-]?[0-3])?`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := number.Draw(t, "a"), number.Draw(t, "b")
		if rapid.Bool().Draw(t, "alike") {
			b = a + "0"
			if !strings.ContainsAny(a, ".eE") {
				b = a + ".0"
			}
		}
		x, okX := new(big.Rat).SetString(a)
		y, okY := new(big.Rat).SetString(b)
		if !okX || !okY {
			t.Skip("no number")
		}
		if got, want := parseNumber(a) == parseNumber(b), x.Cmp(y) == 0; got != want {
			t.Fatalf("%s and %s: equal %v, want %v", a, b, got, want)
		}
	})
}
