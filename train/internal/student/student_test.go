package student

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// language is a made-up way to ask, of which the right answers are known.
func language(n int, seed uint64) []Row {
	rng := rand.New(rand.NewPCG(seed, 7))
	pick := func(words ...string) string { return words[rng.IntN(len(words))] }
	rows := make([]Row, n)
	for i := range rows {
		r := Row{Arguments: map[string]string{}}
		switch rng.IntN(3) {
		case 0:
			city := pick("new york", "paris", "rome", "san juan", "cork")
			r.Function, r.Query = "weather", pick("weather in ", "is it cold in ", "forecast for ")+city
			r.Arguments["city"] = city
			if rng.IntN(2) == 0 {
				day := pick("monday", "friday")
				r.Query += " on " + day
				r.Arguments["day"] = day
			}
		case 1:
			n := rng.IntN(3)
			r.Function = "table"
			r.Query = "book a table for " + []string{"two", "three", "four"}[n]
			r.Arguments["people"] = strconv.Itoa(n + 2)
			if rng.IntN(2) == 0 {
				r.Query += pick(" outside", " in the garden")
				r.Arguments["outside"] = "true"
			}
		default:
			r.Function, r.Query = None, pick("hello there", "thank you", "who are you")
		}
		rows[i] = r
	}
	return rows
}

// A student learns a simple language whole: functions, values of several words,
// number words, and values that nobody says.
func TestStudentLearns(t *testing.T) {
	t.Parallel()
	s, err := Fit(t.Context(), language(600, 1), 1)
	if err != nil {
		t.Fatal(err)
	}
	score, mistakes, err := s.Test(t.Context(), language(300, 2), 1)
	if err != nil {
		t.Fatal(err)
	}
	if score.Exact.Value < 0.99 || score.Function.Value != 1 {
		t.Errorf("score %+v, mistakes %+v", score, mistakes[:min(3, len(mistakes))])
	}
	// What it never saw it gets wrong: the score can tell.
	rows := language(100, 3)
	for i := range rows {
		rows[i].Function = "other"
	}
	if score, _, err = s.Test(t.Context(), rows, 1); err != nil || score.Function.Value != 0 || score.MacroF1.Value != 0 {
		t.Errorf("score of unknown functions %+v, %v", score, err)
	}
}

// The same rows and seed give the same student.
func TestStudentIsReproducible(t *testing.T) {
	t.Parallel()
	var answers [2]string
	for i := range answers {
		s, err := Fit(t.Context(), language(200, 1), 9)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range language(50, 4) {
			f, a := s.Answer(r.Query)
			answers[i] += fmt.Sprintln(f, a)
		}
	}
	if answers[0] != answers[1] {
		t.Error("two students of the same rows answer differently")
	}
}

func TestMeasure(t *testing.T) {
	t.Parallel()
	got := measure([]outcome{
		{want: "a", got: "a", exact: true, right: 2, said: 2, wanted: 2},
		{want: "a", got: "b"},
		{want: "b", got: "b", right: 1, said: 2, wanted: 3},
		{want: "c", got: "b"},
	})
	// F1: a 2·1/(1+2), b 2·1/(3+1), c 0; arguments 2·3/(4+5).
	want := [4]float64{0.5, (2.0/3 + 0.5 + 0) / 3, 0.25, 6.0 / 9}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-12 {
			t.Errorf("measure %d is %v, want %v", i, got[i], want[i])
		}
	}
}

