package check

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"

	"github.com/callmill/callmill/pathways/likeness"
	"github.com/callmill/callmill/pathways/sample"
)

// Fingerprint identifies what a duplicate repeats: the query, whatever its case
// and its white space, what the user has before them, and what was said before it;
// never the calls, nor the tools that are offered. It is the same in every process,
// so that it can be stored with a sample and replayed.
//
// It is the first 64 bits of a SHA-256. The chance that a new query is taken for
// one of n remembered ones is n / 2^64: 5.4e-13 with 10 million remembered, and
// 2.7e-6 that it happens even once on the way there.
func Fingerprint(s *sample.Sample) uint64 {
	var room [1024]byte
	sum := sha256.Sum256(likeness.AppendFolded(appendSetting(room[:0], s), s.Query()))
	return binary.BigEndian.Uint64(sum[:])
}

// appendSetting adds what is around the query of a sample: what the user has before
// them, and what was said before.
func appendSetting(b []byte, s *sample.Sample) []byte {
	if s.Context != nil && s.Context.Item != nil {
		b = append(b, 1)
		b = appendCounted(b, s.Context.Item.ID)
	} else {
		b = append(b, 0)
	}
	if s.Context != nil && len(s.Context.Items) > 0 {
		b = append(b, 2)
		for _, it := range s.Context.Items {
			b = appendCounted(b, it.ID)
		}
	}
	if len(s.Messages) > 1 {
		b = append(b, 3)
		for i := range s.Messages[:len(s.Messages)-1] {
			b = appendCounted(b, s.Messages[i].Content)
		}
	}
	return b
}

// Duplicates remembers the fingerprints of accepted samples, in the goroutine
// that accepts them. It keeps at most limit of them, and forgets the oldest for
// a newer one: no sample repeats any of the limit accepted before it.
//
// Memory grows with what is remembered and is bounded by 18 bytes for each of
// limit: 8 in order of arrival, and 8 in a hash table that is at most four
// fifths full. Growing needs the old table beside the new one for a moment.
type Duplicates struct {
	limit int
	// order is a ring once it has limit fingerprints; oldest is its start.
	order  []uint64
	oldest int
	// table is open-addressed with linear probing; 0 marks a free place.
	table []uint64
}

// NewDuplicates returns an empty memory for at most limit fingerprints; below 1
// it remembers nothing.
func NewDuplicates(limit int) *Duplicates {
	return &Duplicates{limit: max(limit, 0)}
}

// Len returns how many fingerprints are remembered.
func (d *Duplicates) Len() int { return len(d.order) }

// Seen says whether the fingerprint is remembered.
func (d *Duplicates) Seen(fingerprint uint64) bool {
	_, found := d.find(nonZero(fingerprint))
	return found
}

// Add remembers the fingerprint; one that is remembered already keeps its age.
func (d *Duplicates) Add(fingerprint uint64) {
	f := nonZero(fingerprint)
	if d.limit == 0 {
		return
	}
	if _, found := d.find(f); found {
		return
	}
	if len(d.order) == d.limit {
		d.forget(d.order[d.oldest])
		d.order[d.oldest] = f
		d.oldest = (d.oldest + 1) % d.limit
	} else {
		if len(d.order) >= len(d.table)/5*4 {
			d.grow()
		}
		d.order = append(d.order, f)
	}
	i, _ := d.find(f)
	d.table[i] = f
}

// nonZero keeps 0 free as a mark, at the price of one fingerprint in 2^64.
func nonZero(f uint64) uint64 { return max(f, 1) }

const firstTable = 1280

// grow doubles order and table, up to what limit needs, and no further.
func (d *Duplicates) grow() {
	most := d.limit/4*5 + 10
	size := min(max(2*len(d.table), firstTable), most)
	order := make([]uint64, len(d.order), min(d.limit, size/5*4))
	copy(order, d.order)
	d.order, d.table = order, make([]uint64, size)
	for _, f := range d.order {
		i, _ := d.find(f)
		d.table[i] = f
	}
}

// find returns where f is, or the free place where it would go.
func (d *Duplicates) find(f uint64) (int, bool) {
	if len(d.table) == 0 {
		return 0, false
	}
	for i := d.home(f); ; i = d.next(i) {
		switch d.table[i] {
		case f:
			return i, true
		case 0:
			return i, false
		}
	}
}

// forget frees the place of f, and moves up the ones behind it that would not
// be found across the gap (Knuth, The Art of Computer Programming, 6.4 R).
func (d *Duplicates) forget(f uint64) {
	gap, found := d.find(f)
	if !found {
		return
	}
	for i := d.next(gap); d.table[i] != 0; i = d.next(i) {
		home := d.home(d.table[i])
		// Stays where its home is behind the gap, cyclically in (gap, i].
		if gap < i && gap < home && home <= i || i < gap && (gap < home || home <= i) {
			continue
		}
		d.table[gap] = d.table[i]
		gap = i
	}
	d.table[gap] = 0
}

// home scales the fingerprint to the table's size, which need not be a power
// of two.
func (d *Duplicates) home(f uint64) int {
	hi, _ := bits.Mul64(f, uint64(len(d.table)))
	return int(hi)
}

func (d *Duplicates) next(i int) int {
	if i++; i < len(d.table) {
		return i
	}
	return 0
}
