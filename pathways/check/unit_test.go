package check

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func scaledPipeline(t *testing.T) *Pipeline {
	t.Helper()
	return New(load(t, map[string]string{"bindings.yaml": strings.Replace(testBindings,
		"width: {range: {min: 1, max: 9000, units: [px, pixels]}}",
		"width: {range: {min: 1, max: 9000, units: "+
			"{seconds: 1, sec: 1, minutes: 60, hours: 3600, ms: 0.001, thirds: 0.3333333333333333}}}",
		1)}))
}

// A number with a unit of the range counts for what it is in the argument's own.
func TestUnits(t *testing.T) {
	p := scaledPipeline(t)
	for _, c := range []struct{ said, number string }{
		{"2 minutes", "120"},
		{"2 minute", "120"},
		{"two minutes", "120"},
		{"1.5 hours", "5400"},
		{"1.5hours", "5400"},
		{"a 2-minute one", "120"},
		{"one and a half hours", "5400"},
		{"an hour and a half", "5400"},
		{"half an hour", "1800"},
		{"a minute", "60"},
		{"an hour", "3600"},
		{"2 minutes 30 seconds", "150"},
		{"two minutes and thirty seconds", "150"},
		{"1 hour and 2 minutes", "3720"},
		{"90 seconds", "90"},
		{"90", "90"},
		{"3000 ms", "3"},
		{"6 thirds", "2"},
		{"0.1 minutes", "6"},
	} {
		s := ask(t, "make it "+c.said, `resize {"item_id":"i1","width":`+c.number+`}`)
		before(s, itemOf(t, load(t, nil), "i1"))
		expect(t, p, s, pass)
	}
	for _, c := range []struct{ said, number string }{
		{"2 minutes", "2"},
		{"two minutes", "2"},
		{"half an hour", "1"},
		{"90 hours", "90"},
		{"2-minute", "2"},
		{"2 minutes 30 seconds", "30"},
		{"2 minutes 30 seconds", "120"},
		{"2 minutes", "121"},
		{"an hour and a half", "3600"},
		{"5minutes", "5"},
	} {
		s := ask(t, "make it "+c.said, `resize {"item_id":"i1","width":`+c.number+`}`)
		before(s, itemOf(t, load(t, nil), "i1"))
		expect(t, p, s, ungrounded("width"))
	}
}

// Whatever is said in minutes counts in seconds exactly, and not as it is.
func TestUnitsProperty(t *testing.T) {
	p := scaledPipeline(t)
	it := itemOf(t, load(t, nil), "i1")
	rapid.Check(t, func(rt *rapid.T) {
		tenths := rapid.IntRange(2, 1400).Draw(rt, "tenths of a minute")
		said := strings.TrimSuffix(decimalText(tenths), ".0") + " minutes"
		s := ask(t, "make it "+said, `resize {"item_id":"i1","width":`+decimalText(60*tenths)+`}`)
		before(s, it)
		if r := p.Verify(s); r != nil {
			rt.Fatalf("%q: %v", s.Query(), r)
		}
		if tenths%10 == 0 {
			s = ask(t, "make it "+said, `resize {"item_id":"i1","width":`+decimalText(tenths)+`}`)
			before(s, it)
			if p.Verify(s) == nil {
				rt.Fatalf("%q passes with %s", s.Query(), s.Calls[0].Arguments)
			}
		}
	})
}

// decimalText writes so many tenths.
func decimalText(tenths int) string {
	digits := strings.TrimSuffix(string(appendInt(nil, tenths/10))+"."+string(appendInt(nil, tenths%10)), ".0")
	return digits
}

func appendInt(b []byte, n int) []byte {
	if n >= 10 {
		b = appendInt(b, n/10)
	}
	return append(b, byte('0'+n%10))
}
