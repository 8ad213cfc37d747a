package vision

import (
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// data is what the prompt is told about a brief.
func (p *Pathway) data(b *pathways.Brief) *domain.PromptData {
	d := &domain.PromptData{
		Domain:   p.domain.Description,
		Calls:    b.Prompt(),
		Phrasing: b.Bucket(p.phrasing),
		Context:  b.Context, Item: b.Item,
		Nodes: b.Nodes(), Hints: b.Hints(),
	}
	d.LeastWords, d.MostWords = pathways.WordBounds(b.Bucket(p.words))
	return d
}
