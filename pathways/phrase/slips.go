package phrase

import (
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// minTypoWord is the length of the shortest words that get typos: in shorter
// ones, a typo leaves little to recognise.
const minTypoWord = 4

// addVocabulary collects the words of all productions.
func (m *manners) addVocabulary(g *domain.Grammar) {
	var parts func([]domain.Part)
	add := func(ps []*domain.Production) {
		for _, p := range ps {
			parts(p.Parts)
		}
	}
	parts = func(list []domain.Part) {
		for _, p := range list {
			if p.Kind == domain.PartText {
				for _, w := range domain.Words(p.Text) {
					m.vocabulary[w] = true
				}
			}
			for _, a := range p.Alternatives {
				parts(a)
			}
		}
	}
	for i := range g.Phrasings {
		add(g.Phrasings[i].Say)
	}
	for _, ps := range g.Rules {
		add(ps)
	}
	for _, rules := range g.Tools {
		for _, ps := range rules {
			add(ps)
		}
	}
	add(g.None)
	for _, talk := range g.Chat {
		add(talk.Say)
	}
}

// word is where a word stands in a text.
type word struct{ start, end int }

// freeWords returns the words of so many plain letters or more that say no
// argument.
func freeWords(out []word, text, mask []byte, least int) []word {
	for i := 0; i < len(text); {
		if text[i] == ' ' {
			i++
			continue
		}
		start, plain := i, true
		for ; i < len(text) && text[i] != ' '; i++ {
			plain = plain && mask[i] == free
		}
		end := i
		for end > start && strings.IndexByte(",.?!:;", text[end-1]) >= 0 {
			end--
		}
		if plain && end-start >= least && isLetters(string(text[start:end])) {
			out = append(out, word{start, end})
		}
	}
	return out
}

func isLetters(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// slip makes typos in words that say no argument.
func (r *renderer) slip(text []byte) []byte {
	m := r.voice.manners
	var room [32]word
	for range 1 + r.rng.IntN(m.Typos.Most) {
		words := freeWords(room[:0], text, r.keep, minTypoWord)
		if len(words) == 0 {
			return text
		}
		w := words[r.rng.IntN(len(words))]
		text = r.mistype(text, w)
	}
	return text
}

// mistype makes one typo in a word; none where it would make another word.
func (r *renderer) mistype(text []byte, w word) []byte {
	m := r.voice.manners
	// The first letter is mostly right.
	at := w.start + 1 + r.rng.IntN(w.end-w.start-1)
	var room [64]byte
	wrong := append(room[:0], text[w.start:w.end]...)
	i := at - w.start
	t := &m.Typos
	switch x := r.rng.Float64() * (t.Swap + t.Drop + t.Double + t.Neighbour); {
	case x < t.Swap:
		if i == len(wrong)-1 {
			i--
		}
		wrong[i], wrong[i+1] = wrong[i+1], wrong[i]
	case x < t.Swap+t.Drop:
		wrong = append(wrong[:i], wrong[i+1:]...)
	case x < t.Swap+t.Drop+t.Double:
		wrong = append(wrong[:i+1], wrong[i:]...)
	default:
		near := m.keys[wrong[i]|0x20]
		if near == "" {
			return text
		}
		wrong[i] = near[r.rng.IntN(len(near))]
	}
	folded := strings.ToLower(string(wrong))
	if m.vocabulary[folded] || r.pathway.domain.Lexicon.Knows(folded) {
		return text
	}
	return r.replace(text, w, wrong)
}

// replace puts other words in place of a free one, in the text and its mask.
func (r *renderer) replace(text []byte, w word, with []byte) []byte {
	out := make([]byte, 0, len(text)+8)
	out = append(append(append(out, text[:w.start]...), with...), text[w.end:]...)
	mask := make([]byte, 0, len(text)+8)
	mask = append(mask, r.keep[:w.start]...)
	for range with {
		mask = append(mask, free)
	}
	r.keep = append(mask, r.keep[w.end:]...)
	return out
}
