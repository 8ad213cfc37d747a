package tiny

import (
	"math"
	"slices"
	"strconv"
)

// copier is the text part of a model: what package doc describes.
type copier struct {
	layout

	vocab   *vocabulary
	colours []Colour
	tensors []*tensor
}

func newCopier(words []string, colours []Colour) *copier {
	for _, c := range colours {
		words = append(slices.Clip(words), c.Word)
	}
	v := newVocabulary(Words(words...))
	c := &copier{layout: newLayout(len(v.codes[0]), len(colours)), vocab: v, colours: colours}
	c.tensors = append(c.tensors, c.embeddings(), c.logits(), c.norm("output_norm.weight"))
	c.look()
	c.find()
	return c
}

// norm undoes the division by the root mean square, which is constant/√width.
func (c *copier) norm(name string) *tensor {
	return vector(name, c.width, float32(constant/math.Sqrt(float64(c.width))))
}

// embeddings: every token is its code and its flags.
func (c *copier) embeddings() *tensor {
	m := half("token_embd.weight", c.width, len(c.vocab.tokens))
	for t, code := range c.vocab.codes {
		m.set(t, c.flag(flagConstant), constant)
		if t >= controls {
			m.put(t, c.self, code, 1)
		}
	}
	set := func(text string, flag int, value float32) { m.set(c.vocab.ids[text], c.flag(flag), value) }
	set(opens, flagBracket, 1)
	set(closes, flagBracket, -1)
	set(closes, flagCloser, 1)
	set("[", flagList, 1)
	set(`"`, flagQuote, 1)
	set(" ", flagSpace, 1)
	for _, text := range []string{":", ",", "[", " "} {
		set(text, flagOpener, 1)
	}
	for _, colour := range c.colours {
		set(colour.Word, flagColour, 1)
	}
	m.set(tokenBegin, c.flag(flagBegin), 1)
	m.set(tokenAnswer, c.flag(flagTurn), 1)
	m.set(tokenAnswer, c.flag(flagQuote), 1)
	m.set(tokenAnswer, c.flag(flagStart), 1)
	m.set(tokenPrompt, c.flag(flagTurn), -1)
	// After a picture comes a space, and it is there to be copied.
	m.put(tokenSeen, c.self, c.vocab.codes[c.vocab.ids[" "]], 1)
	m.set(tokenSeen, c.flag(flagSeen), 1)
	m.set(tokenSeen, c.flag(flagSource), 1)
	return m
}

// wish is the logit of the token to say next. The others are about an eighth of
// it, up or down, and at most a half.
const wish = 600

// logits: the token to say, and what to fall back on where there is none, or the
// schema does not allow it.
func (c *copier) logits() *tensor {
	m := half("output.weight", c.width, len(c.vocab.tokens))
	bias := func(token int, logit float32) { m.set(token, c.flag(flagConstant), logit/constant) }
	id := c.vocab.ids
	for t, code := range c.vocab.codes {
		if t < controls {
			bias(t, -600)
			continue
		}
		m.put(t, c.say, code, wish)
	}
	for b := range 256 {
		token := id[string([]byte{byte(b)})]
		switch {
		case b < ' ' || b == 0x7f: // JSON strings have none
			bias(token, -300)
		case b >= 0x80: // parts of letters, out of place alone
			bias(token, -100)
		}
	}
	// With nothing to copy: close what is open, rather one item than two, rather no
	// optional member than one, true rather than false.
	for text, logit := range map[string]float32{
		`"`: 150, "{": 95, "]": 90, "}": 90, ",": 88, "[": 85, "t": 2,
		" ": -100, `\`: -300, "-": -60, ".": -60, "+": -60, "e": -2, "E": -60, "0": 60,
	} {
		bias(id[text], logit)
	}
	for d := '1'; d <= '9'; d++ {
		bias(id[string(d)], 70)
	}
	// Where the closing bracket would be copied the text ends: with the answer, or,
	// where the schema does not allow that yet, with the string.
	for _, text := range []string{opens, closes} {
		clear(m.data[id[text]*m.cols:][:m.cols])
		bias(id[text], -600)
	}
	bias(tokenEnd, 170)
	m.put(tokenEnd, c.say, c.vocab.codes[id[closes]], 1.2*wish)
	m.put(id[`"`], c.say, c.vocab.codes[id[closes]], wish)
	m.set(id[`"`], c.flag(flagStop), 1.2*wish)
	return m
}

// block is a layer of the model, with weights of zero.
type block struct {
	query, key, value, out *tensor
	gate, up, down         *tensor
	used                   int // hidden units
}

func (c *copier) block(n int) *block {
	p := "blk." + strconv.Itoa(n) + "."
	b := &block{
		query: half(p+"attn_q.weight", c.width, heads*c.head),
		key:   half(p+"attn_k.weight", c.width, c.head),
		value: half(p+"attn_v.weight", c.width, c.head),
		out:   half(p+"attn_output.weight", heads*c.head, c.width),
		gate:  full(p+"ffn_gate.weight", c.width, c.hidden),
		up:    full(p+"ffn_up.weight", c.width, c.hidden),
		down:  full(p+"ffn_down.weight", c.hidden, c.width),
	}
	c.tensors = append(c.tensors, b.query, b.key, b.value, b.out, b.gate, b.up, b.down,
		c.norm(p+"attn_norm.weight"), c.norm(p+"ffn_norm.weight"))
	return b
}

const (
	gates     = 4 // of layer 0, beside one for each colour
	stepUnits = 2
)

// step adds a vector to a token where a weighted sum of its coordinates is well
// above zero, and not where it is not: silu(x-6) - silu(x-7), which is 0 to within
// a hundredth for x < 0, and 1 for x > 13.
func (c *copier) step(b *block, sum map[int]float32, at int, v []float32) {
	one := c.flag(flagConstant)
	for i := range stepUnits {
		unit := b.used
		b.used++
		for col, w := range sum {
			b.gate.add(unit, col, w)
		}
		b.gate.add(unit, one, float32(-6-i)/constant)
		b.up.set(unit, one, 1.0/constant)
		for j, x := range v {
			b.down.set(at+j, unit, x*float32(1-2*i))
		}
	}
}
