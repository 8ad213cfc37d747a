// Package dialogue writes what is said before and after a query: the earlier turns
// of a conversation, and what the assistant says where it calls nothing.
package dialogue

import (
	"context"
	"math/rand/v2"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

// shareGrammar is how often an earlier query is written by the pathway with the
// whole grammar where that can; else by any that can.
const shareGrammar = 0.6

// Writer writes them for one domain. It is safe for concurrent use.
type Writer struct {
	domain  *domain.Domain
	phrases []pathways.Pathway
	// does says what the tools do, in the domain's own language.
	does map[*domain.Tool]string
}

// New returns a writer whose earlier queries are written by the phrase pathways of
// the domain.
func New(d *domain.Domain, phrases []pathways.Pathway) *Writer {
	w := &Writer{domain: d, phrases: phrases, does: make(map[*domain.Tool]string, len(d.Tools))}
	for _, t := range d.Tools {
		w.does[t] = toolWords(d.Grammar, t)
	}
	return w
}

// History returns what is said in the brief's earlier turns: of each the query, the
// calls, their results, and what the assistant says then. Nil where there are none.
// Equal states of rng give equal histories. Errors are a *pathways.Failure, or the
// context's.
func (w *Writer) History(ctx context.Context, b *pathways.Brief, rng *rand.Rand) ([]sample.Message, error) {
	var said []sample.Message
	for i := range b.Earlier {
		turn := &b.Earlier[i]
		// The turn's own brief, as it stands in the dialogue: ids of calls go on.
		asked := *turn.Brief
		asked.Earlier, asked.History = b.Earlier[:i], said
		c, err := w.query(ctx, &asked, rng)
		if err != nil {
			return nil, err
		}
		said = append(said, c.Messages...)
		if asked.Reply != nil {
			r := w.Reply(&asked, c.Template, rng)
			said = append(said, sample.Message{Role: sample.RoleAssistant, Content: r.Text})
			continue
		}
		calls := asked.SampleCalls()
		said = append(said, sample.Message{Role: sample.RoleAssistant, Calls: calls})
		for j := range calls {
			said = append(said, sample.Message{Role: sample.RoleTool, Content: turn.Results[j], CallID: calls[j].ID})
		}
		said = append(said, sample.Message{Role: sample.RoleAssistant, Content: w.told(turn, asked.Language, rng)})
	}
	return said, nil
}

// query has a phrase pathway write an earlier turn's query: of those that can, one
// after the other until one does.
func (w *Writer) query(ctx context.Context, b *pathways.Brief, rng *rand.Rand) (*pathways.Candidate, error) {
	var able []pathways.Pathway
	first := -1
	for _, p := range w.phrases {
		if !p.CanServe(b) {
			continue
		}
		if p.Name() == phrase.NameGrammar {
			first = len(able)
		}
		able = append(able, p)
	}
	if len(able) == 0 {
		return nil, &pathways.Failure{
			Reason: pathways.ReasonNoPhrase, Detail: "no phrase pathway can write for an earlier turn",
		}
	}
	if drawn := rng.Float64() >= shareGrammar; first < 0 || drawn {
		first = rng.IntN(len(able))
	}
	var failed error
	for i := range able {
		c, err := able[(first+i)%len(able)].Write(ctx, b, rng)
		if err == nil {
			return c, nil
		}
		if _, refused := pathways.ReasonOf(err); !refused {
			return nil, err
		}
		failed = err
	}
	return nil, failed
}

// told is what the assistant says after the calls of a turn.
func (w *Writer) told(turn *pathways.Turn, language string, rng *rand.Rand) string {
	g := w.grammar(language)
	last := turn.Brief.Calls[len(turn.Brief.Calls)-1].Tool
	say := saying{tool: w.doing(last, language)}
	if len(turn.Items) > 0 {
		say.item = turn.Items[0]
	}
	english := g.Language == "" || strings.HasPrefix(g.Language, "en")
	e := w.domain.Effect(last)
	switch {
	case e != nil && len(e.Finds) > 0:
	case reads(last) && (e == nil || len(e.Sets) == 0 && e.Makes == ""):
		return say.one(lookedUp(&g.Replies, english), "Here is what I found.", rng)
	case len(turn.Items) == 0:
		return say.one(neutral(&g.Replies, english), "Done.", rng)
	default:
		return say.one(g.Replies.Done, "Done.", rng)
	}
	say.count = len(turn.Items)
	texts := g.Replies.Found
	if say.count < 2 {
		texts = foundFew(&g.Replies, say.count, english)
	}
	found := say.one(texts, "Here is what I found.", rng)
	if turn.Opened == nil {
		return found
	}
	opened := saying{item: turn.Opened}.one(g.Replies.Opened, "Here it is.", rng)
	if len(turn.Items) < 2 || rng.IntN(2) == 0 {
		return opened
	}
	return found + " " + opened
}

// doing says what the tool does, empty where the domain has no words for it in that
// language.
func (w *Writer) doing(t *domain.Tool, language string) string {
	if t == nil || w.grammar(language) != w.domain.Grammar {
		return ""
	}
	return w.does[t]
}

// grammar is that of a language, the domain's own for none.
func (w *Writer) grammar(language string) *domain.Grammar {
	if g := w.domain.Grammars[language]; g != nil {
		return g
	}
	return w.domain.Grammar
}
