package check_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/likeness"
	"github.com/callmill/callmill/pathways/sample"
)

func nearSample(query, tool, arguments, item string) *sample.Sample {
	s := &sample.Sample{Messages: []sample.Message{{Role: sample.RoleUser, Content: query}}}
	if tool != "" {
		s.Calls = []sample.Call{{ID: "call_1", Name: tool, Arguments: arguments}}
	}
	if item != "" {
		s.Context = &sample.Context{Item: &sample.Item{ID: item}}
	}
	return s
}

func TestNearDuplicates(t *testing.T) {
	t.Parallel()
	const query = "could you please find me a red birthday card for my sister"
	first := nearSample(query, "search", `{"color":"red"}`, "i1")
	for _, c := range []struct {
		why   string
		other *sample.Sample
		want  bool
	}{
		{"itself", first, true},
		{"case and blanks", nearSample(strings.ToUpper(query)+" ", "search", `{"color":"red"}`, "i1"), true},
		{"one letter", nearSample(query+"s", "search", `{"color":"red"}`, "i1"), true},
		{"one word", nearSample(query[:len(query)-6]+"brother", "search", `{"color":"red"}`, "i1"), false},
		{"another value", nearSample(query, "search", `{"color":"rad"}`, "i1"), false},
		{"another tool", nearSample(query, "find", `{"color":"red"}`, "i1"), false},
		{"no call", nearSample(query, "", "", "i1"), false},
		{"another item", nearSample(query, "search", `{"color":"red"}`, "i2"), false},
		{"no item", nearSample(query, "search", `{"color":"red"}`, ""), false},
	} {
		d := check.NewNearDuplicates(10)
		g := check.GistOf(first)
		d.Add(&g)
		if other := check.GistOf(c.other); d.Near(&other) != c.want {
			t.Errorf("%s: near is %v", c.why, !c.want)
		}
	}
	// The order and number of calls is part of what a query asks for.
	two := nearSample(query, "search", `{"color":"red"}`, "")
	two.Calls = append(two.Calls, sample.Call{ID: "call_2", Name: "export", Arguments: `{}`})
	back := nearSample(query, "export", `{}`, "")
	back.Calls = append(back.Calls, two.Calls[0])
	d := check.NewNearDuplicates(10)
	g, h := check.GistOf(two), check.GistOf(back)
	d.Add(&g)
	if d.Near(&h) || !d.Near(&g) {
		t.Error("the order of calls was not told apart")
	}
}

// nearOracle says the same slowly: it keeps everything and counts what would be
// forgotten.
type nearOracle struct {
	limit int
	all   []*sample.Sample
	grams []int
}

func (o *nearOracle) add(s *sample.Sample) {
	words := likeness.TrigramsOf(s.Query())
	o.all, o.grams = append(o.all, s), append(o.grams, words.Len())
}

func (o *nearOracle) near(s *sample.Sample) bool {
	first, grams := len(o.all), 0
	for first > 0 && len(o.all)-first < o.limit && grams+o.grams[first-1] <= 128*o.limit {
		first--
		grams += o.grams[first]
	}
	compared := 0
	for i := len(o.all) - 1; i >= first && compared < 256; i-- {
		if fmt.Sprint(o.all[i].Calls, contextID(o.all[i])) != fmt.Sprint(s.Calls, contextID(s)) {
			continue
		}
		compared++
		a, b := likeness.TrigramsOf(o.all[i].Query()), likeness.TrigramsOf(s.Query())
		if a.Jaccard(&b) >= 0.9-1e-12 {
			return true
		}
	}
	return false
}

func contextID(s *sample.Sample) string {
	if s.Context == nil {
		return ""
	}
	return s.Context.Item.ID
}

func TestNearDuplicatesAgainstOracle(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{0, 1, 2, 7, 100, 600} {
		rng := rand.New(rand.NewPCG(uint64(limit), 3))
		d, o := check.NewNearDuplicates(limit), &nearOracle{limit: limit}
		found := 0
		for step := range 1500 {
			s := randomNear(rng)
			g := check.GistOf(s)
			want := limit > 0 && o.near(s)
			if d.Near(&g) != want {
				t.Fatalf("limit %d, step %d: %q near is %v", limit, step, s.Query(), !want)
			}
			if want {
				found++
			}
			if !want || rng.IntN(4) == 0 {
				d.Add(&g)
				o.add(s)
			}
			if d.Len() > limit {
				t.Fatalf("limit %d: %d remembered", limit, d.Len())
			}
		}
		if limit >= 7 && found < 20 {
			t.Errorf("limit %d: only %d near duplicates", limit, found)
		}
	}
}

// randomNear draws from few calls and contexts, and queries that often differ
// little; some are very long, to fill the memory before its limit.
func randomNear(rng *rand.Rand) *sample.Sample {
	query := fmt.Sprintf("please find me something number %d for %d", rng.IntN(40), rng.IntN(40))
	if rng.IntN(20) == 0 {
		var b strings.Builder
		for range 200 {
			fmt.Fprint(&b, " ", rng.IntN(1000))
		}
		query += b.String()
	}
	tools := []string{"", "", "search", "crop"}
	items := []string{"", "i1"}
	return nearSample(query, tools[rng.IntN(len(tools))], fmt.Sprintf(`{"n":%d}`, rng.IntN(2)), items[rng.IntN(2)])
}

func FuzzNearDuplicates(f *testing.F) {
	f.Add("find me a card", "find me a cards", uint8(3))
	f.Add("", "\xff", uint8(0))
	f.Fuzz(func(t *testing.T, x, y string, limit uint8) {
		d, o := check.NewNearDuplicates(int(limit)), &nearOracle{limit: int(limit)}
		for i, q := range []string{x, y, x + y, y + x, x, y} {
			s := nearSample(q, "tool", strconv.Itoa(i%2), "")
			g := check.GistOf(s)
			if want := limit > 0 && o.near(s); d.Near(&g) != want {
				t.Fatalf("%q: near is %v", q, !want)
			}
			d.Add(&g)
			o.add(s)
		}
	})
}

// BenchmarkNearDuplicates compares and remembers samples of which one in twenty
// calls nothing, so that all of those are compared with each other. Near and
// Add run in the goroutine that settles, GistOf in the workers.
func BenchmarkNearDuplicates(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	samples := make([]*sample.Sample, 20_000)
	gists := make([]check.Gist, len(samples))
	for i := range samples {
		tool := "search"
		if i%20 == 0 {
			tool = ""
		}
		var words strings.Builder
		for range 2 + rng.IntN(10) {
			fmt.Fprintf(&words, "w%d ", rng.IntN(3000))
		}
		samples[i] = nearSample(words.String(), tool, fmt.Sprintf(`{"n":%d}`, rng.IntN(5000)), "")
		gists[i] = check.GistOf(samples[i])
	}
	b.Run("GistOf", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			_ = check.GistOf(samples[i%len(samples)])
			i++
		}
	})
	b.Run("Near and Add", func(b *testing.B) {
		d := check.NewNearDuplicates(10_000)
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			g := &gists[i%len(gists)]
			_ = d.Near(g)
			d.Add(g)
			i++
		}
	})
}
