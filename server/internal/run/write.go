package run

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// reasonSameQuery: both halves of a pair of hard negatives are worded alike.
const reasonSameQuery pathways.Reason = "same_query"

// write makes the slot's sample: the turns before its query, the query, by the
// chosen pathway, and what the assistant says where it calls nothing. Errors are a
// *pathways.Failure, the context's, or a fault of the pathway.
func (l *loop) write(ctx context.Context, s *slot) (*sample.Sample, error) {
	b := s.brief
	if len(b.Earlier) > 0 {
		history, err := l.engine.dialogue.History(ctx, b, l.sharedRand(s, streamHistory))
		if err != nil {
			return nil, err
		}
		told := *b
		told.History = history
		if b.Contrast != nil {
			other := *b.Contrast
			other.History = history
			told.Contrast = &other
		}
		b = &told
	}
	made, err := l.query(ctx, s, b)
	if err != nil || b.Contrast == nil {
		return made, err
	}
	// The other half, as the pair's other slot writes it.
	other, err := l.query(ctx, s, b.Contrast)
	if err != nil {
		return nil, err
	}
	if other.Query() == made.Query() {
		return nil, &pathways.Failure{Reason: reasonSameQuery, Detail: fmt.Sprintf("both halves say %q", made.Query())}
	}
	if r := l.engine.checks.Verify(other); r != nil {
		return nil, &pathways.Failure{Reason: r.Reason, Detail: "the other half of the pair: " + r.Detail}
	}
	made.Provenance.Contrast = &sample.Contrast{Query: other.Query(), Calls: other.Calls}
	return made, nil
}

// query has the pathway write for a brief, and makes the sample that would be.
func (l *loop) query(ctx context.Context, s *slot, b *pathways.Brief) (*sample.Sample, error) {
	c, err := l.pathways[s.pathway].Write(ctx, b, l.sharedRand(s, streamWrite))
	if err == nil && c == nil {
		return nil, errors.New("the pathway gave neither a candidate nor an error")
	}
	if err != nil {
		return nil, err
	}
	p := l.provenance(s)
	p.Template, p.Nodes, p.Items = c.Template, c.Nodes, c.Items
	p.Seen, p.Turns, p.Language = c.Seen, c.Turns, b.Language
	made := &sample.Sample{
		ID:         sampleID(l.spec.GetSeed(), s.ordinal),
		Messages:   slices.Concat(b.History, c.Messages),
		Tools:      l.offered(b.Offered),
		Calls:      c.Calls,
		Context:    c.Context,
		Provenance: p,
	}
	if len(made.Calls) == 0 {
		made.Reply = l.engine.dialogue.Reply(b, c.Template, slotRand(l.spec.GetSeed(), s.ordinal, streamReply))
	}
	return made, nil
}

// sharedRand is the source for one purpose of a slot: one for both halves of a pair,
// so that they differ in what they ask for and not in how.
func (l *loop) sharedRand(s *slot, stream uint64) *rand.Rand {
	if s.half != nil {
		return l.pairs.rand(s, stream)
	}
	return slotRand(l.spec.GetSeed(), s.ordinal, stream)
}

// offered names the tools to choose from.
func (l *loop) offered(tools []*domain.Tool) []string {
	if tools == nil {
		return l.engine.toolNames
	}
	names := make([]string, len(tools))
	for i, t := range tools {
		names[i] = t.Name
	}
	return names
}

// provenance says how the slot's sample comes to be, but for the pathway's part.
func (l *loop) provenance(s *slot) sample.Provenance {
	p := l.pathways[s.pathway]
	return sample.Provenance{
		Domain: l.engine.Domain.Name, DomainHash: l.engine.Domain.Hash,
		Seed: l.spec.GetSeed(), Slot: s.ordinal,
		Pathway: p.Name(), Modality: p.Modality(),
		Policy: l.policy.Label(), PolicyHash: l.policy.Hash(),
	}
}
