package check

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/likeness"
)

func TestHeldOut(t *testing.T) {
	t.Parallel()
	h := NewHeldOut([]string{
		"Please find me a pink birthday card for my sister", "", "  ", "hi",
		"please  FIND me a pink birthday card for my sister",
	})
	if h.Len() != 2 {
		t.Errorf("%d queries are held out, want 2", h.Len())
	}
	for query, want := range map[string]pathways.Reason{
		"please find me a PINK birthday card  for my sister\t": ReasonHeldOutEqual,
		"Please find me a pink birthday card for my sisters":   ReasonHeldOutNear,
		"Please find me a pink birthday card for my brother":   "",
		"HI ": ReasonHeldOutEqual,
		"ho":  "",
		"":    "",
	} {
		r := h.Refuses(query)
		switch {
		case r == nil && want == "":
		case r == nil || r.Stage != StageHeldOut || r.Reason != want || !strings.Contains(r.Detail, "held out"):
			t.Errorf("%q: got %v, want %q", query, r, want)
		}
	}
	if r := NewHeldOut(nil).Refuses("hi"); r != nil {
		t.Errorf("nothing is held out: %v", r)
	}
}

// refusesOracle says what must be refused by looking at every query.
func refusesOracle(queries []string, query string) pathways.Reason {
	folded := string(likeness.AppendFolded(nil, query))
	words := likeness.TrigramsOf(query)
	reason := pathways.Reason("")
	for _, q := range queries {
		other := string(likeness.AppendFolded(nil, q))
		if other == "" || folded == "" {
			continue
		}
		if other == folded {
			return ReasonHeldOutEqual
		}
		if u := likeness.TrigramsOf(q); u.Jaccard(&words) >= 0.9-1e-12 {
			reason = ReasonHeldOutNear
		}
	}
	return reason
}

// The index refuses what a look at every query refuses, also at the very edge.
func TestHeldOutAgainstOracle(t *testing.T) {
	t.Parallel()
	counts := map[pathways.Reason]int{}
	rapid.Check(t, func(rt *rapid.T) {
		letters := rapid.SampledFrom([]string{"ab", "abcdef ", "abcdefghijklmnopqrstuvwxyz  "}).Draw(rt, "letters")
		text := rapid.Custom(func(t *rapid.T) string {
			return rapid.StringOfN(rapid.SampledFrom([]rune(letters)), 0, 60, -1).Draw(t, "text")
		})
		queries := rapid.SliceOfN(text, 1, 12).Draw(rt, "queries")
		h := NewHeldOut(queries)
		for range 8 {
			// A query that is held out, after some slips.
			query := []byte(rapid.SampledFrom(queries).Draw(rt, "query"))
			for range rapid.IntRange(0, 3).Draw(rt, "slips") {
				i := rapid.IntRange(0, len(query)).Draw(rt, "at")
				if i < len(query) && rapid.Bool().Draw(rt, "drop") {
					query = slices.Delete(query, i, i+1)
				} else {
					query = slices.Insert(query, i, letters[rapid.IntRange(0, len(letters)-1).Draw(rt, "letter")])
				}
			}
			var got pathways.Reason
			if r := h.Refuses(string(query)); r != nil {
				got = r.Reason
			}
			want := refusesOracle(queries, string(query))
			counts[want]++
			if got != want {
				rt.Fatalf("%q among %q: %q, want %q", query, queries, got, want)
			}
		}
	})
	for _, reason := range []pathways.Reason{"", ReasonHeldOutEqual, ReasonHeldOutNear} {
		if counts[reason] < 20 {
			t.Errorf("too few of a kind: %v", counts)
		}
	}
}

func TestReadHeldOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []string
		// fault is what the error says.
		fault string
	}{
		{"", nil, "held.jsonl:1: found no query, want at least one"},
		{"\ufeffplain text\r\n\n  {\"query\": \"a\", \"calls\": []}\n{\"prompt\":\"b\"}\n\"c \\u00e4\"\n", []string{
			"plain text", "a", "b", "c ä",
		}, ""},
		{`[{"query": "a"}]`, nil, `held.jsonl:1: found a JSON list, want {"query": "…"}, {"prompt": "…"}, ` +
			`a JSON string or plain text, one a line`},
		{`{"prompt":"b","query":"a"}`, []string{"a"}, ""},
		{"a\n{\"query\": 3}", nil, `held.jsonl:2: query: found no text, want a text`},
		{"{\"prompt\": null}", nil, `held.jsonl:1: prompt: found no text, want a text`},
		{"\n\n{\"text\": \"a\"}", nil, `held.jsonl:3: found an object without query or prompt, want {"query": "…"}, ` +
			`{"prompt": "…"}, a JSON string or plain text`},
		{`{"query": "a"`, nil, `held.jsonl:1: found a broken object (unexpected end of JSON input), want ` +
			`{"query": "…"}, {"prompt": "…"}, a JSON string or plain text`},
		{`"a" b`, nil, `held.jsonl:1: found a broken string (invalid character 'b' after top-level value), want ` +
			`{"query": "…"}, {"prompt": "…"}, a JSON string or plain text`},
		{`{"query": " "}`, nil, "held.jsonl:1: query: found an empty query, want a text"},
		{"a\nb\xff", nil, "held.jsonl:2: found bytes that are not UTF-8, want UTF-8"},
		{strings.Repeat("a", MaxHeldOutQuery+1), nil, "held.jsonl:1: found 4001 bytes, want at most 4000"},
		{
			"a\n" + strings.Repeat("a", maxHeldOutLine+1), nil,
			"held.jsonl:2: found a line of more than 1048576 bytes, want at most so many",
		},
		{"\"\n\"", nil, `held.jsonl:1: found a broken string (unexpected end of JSON input), want {"query": "…"}, ` +
			`{"prompt": "…"}, a JSON string or plain text` + "\n" +
			`held.jsonl:2: found a broken string (unexpected end of JSON input), want {"query": "…"}, ` +
			`{"prompt": "…"}, a JSON string or plain text`},
		{strings.Repeat("a\n", MaxHeldOut+1), nil, "held.jsonl:20001: found more than 20000 queries, want fewer"},
	} {
		got, err := ReadHeldOut(strings.NewReader(c.text), "held.jsonl")
		switch {
		case c.fault == "" && (err != nil || !slices.Equal(got, c.want)):
			t.Errorf("%.40q: got %q, %v, want %q", c.text, got, err, c.want)
		case c.fault != "" && (err == nil || err.Error() != c.fault || got != nil):
			t.Errorf("%.40q: got %q\n%v, want\n%s", c.text, got, err, c.fault)
		}
	}
}

func TestReadHeldOutLimits(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	if _, err := ReadHeldOut(iotest.ErrReader(broken), "held.jsonl"); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	line := strings.Repeat(" ", 1<<16-1) + "\n"
	whole := func(rest string) io.Reader {
		var readers []io.Reader
		for range maxHeldOutFile >> 16 {
			readers = append(readers, strings.NewReader(line))
		}
		return io.MultiReader(append(readers, strings.NewReader(rest))...)
	}
	if _, err := ReadHeldOut(whole(""), "held.jsonl"); err == nil || !strings.Contains(err.Error(), "no query") {
		t.Errorf("as many bytes as may be: %v", err)
	}
	_, err := ReadHeldOut(whole("a"), "held.jsonl")
	if err == nil || err.Error() != "held.jsonl: found more than 67108864 bytes, want at most so many" {
		t.Errorf("one more: %v", err)
	}
	many, err := ReadHeldOut(strings.NewReader(strings.Repeat("{\n", 2*domain.MaxFaults)), "held.jsonl")
	var faults domain.Faults
	if !errors.As(err, &faults) || len(faults) != domain.MaxFaults || many != nil {
		t.Errorf("%d faults", len(faults))
	}
}

func FuzzReadHeldOut(f *testing.F) {
	f.Add([]byte("plain\n\"text\"\n{\"query\":\"a\"}\n{\"prompt\":\"b\"}\n"))
	f.Add([]byte("{\n\"\n{\"query\":{}}\r\n\xff\n\ufeff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		queries, err := ReadHeldOut(strings.NewReader(string(data)), "held.jsonl")
		var faults domain.Faults
		switch {
		case err == nil:
			h := NewHeldOut(queries)
			for _, q := range queries {
				if strings.TrimSpace(q) == "" || len(q) > MaxHeldOutQuery {
					t.Fatalf("query %q", q)
				}
				if r := h.Refuses(q); r == nil || r.Reason != ReasonHeldOutEqual {
					t.Fatalf("%q: %v", q, r)
				}
			}
		case queries != nil || !errors.As(err, &faults) || len(faults) == 0 || len(faults) > domain.MaxFaults:
			t.Fatalf("%q, %v", queries, err)
		default:
			for _, fault := range faults {
				if fault.File == "" || fault.Found == "" || fault.Want == "" || fault.Line < 1 {
					t.Fatalf("%+v", fault)
				}
			}
		}
	})
}

// What bounds it: the trigrams of the query, and how rare they are.
func BenchmarkHeldOut(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	pick := func(from ...string) string { return from[rng.IntN(len(from))] }
	query := func() string {
		return fmt.Sprintf("%s %s %s %s for %s%s %s number %d",
			pick("please find me", "could you show me", "i need", "search for", "make"), pick("a", "the", "some"),
			pick("pink", "black", "rose gold", "green", "navy", "retro"),
			pick("birthday card", "wedding invitation", "poster", "flyer", "sticker", "menu"),
			pick("my", "the", "our"), pick(" sister", " brother", " boss", " team", " school"),
			pick("in winter", "with roses", "in a bold font", "newest first", "that is free"), rng.IntN(10_000))
	}
	queries := make([]string, 10_000)
	for i := range queries {
		queries[i] = query()
	}
	h := NewHeldOut(queries)
	asked, refused := make([]string, 1000), 0
	for i := range asked {
		asked[i] = query()
		if h.Refuses(asked[i]) != nil {
			refused++
		}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		h.Refuses(asked[i%len(asked)])
		i++
	}
	b.ReportMetric(float64(refused)/float64(len(asked)), "refused")
}