// The interval of a share covers it about as often as it says.
func TestIntervalCovers(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 3))
	covered := 0
	const trials = 120
	for range trials {
		outcomes := make([]outcome, 200)
		for i := range outcomes {
			outcomes[i] = outcome{want: "a", got: "b"}
			if rng.Float64() < 0.7 {
				outcomes[i].got = "a"
			}
		}
		s := score(outcomes, rng.Uint64())
		if s.Function.Low <= 0.7 && 0.7 <= s.Function.High {
			covered++
		}
	}
	if covered < trials*88/100 {
		t.Errorf("%d of %d intervals cover the truth", covered, trials)
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	rows, err := Read(strings.NewReader(`{"query":"a","tool":"f","arguments":{"n":3,"s":{"w":1.50},"l":["x","y"]}}

{"query":"b","calls":[]}
{"query":"c","calls":[{"name":"f","arguments":{"at":"i7"}},{"name":"g","arguments":{}}],"context":{"item":{"id":"i7"}}}
`), "x.jsonl", 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(rows[0].Arguments, rows[1].Function, rows[2].Function, rows[2].Arguments); got !=
		"map[l[0]:x l[1]:y n:3 s.w:1.50]nonef+gmap[1.at:(the item on screen)]" {
		t.Errorf("rows %s", got)
	}
	for in, want := range map[string]string{
		`{"query":"a"}`:                           "x.jsonl:1: found neither, want either calls or tool",
		"{\"query\":\"a\",\"tool\":\"f\"}\n[1]":   "x.jsonl:2: found",
		`{"query":" ","tool":"f"}`:                "x.jsonl:1: query: found nothing",
		`{"query":"a","tool":"f","arguments":[]}`: "x.jsonl:1: arguments: found",
		"": "x.jsonl: found no rows",
	} {
		if _, err := Read(strings.NewReader(in), "x.jsonl", 0); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: error %v, want %s…", in, err, want)
		}
	}
}

// Rows of every shape of a sample are read: dialogues by their last request, replies
// as no function, calls in steps by what can be called first, items of a list by
// their place.
func TestReadShapes(t *testing.T) {
	t.Parallel()
	const name = "testdata/shapes.jsonl"
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := Read(file, name, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{"the second one", "crop", map[string]string{"at": "(item 2 of the list on screen)", "as": OnScreen}},
		{"dogs", None, map[string]string{}},
		{"crop", None, map[string]string{}},
		{"find a cat and crop it", "find", map[string]string{"q": "cat"}},
		{"crop what you found", "crop", map[string]string{}}, // an earlier turn has called
	}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("found %v\nwant  %v", rows, want)
	}
	// A student learns them, and answers.
	s, err := Fit(t.Context(), rows, 1)
	if err != nil {
		t.Fatal(err)
	}
	score, mistakes, err := s.Test(t.Context(), rows, 1)
	if err != nil || score.Exact.Value != 1 {
		t.Errorf("score %+v, %v, mistakes %v", score, err, mistakes)
	}
	const circle = `{"query":"a","calls":[{"id":"x","name":"f","depends_on":["x"]}]}`
	if _, err := Read(strings.NewReader(circle), "x", 0); err == nil {
		t.Error("a call that waits for itself is admitted")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"query":"a","tool":"f","arguments":{"n":3}}`)
	f.Add(`{"query":"c","calls":[{"name":"f","arguments":{"l":[{"a":1}]}}],"context":{"item":{"id":"i7"}}}`)
	f.Add(`{"messages":[{"role":"user","content":"c"}],"context":{"items":[{"id":"i7"},{"id":"i7"}]},` +
		`"calls":[{"id":"1","name":"f","depends_on":["2"]},{"id":"2","name":"g"}]}`)
	f.Fuzz(func(t *testing.T, in string) {
		rows, err := Read(strings.NewReader(in), "f", 10)
		if (err == nil) != (len(rows) > 0) {
			t.Errorf("%d rows, error %v", len(rows), err)
		}
	})
}

// Tokens cover all but the white space of a text, in order.
func TestTokenise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		at := 0
		for _, k := range tokenise(text) {
			if strings.TrimSpace(text[at:k.start]) != "" || k.end <= k.start || text[k.start:k.end] != k.text {
				t.Fatalf("token %+v after %d of %q", k, at, text)
			}
			at = k.end
		}
		if strings.TrimSpace(text[at:]) != "" {
			t.Fatalf("%q is left of %q", text[at:], text)
		}
	})
}

// Labels are read back as the spans that they were made from.
func TestTaggerMarks(t *testing.T) {
	t.Parallel()
	tg := newTagger([]string{"a", "b"}, nil)
	labels, ok := tg.mark(6, []span{{"a", 0, 2}, {"a", 2, 3}, {"b", 4, 6}})
	if got := fmt.Sprint(labels, ok); got != "[1 2 1 0 3 4] true" {
		t.Errorf("labels %s", got)
	}
	if _, ok := tg.mark(3, []span{{"a", 0, 2}, {"b", 1, 3}}); ok {
		t.Error("overlapping spans were marked")
	}
}

func BenchmarkFit(b *testing.B) {
	rows := language(2000, 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Fit(b.Context(), rows, 1); err != nil {
			b.Fatal(err)
		}
	}
}
