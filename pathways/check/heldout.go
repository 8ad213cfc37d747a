package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/likeness"
	"github.com/callmill/callmill/pathways/sample"
)

// HeldOut refuses what is equal or near to queries that are kept apart, such as
// those that a model will be tested with. A query is equal to another whatever the
// case, the white space and the punctuation of both, and near to it if at least 0.9
// of the trigrams of both are in both: the measure of NearDuplicates, but whatever
// the calls are. Punctuation is left out of them: in a short text one mark is more
// than a tenth of the trigrams.
// It is immutable and safe for concurrent use.
//
// Two queries with 0.9 in common have, when their trigrams are sorted in any one
// order, one of the first tenth in common (the prefix filter of Chaudhuri, Ganti
// and Kaushik, 2006). The order is that of how rare a trigram is, so that only few
// queries are compared with each other.
//
// Memory is about 8 bytes for each character of the queries, and twice their text.
type HeldOut struct {
	queries []string
	// equal are the folded queries.
	equal map[string]int32
	words []likeness.Trigrams
	// frequency is in how many of the queries a trigram is.
	frequency map[uint32]int32
	// rare are the queries that have a trigram among their rarest tenth, by how many
	// trigrams they have: only those of about as many can be near.
	rare map[uint32][]int32
}

// NewHeldOut returns the stage for these queries. Queries without text are left
// out, and no query is refused for them.
func NewHeldOut(queries []string) *HeldOut {
	h := &HeldOut{
		equal: make(map[string]int32, len(queries)), frequency: map[uint32]int32{}, rare: map[uint32][]int32{},
	}
	for _, q := range queries {
		bare := unmarked(q)
		folded := string(likeness.AppendFolded(nil, bare))
		if _, again := h.equal[folded]; again || folded == "" {
			continue
		}
		words := likeness.TrigramsOf(bare)
		h.equal[folded] = int32(len(h.queries))
		h.queries = append(h.queries, q)
		h.words = append(h.words, words)
		for _, g := range words.All() {
			h.frequency[g]++
		}
	}
	var grams []ranked
	for i := range h.words {
		grams = h.rarest(grams[:0], &h.words[i])
		for _, g := range grams {
			h.rare[g.gram] = append(h.rare[g.gram], int32(i))
		}
	}
	for _, list := range h.rare {
		slices.SortStableFunc(list, func(x, y int32) int { return cmp.Compare(h.size(x), h.size(y)) })
	}
	return h
}

// unmarked returns a text without its punctuation; as it is where there is nothing
// else in it.
func unmarked(text string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) && r != '%' && r != '#' {
			return ' '
		}
		return r
	}, text)
	if strings.TrimSpace(bare) == "" {
		return text
	}
	return bare
}

// RefusesSample looks at all that a sample says for the user: its query, what was
// said before it, and the other half of its pair.
func (h *HeldOut) RefusesSample(s *sample.Sample) *Rejection {
	if len(h.queries) == 0 {
		return nil
	}
	for i := range s.Messages {
		if s.Messages[i].Role != sample.RoleUser {
			continue
		}
		if r := h.Refuses(s.Messages[i].Content); r != nil {
			return r
		}
	}
	if c := s.Provenance.Contrast; c != nil {
		return h.Refuses(c.Query)
	}
	return nil
}

// Len returns how many queries are held out.
func (h *HeldOut) Len() int { return len(h.queries) }

// Refuses returns why the query is refused, nil where it is not.
func (h *HeldOut) Refuses(query string) *Rejection {
	if len(h.queries) == 0 {
		return nil
	}
	var room [512]byte
	bare := unmarked(query)
	folded := likeness.AppendFolded(room[:0], bare)
	if at, ok := h.equal[string(folded)]; ok {
		return h.refusal(ReasonHeldOutEqual, query, at)
	}
	if len(folded) == 0 {
		return nil
	}
	words := likeness.TrigramsOf(bare)
	if at, ok := h.near(&words); ok {
		return h.refusal(ReasonHeldOutNear, query, at)
	}
	return nil
}

func (h *HeldOut) size(at int32) int { return h.words[at].Len() }

// near returns a held-out query that is near, and whether there is one.
func (h *HeldOut) near(words *likeness.Trigrams) (int32, bool) {
	least, most := (9*words.Len()+9)/10, words.Len()*10/9
	var room [64]ranked
	for _, g := range h.rarest(room[:0], words) {
		list := h.rare[g.gram]
		from, _ := slices.BinarySearchFunc(list, least, func(at int32, n int) int { return cmp.Compare(h.size(at), n) })
		for _, at := range list[from:] {
			if h.size(at) > most {
				break
			}
			if h.words[at].Near(words) {
				return at, true
			}
		}
	}
	return 0, false
}

// ranked is a trigram and in how many held-out queries it is.
type ranked struct {
	gram      uint32
	frequency int32
}

// rarest appends the rarest trigrams of a set, as many as two near sets cannot both
// be without: of n, at least 9/10 are in both (common ≥ 9/10 of the union, which
// is no smaller than n), so n - ⌈9n/10⌉ + 1 of them.
func (h *HeldOut) rarest(grams []ranked, words *likeness.Trigrams) []ranked {
	for _, g := range words.All() {
		grams = append(grams, ranked{g, h.frequency[g]})
	}
	slices.SortFunc(grams, func(x, y ranked) int {
		return cmp.Or(cmp.Compare(x.frequency, y.frequency), cmp.Compare(x.gram, y.gram))
	})
	n := len(grams)
	return grams[:min(n, n-(9*n+9)/10+1)]
}

func (h *HeldOut) refusal(reason pathways.Reason, query string, at int32) *Rejection {
	return &Rejection{
		Stage: StageHeldOut, Reason: reason,
		// Not the held-out query itself: details are for people.
		Detail: fmt.Sprintf("%.200q is like the held out query number %d", query, at+1),
	}
}
