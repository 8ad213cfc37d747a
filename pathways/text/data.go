package text

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// examples is how many queries of the asked phrasing a prompt shows, where the
// phrase pathways give so many. Drafting and writing one takes microseconds.
const (
	examples     = 2
	exampleTries = 6
)

// data is what a prompt for a query is told of every brief.
func (p *Pathway) data(ctx context.Context, b *pathways.Brief, rng *rand.Rand) *domain.PromptData {
	d := &domain.PromptData{
		Domain:   p.domain.Description,
		Phrasing: b.Bucket(p.phrasing),
		Context:  b.Context,
		Hints:    b.Hints(),
	}
	d.LeastWords, d.MostWords = pathways.WordBounds(b.Bucket(p.words))
	if d.Phrasing != "" {
		d.Examples = p.examples(ctx, b, rng)
	}
	return d
}

// examples writes queries in the brief's phrasing, and mostly in its length, for
// calls that have nothing to do with the brief's: with something on the screen or
// without, and for no call at all, as the brief has it.
func (p *Pathway) examples(ctx context.Context, b *pathways.Brief, rng *rand.Rand) []string {
	if len(p.phrases) == 0 {
		return nil
	}
	buckets := make([]string, len(p.domain.Facets))
	buckets[p.phrasing], buckets[p.words] = b.Bucket(p.phrasing), b.Bucket(p.words)
	if len(b.Calls) == 0 {
		buckets[p.tool] = sample.BucketNone
	}
	f := &p.domain.Facets[p.phrasing]
	var list []string
	for range exampleTries {
		other, err := p.drafter.Draft(0, buckets, rng)
		if err != nil || (other.Context == nil) != (b.Context == nil) {
			continue
		}
		c := p.phrase(ctx, other, rng)
		if c == nil {
			continue
		}
		s := sample.Sample{Messages: c.Messages}
		if q := s.Query(); f.Buckets[f.Measure(&s)] == buckets[p.phrasing] && !slices.Contains(list, q) {
			if list = append(list, q); len(list) == examples {
				break
			}
		}
	}
	return list
}

// phrase has one of the phrase pathways write; nil where none does.
func (p *Pathway) phrase(ctx context.Context, b *pathways.Brief, rng *rand.Rand) *pathways.Candidate {
	serving := p.serving(b)
	if len(serving) == 0 {
		return nil
	}
	c, err := serving[rng.IntN(len(serving))].Write(ctx, p.free(b), rng)
	if err != nil {
		return nil
	}
	return c
}

// serving returns the phrase pathways that can write for a brief.
func (p *Pathway) serving(b *pathways.Brief) []pathways.Pathway {
	b = p.free(b)
	var list []pathways.Pathway
	for _, phrase := range p.phrases {
		if phrase.CanServe(b) {
			list = append(list, phrase)
		}
	}
	return list
}

// free returns the brief without its modality: phrase pathways refuse those of
// another.
func (p *Pathway) free(b *pathways.Brief) *pathways.Brief {
	if b.Bucket(p.modality) == "" {
		return b
	}
	other := *b
	other.Buckets = slices.Clone(b.Buckets)
	other.Buckets[p.modality] = ""
	return &other
}

// saysID says whether a query names the item on the screen by its id, which no
// user knows.
func saysID(query string, b *pathways.Brief) bool {
	return b.Context != nil && strings.Contains(strings.ToLower(query), strings.ToLower(b.Context.ID))
}
