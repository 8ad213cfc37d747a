package diversity

import "math/bits"

// reservoirSize is how many queries the figures of texts are taken from: what
// self-BLEU is commonly taken of, and what bounds its time.
const reservoirSize = 2000

// reservoir draws queries evenly, each of those that came as likely as any other:
// algorithm R of Vitter, "Random Sampling with a Reservoir" (ACM TOMS 1985), with
// a hash of each sample's id in the place of a random number. So it depends on the
// samples and their order alone.
type reservoir struct {
	salt    uint64
	seen    uint64
	queries []string
}

func (r *reservoir) add(id uint64, query string) {
	r.seen++
	if len(r.queries) < reservoirSize {
		r.queries = append(r.queries, query)
		return
	}
	// The high word of the product is even over 0 to seen-1 (Lemire 2019).
	if at, _ := bits.Mul64(mix(id^r.salt), r.seen); at < reservoirSize {
		r.queries[at] = query
	}
}

// hash is FNV-1a, which is the same everywhere and always.
func hash(text string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}

// mix spreads what differs in few bits over all of them: the finalizer of
// SplitMix64 (Steele, Lea and Flood 2014).
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
