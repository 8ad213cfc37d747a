package profile

import (
	"encoding/json"
	"fmt"
	"hash/maphash"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/domaintest"
	"github.com/callmill/callmill/pathways/domain/studio"
)

func loadStudio(tb testing.TB) *domain.Domain {
	tb.Helper()
	d, err := domain.Load(studio.Files())
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func epsilon(tb testing.TB, s string) Epsilon {
	tb.Helper()
	e, err := ParseEpsilon(s)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// population is a log in which a part of the queries are searches in keywords,
// the others crops in commands.
func population(n int, keywords float64, users int, calls bool) string {
	rng := rand.New(rand.NewPCG(5, 5))
	var b strings.Builder
	lines := json.NewEncoder(&b)
	for range n {
		line := map[string]any{"query": "please crop this photo to a square for me"}
		call := map[string]any{"name": "crop_image", "arguments": map[string]any{"item_id": "i", "aspect_ratio": "1:1"}}
		if rng.Float64() < keywords {
			line["query"] = "birthday card"
			call = map[string]any{"name": "search_templates", "arguments": map[string]any{"query": "birthday card"}}
		}
		if calls {
			line["calls"] = []any{call}
		}
		if users > 0 {
			line["user"] = fmt.Sprint("u", rng.IntN(users))
		}
		if err := lines.Encode(line); err != nil {
			panic(err) // texts and maps of them
		}
	}
	return b.String()
}

func shareOf(t *domain.Target, facet, bucket string) float64 {
	for _, m := range t.Marginals {
		if m.Facet != facet {
			continue
		}
		for _, s := range m.Shares {
			if s.Bucket == bucket {
				return s.Share
			}
		}
	}
	return 0
}

// The shares are those of the log, as near as the noise lets them be, and the
// file says the same as the target.
func TestProfile(t *testing.T) {
	t.Parallel()
	d := loadStudio(t)
	p, err := Read(strings.NewReader(population(20_000, 0.3, 0, true)), "log", d,
		Options{Epsilon: epsilon(t, "1.0"), Source: seeded(1)})
	if err != nil {
		t.Fatal(err)
	}
	if got := shareOf(p.Target, "tool", "search_templates"); math.Abs(got-0.3) > 0.02 {
		t.Errorf("searches have the share %v", got)
	}
	if got := shareOf(p.Target, "phrasing", "keywords"); math.Abs(got-0.3) > 0.02 {
		t.Errorf("keywords have the share %v", got)
	}
	file, err := domain.ParseTarget("profile.yaml", p.YAML())
	if err != nil {
		t.Fatalf("the file cannot be read: %v\n%s", err, p.YAML())
	}
	if err := file.Check(d.Facets); err != nil {
		t.Errorf("the file is faulty: %v", err)
	}
	if !slices.EqualFunc(file.Marginals, p.Target.Marginals, func(a, b domain.Marginal) bool {
		return a.Facet == b.Facet && slices.Equal(a.Shares, b.Shares)
	}) || len(file.Conditionals) != len(p.Target.Conditionals) || len(file.Impossible) != len(p.Target.Impossible) {
		t.Errorf("the file says something else:\n%s", p.YAML())
	}
	for _, word := range []string{"birthday", "crop this"} {
		if strings.Contains(string(p.YAML()), word) {
			t.Errorf("the file has words of the log: %q", word)
		}
	}
}

// Whatever the noise, what comes out does not contradict itself: a query without a
// tool has no call.
func TestMarginalsAgree(t *testing.T) {
	t.Parallel()
	d := loadStudio(t)
	log := population(3000, 0.3, 0, true) + strings.Repeat("{\"query\":\"thank you\",\"calls\":[]}\n", 400)
	for seed := range byte(domaintest.Draws(40)) {
		p, err := Read(strings.NewReader(log), "log", d, Options{Epsilon: epsilon(t, "0.9"), Source: seeded(seed)})
		if err != nil {
			t.Fatal(err)
		}
		if none, zero := shareOf(p.Target, "tool", "none"), shareOf(p.Target, "calls", "0"); none != zero {
			t.Errorf("source %d: no tool has the share %v, no call %v", seed, none, zero)
		}
	}
}

// Without calls the tools' shares are the domain's.
func TestProfileWithoutCalls(t *testing.T) {
	t.Parallel()
	d := loadStudio(t)
	p, err := Read(strings.NewReader(population(5000, 0.5, 0, false)), "log", d,
		Options{Epsilon: epsilon(t, "1"), Source: seeded(1)})
	if err != nil {
		t.Fatal(err)
	}
	if got := shareOf(p.Target, "tool", "search_templates"); got != 0.16 {
		t.Errorf("searches have the share %v, want the domain's", got)
	}
	if len(p.Parts) != 1 || p.Parts[0].Epsilon.r.Cmp(big.NewRat(1, 1)) != 0 {
		t.Errorf("parts %+v, want one with the whole epsilon", p.Parts)
	}
}

// What one unit contributes changes every histogram by at most what the noise is
// made for, whatever is in the log; and the parts of the budget sum to it.
func TestAccounting(t *testing.T) {
	t.Parallel()
	d := loadStudio(t)
	lots := maphash.MakeSeed()
	rapid.Check(t, func(rt *rapid.T) {
		most := rapid.IntRange(1, 5).Draw(rt, "contributions")
		users := rapid.SliceOfN(rapid.IntRange(0, 3), 1, 40).Draw(rt, "users")
		gone := rapid.IntRange(0, 3).Draw(rt, "gone")
		calls := rapid.Bool().Draw(rt, "calls")
		lines := strings.Split(strings.TrimSpace(population(len(users), 0.5, 0, calls)), "\n")
		count := func(without int) (*counter, int) {
			c := newCounter(d, most, lots)
			c.begin(calls)
			for i, u := range users {
				if u == without {
					continue
				}
				line := strings.Replace(lines[i], "{", fmt.Sprintf(`{"user":"u%d",`, u), 1)
				if err := c.line([]byte(line)); err != nil {
					rt.Fatal(err)
				}
			}
			change := c.finish()
			return c, change
		}
		with, change := count(-1)
		without, _ := count(gone)
		for i, h := range with.histograms {
			moved := int64(0)
			for cell, n := range h.cells {
				moved += max(n-without.histograms[i].cells[cell], without.histograms[i].cells[cell]-n)
			}
			if moved > int64(change) {
				rt.Fatalf("a user moves histogram %d by %d, the noise is made for %d", i, moved, change)
			}
		}
	})
	for _, calls := range []bool{true, false} {
		whole := epsilon(t, "0.7")
		p, err := Read(strings.NewReader(population(4000, 0.5, 300, calls)), "log", d,
			Options{Epsilon: whole, Contributions: 3, Source: seeded(1)})
		if err != nil {
			t.Fatal(err)
		}
		sum := Epsilon{new(big.Rat)}
		for _, part := range p.Parts {
			sum = sum.plus(part.Epsilon)
			want, _ := new(big.Rat).Quo(big.NewRat(3, 1), part.Epsilon.r).Float64()
			if math.Abs(part.Scale-want) > 1e-9 {
				t.Errorf("the noise of %v has scale %v, want %v", part.Facets, part.Scale, want)
			}
		}
		if sum.r.Cmp(whole.r) != 0 || p.Unit != "user" || p.Change != 3 {
			t.Errorf("the parts sum to %v of %v; unit %s, change %d", sum, whole, p.Unit, p.Change)
		}
	}
}

// Of a user with many queries each is as likely to count.
func TestContributionsAreDrawnEvenly(t *testing.T) {
	t.Parallel()
	c := newCounter(nil, 2, maphash.MakeSeed())
	counts := make([]int, 10)
	for user := range 3000 {
		u := &contributions{}
		for i := range counts {
			u.add(contribution{lot: c.lot(strconv.Itoa(user), i), cells: []int{i}}, c.most)
		}
		if len(u.kept) != c.most {
			t.Fatalf("%d of a user's queries count", len(u.kept))
		}
		for _, k := range u.kept {
			counts[k.cells[0]]++
		}
	}
	for i, n := range counts {
		if n < 490 || n > 710 { // 600 ± 5σ
			t.Errorf("query %d counts %d times of 3000, want about 600", i, n)
		}
	}
}

func TestProfileFaults(t *testing.T) {
	t.Parallel()
	d := loadStudio(t)
	for in, want := range map[string]string{
		"":                          "log: found no queries",
		"{}":                        "log:1: query: found nothing",
		"{\"query\":\"a\"}\n[1]":    "log:2: found no JSON object",
		"{\"query\":\"secret\"}\nx": "log:2: found no JSON object",
		`{"query":"a","calls":[{"name":"nope"}]}`:                     `log:1: calls[0]: found the tool "nope", want one of`,
		`{"query":"a","tool":"crop_image","arguments":3}`:             "log:1: the arguments of crop_image: want",
		`{"query":"a","tool":"crop_image","calls":[]}`:                "log:1: found both calls and tool",
		"{\"query\":\"a\"}\n{\"query\":\"b\",\"tool\":\"none\"}":      "log:2: some lines have calls",
		"{\"query\":\"birthday card\"}\n{\"query\":\"wedding card\"}": "[phrasing words]: too little is left",
	} {
		_, err := Read(strings.NewReader(in), "log", d, Options{Epsilon: epsilon(t, "0.1"), Source: seeded(1)})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: error %v, want %s…", in, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error tells the query: %v", err)
		}
	}
	for _, s := range []string{"", "0", "-1", "1e9", "x", "0.0000001", "1/3000000000"} {
		if e, err := ParseEpsilon(s); err == nil {
			t.Errorf("epsilon %q was read as %v", s, e)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"query":"crop this","user":"u","calls":[{"name":"crop_image","arguments":{"item_id":"x"}}]}`)
	f.Add(`{"query":"a","tool":"none"}`)
	d := loadStudio(f)
	f.Fuzz(func(t *testing.T, in string) {
		p, err := Read(strings.NewReader(in), "log", d, Options{Epsilon: epsilon(t, "5"), Source: seeded(1)})
		if (err == nil) != (p != nil) {
			t.Fatalf("profile %v, error %v", p, err)
		}
		if p == nil {
			return
		}
		file, err := domain.ParseTarget("p", p.YAML())
		if err == nil {
			err = file.Check(d.Facets)
		}
		if err != nil {
			t.Errorf("%v\n%s", err, p.YAML())
		}
	})
}
