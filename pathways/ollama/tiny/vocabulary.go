package tiny

import (
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
)

// Control tokens. mistral3 has the numbers of its picture tokens in its code
// (model.go, PostTokenize): a patch is 10, the end of a row 12, of a picture 13.
const (
	tokenUnknown = 0
	tokenBegin   = 1
	tokenEnd     = 2
	tokenAnswer  = 3 // opens the model's turn: nothing after it is source
	tokenPrompt  = 4 // closes the model's turn
	tokenSeen    = 13
	controls     = 16
)

const (
	answerText = "<|answer|>"
	promptText = "<|prompt|>"
)

// What is to be copied stands between these; each is one token.
const (
	opens  = "[["
	closes = "]]"
)

// merges make one token of the two bytes, whatever they stick to. Words need none:
// they are looked up whole.
func merges() []string { return []string{"[ [", "] ]"} }

// The kinds of token in tokenizer.ggml.token_type.
const (
	kindNormal  = 1
	kindUnknown = 2
	kindControl = 3
)

// vocabulary is every byte, and every word with and without a space before it: a
// tokenizer that cuts text into words finds them whole, and spells what it does
// not know. Any text can be read and written with it.
type vocabulary struct {
	tokens []string // as a tokenizer of the gpt2 kind writes them
	kinds  []int32
	ids    map[string]int // by the plain text
	codes  [][]float32    // for each token a vector of length 1
}

func newVocabulary(words []string) *vocabulary {
	v := &vocabulary{
		tokens: []string{"<|unknown|>", "<|begin|>", "<|end|>", answerText, promptText},
		kinds:  []int32{kindUnknown},
		ids:    map[string]int{},
	}
	for i := len(v.tokens); i < controls; i++ {
		v.tokens = append(v.tokens, "<|"+string(rune('a'+i))+"|>")
	}
	for len(v.kinds) < controls {
		v.kinds = append(v.kinds, kindControl)
	}
	for b := range 256 {
		v.add(string([]byte{byte(b)}))
	}
	v.add(opens)
	v.add(closes)
	for _, w := range words {
		v.add(w)
		v.add(" " + w)
	}
	v.codes = codes(len(v.tokens))
	return v
}

func (v *vocabulary) add(text string) {
	if _, ok := v.ids[text]; ok {
		return
	}
	v.ids[text] = len(v.tokens)
	v.tokens = append(v.tokens, printable(text))
	v.kinds = append(v.kinds, kindNormal)
}

// printable is how vocabularies of the gpt2 kind write bytes: each as a visible
// rune of its own (tokenizer/bytepairencoding.go).
func printable(text string) string {
	var b strings.Builder
	for i := range len(text) {
		r := rune(text[i])
		switch {
		case r == 0xad:
			r = 0x143
		case r <= 0x20:
			r += 0x100
		case r >= 0x7f && r <= 0xa0:
			r += 0xa2
		}
		b.WriteRune(r)
	}
	return b.String()
}

// word is how mistral3 cuts letters out of text (model.go, New), but for what
// stands before them.
var word = regexp.MustCompile(
	`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+`)

// Words cuts texts into the words that a model can take as one token each, sorted,
// and each once. Case counts.
func Words(texts ...string) []string {
	var out []string
	for _, text := range texts {
		for _, w := range word.FindAllString(text, -1) {
			if len(w) > 1 { // or else it is a byte, and a token anyway
				out = append(out, w)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// width is the length of a code: with it, the largest of the products of one code
// with all the others stays below about 0.6, where with itself it is 1.
func width(tokens int) int {
	if tokens <= 1200 {
		return 64
	}
	return 96
}

// codes gives each token a direction. Random signs are almost at right angles to
// each other, so that a few hundred coordinates less than tokens tell them apart.
func codes(n int) [][]float32 {
	w := width(n)
	rng := rand.New(rand.NewPCG(0x63616c6c, 0x6d696c6c))
	unit := float32(1 / math.Sqrt(float64(w)))
	out := make([][]float32, n)
	for i := range out {
		out[i] = make([]float32, w)
		for j := range out[i] {
			out[i][j] = unit
			if rng.Uint32()&1 == 0 {
				out[i][j] = -unit
			}
		}
	}
	return out
}
