package diversity_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/diversity"
	"github.com/callmill/callmill/pathways/likeness"
)

func TestVocabulary(t *testing.T) {
	t.Parallel()
	c := diversity.NewCorpus([]string{"a red Card", "A card!", "a blue card", "green"})
	// a red card | | blue | green
	if got, want := c.Vocabulary(0, 1, 2, 3, 4, 99), []int{0, 3, 3, 4, 5, 5}; !slices.Equal(got, want) {
		t.Errorf("vocabulary is %v, want %v", got, want)
	}
}

func TestDistinct(t *testing.T) {
	t.Parallel()
	c := diversity.NewCorpus([]string{"find a red card", "find a red poster", "card"})
	// 1-grams: 9, of which find, a, red, card, poster; 2-grams: 6, of which
	// find a, a red, red card, red poster; 3-grams: 4, of which 3.
	for n, want := range map[int]float64{0: 0, 1: 5. / 9, 2: 4. / 6, 3: 3. / 4, 5: 0} {
		if got := c.Distinct(n); math.Abs(got-want) > 1e-12 {
			t.Errorf("distinct-%d is %v, want %v", n, got, want)
		}
	}
	if got := diversity.NewCorpus(nil).Distinct(1); got != 0 {
		t.Errorf("distinct-1 of nothing is %v", got)
	}
}

func TestSelfBLEU(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why     string
		queries []string
		want    float64
	}{
		{"equal", []string{"find a red card now", "find a red card now"}, 1},
		{
			"nothing in common",
			[]string{"a b c d", "e f g h"},
			math.Pow(0.1/4*0.1/3*0.1/2*0.1/1, 0.25),
		},
		// Each of four words shares a b c with the other: 3/4, 2/3, 1/2, 0.1/1.
		{"one word differs", []string{"a b c d", "a b c e"}, math.Pow(0.75*2/3*0.5*0.1, 0.25)},
		// "a b" against "a b c": 1 and 1, penalty exp(1-3/2). Back: 2/3, 1/2, 0.1/1.
		{
			"brevity",
			[]string{"a b", "a b c"},
			(math.Exp(-0.5) + math.Cbrt(2./3*0.5*0.1)) / 2,
		},
		// The three words of the first are clipped to the two of the second: 2/3,
		// 1/2, 0.1/1 for the first; 1 and 1 with exp(1-3/2) for the second.
		{
			"clipped",
			[]string{strings.Repeat("a ", 3), strings.Repeat("a ", 2)},
			(math.Cbrt(2./3*0.5*0.1) + math.Exp(-0.5)) / 2,
		},
		{"one alone", []string{"a b"}, 0},
	} {
		if got := diversity.NewCorpus(c.queries).SelfBLEU(100, 1); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: %v, want %v", c.why, got, c.want)
		}
	}
	many := make([]string, 500)
	for i := range many {
		many[i] = strings.Repeat(string(rune('a'+i%26))+" ", 1+i%7)
	}
	c := diversity.NewCorpus(many)
	if x, y := c.SelfBLEU(100, 1), c.SelfBLEU(100, 1); x != y {
		t.Errorf("the same sample gave %v and %v", x, y)
	}
}

// The filter finds what comparing all pairs finds.
func TestNearDuplicates(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	words := []string{"find", "a", "red", "blue", "birthday", "card", "cards", "for", "my", "sister", "poster", "please"}
	var queries []string
	for range 400 {
		var b strings.Builder
		for range 1 + rng.IntN(12) {
			b.WriteString(words[rng.IntN(len(words))] + " ")
		}
		queries = append(queries, b.String())
		if rng.IntN(3) == 0 {
			queries = append(queries, strings.Replace(queries[rng.IntN(len(queries))], "card", "cards", 1))
		}
	}
	queries = append(queries, "", "", "x", "X ")
	want := 0
	for i, q := range queries {
		x := likeness.TrigramsOf(q)
		if i > 0 && q != "" && slices.ContainsFunc(queries[:i], func(p string) bool {
			y := likeness.TrigramsOf(p)
			return x.Jaccard(&y) >= 0.9
		}) {
			want++
		}
	}
	got := diversity.NewCorpus(queries).NearDuplicates()
	if math.Abs(got-float64(want)/float64(len(queries))) > 1e-12 || want < 20 {
		t.Errorf("share is %v, want %d of %d", got, want, len(queries))
	}
}
