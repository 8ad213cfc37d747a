package check

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/callmill/callmill/pathways/likeness"
	"github.com/callmill/callmill/pathways/sample"
)

// Gist is what near duplicates are told by: what the query asks for, and how it
// is worded. It is the same in every process, so that it can be made again from
// a logged sample.
type Gist struct {
	// key identifies the calls, their order and arguments, what the user has before
	// them, and what was said before.
	key   uint64
	words likeness.Trigrams
}

// GistOf returns the gist of a sample whose arguments are canonical.
func GistOf(s *sample.Sample) Gist {
	var room [1024]byte
	b := appendSetting(room[:0], s)
	for i := range s.Calls {
		b = appendCounted(b, s.Calls[i].Name)
		b = appendCounted(b, s.Calls[i].Arguments)
	}
	sum := sha256.Sum256(b)
	return Gist{key: binary.BigEndian.Uint64(sum[:]), words: likeness.TrigramsOf(s.Query())}
}

func appendCounted(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// nearMost is with how many samples of equal calls and context a new one is
// compared, the latest first. Without it a run of nothing but small talk, where
// all samples are alike in that they call nothing, would take quadratic time.
const nearMost = 256

// nearGrams is how many trigrams a query has, on average, before the memory is
// full earlier than after limit samples.
const nearGrams = 128

// NearDuplicates remembers the gists of accepted samples, in the goroutine that
// accepts them. A sample is near one of them if both make the same calls with
// the same item before the user, and at least 0.9 of the trigrams of both
// queries are in both. Samples whose calls differ are never near: pairs that
// differ in one word and one argument are what a model learns from.
//
// It remembers the latest samples, at most limit of them with at most 128 × limit
// trigrams, and compares with the latest 256 of equal calls and context. Memory
// is bounded by 4 bytes a trigram and about 150 a sample: 66 MB for a limit of
// 100,000, and mostly half of that.
type NearDuplicates struct {
	limit int
	// kept is a ring once it has limit gists. The sample that was accepted n-th
	// stands at n % limit; oldest is the first that is remembered, next the one
	// to come.
	kept         []kept
	oldest, next int
	// latest is the last sample with a key.
	latest map[uint64]int
	grams  int
}

// kept is a remembered gist and the one before it with the same key, -1 for none.
type kept struct {
	Gist

	before int
}

// NewNearDuplicates returns an empty memory for at most limit samples; below 1
// it remembers nothing.
func NewNearDuplicates(limit int) *NearDuplicates {
	return &NearDuplicates{limit: max(limit, 0), latest: map[uint64]int{}}
}

// Len returns how many samples are remembered.
func (d *NearDuplicates) Len() int { return d.next - d.oldest }

// Near says whether g is near a remembered sample.
func (d *NearDuplicates) Near(g *Gist) bool {
	at, ok := d.latest[g.key]
	if !ok {
		return false
	}
	for n := 0; at >= d.oldest && n < nearMost; n++ {
		k := &d.kept[at%d.limit]
		if k.words.Near(&g.words) {
			return true
		}
		at = k.before
	}
	return false
}

// Add remembers g, and forgets the oldest for it where there is no room.
func (d *NearDuplicates) Add(g *Gist) {
	if d.limit == 0 {
		return
	}
	for d.Len() == d.limit || d.Len() > 0 && d.grams+g.words.Len() > nearGrams*d.limit {
		d.forget()
	}
	k := kept{Gist: *g, before: -1}
	if at, ok := d.latest[g.key]; ok {
		k.before = at
	}
	d.latest[g.key] = d.next
	if len(d.kept) < d.limit {
		// Not full yet: nothing before it was ever overwritten.
		d.kept = append(d.kept, k)
	} else {
		d.kept[d.next%d.limit] = k
	}
	d.next++
	d.grams += g.words.Len()
}

func (d *NearDuplicates) forget() {
	k := &d.kept[d.oldest%d.limit]
	if d.latest[k.key] == d.oldest {
		delete(d.latest, k.key)
	}
	d.grams -= k.words.Len()
	*k = kept{before: -1}
	d.oldest++
}
