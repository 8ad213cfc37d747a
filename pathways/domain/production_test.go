package domain

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// write writes parts in the notation that ParseProduction reads.
func write(b *strings.Builder, parts []Part) {
	for _, p := range parts {
		switch p.Kind {
		case PartText:
			for i := range len(p.Text) {
				if strings.IndexByte(`{}<>()[]|\`, p.Text[i]) >= 0 {
					b.WriteByte('\\')
				}
				b.WriteByte(p.Text[i])
			}
		case PartArgument:
			b.WriteString("{" + p.Text + "}")
		case PartRule:
			b.WriteString("<" + p.Text + ">")
		case PartOptional:
			b.WriteByte('[')
			write(b, p.Alternatives[0])
			b.WriteByte(']')
		case PartChoice:
			for i, a := range p.Alternatives {
				b.WriteByte("(|"[min(i, 1)])
				write(b, a)
			}
			b.WriteByte(')')
		}
	}
}

// drawParts draws parts as the parser makes them: no two texts in a row.
func drawParts(t *rapid.T, depth int) []Part {
	var parts []Part
	for range rapid.IntRange(1, 4).Draw(t, "parts") {
		kinds := []PartKind{PartText, PartArgument, PartRule, PartChoice, PartOptional}
		if depth == 0 {
			kinds = kinds[:3]
		}
		p := Part{Kind: rapid.SampledFrom(kinds).Draw(t, "kind")}
		switch p.Kind {
		case PartText:
			if len(parts) > 0 && parts[len(parts)-1].Kind == PartText {
				continue
			}
			p.Text = rapid.StringOfN(rapid.RuneFrom([]rune(`ab é{}<>()[]|\ `)), 1, 8, -1).Draw(t, "text")
		case PartArgument, PartRule:
			p.Text = rapid.StringMatching(`[a-zA-Z0-9_-]{1,6}`).Draw(t, "name")
		case PartOptional:
			p.Alternatives = [][]Part{drawParts(t, depth-1)}
		case PartChoice:
			for range rapid.IntRange(1, 3).Draw(t, "alternatives") {
				p.Alternatives = append(p.Alternatives, drawParts(t, depth-1))
			}
			if rapid.Bool().Draw(t, "empty") {
				p.Alternatives = append(p.Alternatives, nil)
			}
		}
		parts = append(parts, p)
	}
	return parts
}

func TestProductionRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := drawParts(t, 3)
		var b strings.Builder
		write(&b, parts)
		if strings.TrimSpace(b.String()) == "" {
			return
		}
		got, err := ParseProduction(b.String())
		if err != nil {
			t.Fatalf("%q: %v", b.String(), err)
		}
		if !reflect.DeepEqual(got.Parts, parts) {
			t.Fatalf("%q: got %+v, want %+v", b.String(), got.Parts, parts)
		}
	})
}

func TestProductionFaults(t *testing.T) {
	for source, want := range map[string]string{
		"":                            "column 1: found no words, want something to say",
		"  ":                          "column 3: found no words, want something to say",
		"a {b":                        "column 4: found the end, want '}'",
		"a {}":                        `column 4: found name "", want letters, digits, _ and -`,
		"<a b>":                       `column 2: found name "a b", want letters, digits, _ and -`,
		"(a|b":                        "column 5: found the end, want ')'",
		"[a":                          "column 3: found the end, want ']'",
		"a]":                          `column 2: found ']' without its opening, want \] for the character itself`,
		"[a|b]":                       `column 3: found '|' without its opening, want \| for the character itself`,
		"a [] b":                      "column 4: found nothing in [ ], want something that may be left out",
		"()":                          "column 2: found nothing in ( ), want at least one alternative",
		`a\`:                          `column 2: found \ at the end, want a character after it`,
		"é {":                         "column 5: found the end, want '}'",
		"([(a|{x)]":                   `column 7: found the end, want '}'`,
		strings.Repeat("[", 20) + "x": "column 18: found a deeper bracket, want at most 16 levels",
	} {
		if _, err := ParseProduction(source); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", source, err, want)
		}
	}
}

func FuzzParseProduction(f *testing.F) {
	for _, seed := range []string{
		"(find|show me) {a} [{style}] [{color}] {query} [for {audience}]", "<please> \\{", "((((", "[x|y]", "(|x)", "é\\é",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		p, err := ParseProduction(source)
		if err != nil {
			return
		}
		var b strings.Builder
		write(&b, p.Parts)
		again, err := ParseProduction(b.String())
		if err != nil || !reflect.DeepEqual(again.Parts, p.Parts) {
			t.Errorf("%q becomes %q: %v", source, b.String(), err)
		}
	})
}
