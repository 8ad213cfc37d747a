package phrase

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/domain"
)

// styled returns a renderer with a text whose arguments stand between ‹ and ›.
func styled(marked string, seed uint64) (*renderer, []byte) {
	m := &manners{Manners: &domain.Manners{Typos: domain.Typos{
		Chance: 1, Most: 3, Swap: 1, Drop: 1, Double: 1, Neighbour: 1,
	}}, vocabulary: map[string]bool{"from": true}, keys: map[byte]string{'f': "g", 'r': "t", 'o': "p", 'm': "n"}}
	r := &renderer{
		voice: &voice{manners: m, english: true}, pathway: &Pathway{domain: &domain.Domain{Lexicon: domain.NewLexicon()}},
		rng: rand.New(rand.NewPCG(seed, 1)),
	}
	marked = strings.NewReplacer("‹", string(rune(keepMark)), "›", string(rune(freeMark))).Replace(marked)
	r.buf = []byte(marked)
	return r, r.text()
}

func TestCasingAndMarks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, want string
		do       func(*renderer, []byte) []byte
	}{
		{`Find ‹Easter› "Big ‹Sale›", I said`, `find easter "Big Sale", i said`, (*renderer).lower},
		{`Ünd ‹Ägypten›`, `ünd ägypten`, (*renderer).lower},
		{`i think i'll take ‹i›, i said`, `I think I'll take i, I said`, (*renderer).sentence},
		{`"‹hello›" is it`, `"hello" is it`, (*renderer).sentence},
		{`ünd so`, `Ünd so`, (*renderer).sentence},
		{`hey, can i have ‹a, b› in ‹16:9›, please?!`, `hey can i have a, b in 16:9 please`, (*renderer).dropMarks},
		{`a ‹b›`, `a b`, (*renderer).shout},
		{`big ‹small›`, `BIG small`, (*renderer).shout},
	} {
		r, text := styled(c.in, 1)
		got := string(c.do(r, text))
		if got != c.want {
			t.Errorf("%q became %q, want %q", c.in, got, c.want)
		}
	}
}

// Typos happen in words that say no argument, leave the first letter alone, and
// make no word that the grammar or a label has.
func TestTypos(t *testing.T) {
	t.Parallel()
	changed := 0
	for seed := range uint64(2000) {
		r, text := styled(`please find ‹birthday cards› "‹from heaven›" form it's 3:2`, seed)
		before := string(text)
		got := string(r.slip(text))
		if got != before {
			changed++
		}
		if len(got) != len(r.keep) {
			t.Fatalf("%q has a mask of %d", got, len(r.keep))
		}
		if !strings.Contains(got, ` birthday cards "from heaven" f`) || !strings.HasSuffix(got, " it's 3:2") ||
			!strings.HasPrefix(got, "p") || strings.Contains(got, "heaven\" from ") {
			t.Fatalf("typos made %q", got)
		}
	}
	if changed < 1700 {
		t.Errorf("only %d of 2000 have a typo", changed)
	}
}

func TestNumberWords(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{
		0: "zero", 1: "one", 12: "twelve", 20: "twenty", 25: "twenty five", 100: "one hundred", 300: "three hundred",
		1500: "fifteen hundred", 2000: "two thousand", 101: "", 1280: "", 25000: "", -1: "",
		0.5: "", 1.5: "one and a half", 0.25: "", 12.5: "twelve and a half", 20.5: "",
	} {
		if got := numberWords(v, false); got != want {
			t.Errorf("%v is %q, want %q", v, got, want)
		}
	}
	if got := numberWords(25, true); got != "twenty-five" {
		t.Errorf("25 is %q", got)
	}
}

// A number in words never runs into what follows it, and units are exchanged
// for others of their group.
func TestWhatFollowsANumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		behind string
		want   map[string]bool
	}{
		{" px wide", map[string]bool{"eighty px wide": true, "eighty pixels wide": true}},
		{"px wide", map[string]bool{"eighty px wide": true, "eighty pixels wide": true}},
		{"x", map[string]bool{"80x": true}},
		{"% more", map[string]bool{"80% more": true, "eighty percent more": true}},
		{" wide", map[string]bool{"eighty wide": true}},
		{", wide", map[string]bool{"eighty, wide": true}},
		{"°", map[string]bool{"80°": true}},
	} {
		got := map[string]bool{}
		for seed := range uint64(60) {
			r, _ := styled("", seed)
			r.voice.manners.NumberWords, r.voice.manners.UnitChance = 1, 0.5
			r.voice.units = map[string][]string{}
			for _, group := range [][]string{{"px", "pixels"}, {"%", "percent"}} {
				for _, u := range group {
					r.voice.units[u] = group
				}
			}
			r.buf = r.buf[:0]
			r.mark(keepMark)
			r.number(80, nil)
			r.mark(freeMark)
			r.write(c.behind)
			got[string(r.text())] = true
		}
		for text := range got {
			if !c.want[strings.ReplaceAll(text, "  ", " ")] {
				t.Errorf("before %q it wrote %q", c.behind, text)
			}
		}
		if len(got) < len(c.want) {
			t.Errorf("before %q it wrote only %v", c.behind, got)
		}
	}
}
