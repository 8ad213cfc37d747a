package phrase

import (
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// item says the item before the user: pointed at from the graph's side, by its
// title from the metadata's, and as manners have it where there are any.
func (r *renderer) item() bool {
	it := r.open()
	if it == nil {
		return false
	}
	r.said[r.call] |= itemBit
	if r.elsewhere(it) {
		return true
	}
	if r.voice.manners != nil && r.refer() {
		return true
	}
	r.mark(keepMark)
	switch {
	case !r.voice.english:
		r.buf = append(r.buf, it.Title...) // a name is one in every language
	case r.pathway.source == fromContent && r.call == 0:
		r.title(it)
	case r.call > 0 && r.rng.IntN(4) > 0:
		r.buf = append(r.buf, "it"...)
	default:
		r.point(it)
	}
	r.mark(freeMark)
	return true
}

// point calls the item by what it is.
func (r *renderer) point(it *domain.Item) {
	words := [...]string{"this", "it", "this ", "the ", "my "}[r.rng.IntN(5)]
	r.buf = append(r.buf, words...)
	if strings.HasSuffix(words, " ") {
		r.kind(it)
	}
}

// title calls the item by its name.
func (r *renderer) title(it *domain.Item) {
	switch r.rng.IntN(4) {
	case 0:
		r.buf = append(append(append(r.buf, '"'), it.Title...), '"')
	case 1:
		r.buf = append(r.buf, it.Title...)
	case 2:
		r.buf = append(append(r.buf, "the "...), strings.ToLower(it.Title)...)
	default:
		r.buf = append(append(r.buf, "the "...), strings.ToLower(it.Title)...)
		r.buf = append(r.buf, ' ')
		r.kind(it)
	}
}

// kind writes the item's kind as words.
func (r *renderer) kind(it *domain.Item) {
	for _, c := range []byte(it.Kind) {
		if c == '_' {
			c = ' '
		}
		r.buf = append(r.buf, c)
	}
}
