package diversity

import (
	"fmt"
	"math"
	"strconv"
	"testing"
)

// Every query is kept as often as any other, whenever it came.
func TestReservoirIsEven(t *testing.T) {
	t.Parallel()
	const n, rounds, parts = 10_000, 50, 10
	var kept [parts]int
	for round := range rounds {
		r := reservoir{salt: hash(strconv.Itoa(round))}
		for i := range n {
			r.add(hash(fmt.Sprintf("%08x", i)), strconv.Itoa(i))
		}
		for _, q := range r.queries {
			i, err := strconv.Atoi(q)
			if err != nil {
				t.Fatal(err)
			}
			kept[i*parts/n]++
		}
	}
	// A part keeps 10,000 in all, with a deviation of about 85.
	want := float64(reservoirSize * rounds / parts)
	for i, k := range kept {
		if math.Abs(float64(k)-want) > 5*math.Sqrt(want) {
			t.Errorf("part %d of %d keeps %d, want about %g", i, parts, k, want)
		}
	}
}

// The parts of canonical text, put together again, are the text.
func FuzzParts(f *testing.F) {
	for _, s := range []string{
		`{}`, `[]`, `{"a":1}`, `{"a":"x:,}","b":[1,{"c":[]}],"d":{"e":"\"}"}}`, `["a",["b"],{"c":1}]`,
		`[1`, `{"a`, `{:}`, `x`, ``,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		size := 0
		parts(text, func(name, raw string) { size += len(name) + len(raw) })
		if size > len(text) {
			t.Errorf("%q has parts of %d bytes", text, size)
		}
	})
}

func TestParts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{}`: "", `[]`: "", `{"a":1,"b":"x:,}"}`: `a=1 b="x:,}" `, `[1,"a]",[2,3],{"a":[4]}]`: `=1 ="a]" =[2,3] ={"a":[4]} `,
		`{"o":{"p":{"q":[]}},"z":"\""}`: `o={"p":{"q":[]}} z="\"" `, `"text"`: "", `17`: "",
	} {
		got := ""
		parts(text, func(name, raw string) { got += name + "=" + raw + " " })
		if got != want {
			t.Errorf("%s has the parts %s, want %s", text, got, want)
		}
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	mark := int64(100)
	for _, want := range []int64{300, 1000, 3000, 10_000, 30_000} {
		if mark = nextMark(mark); mark != want {
			t.Errorf("found %d, want %d", mark, want)
		}
	}
}
