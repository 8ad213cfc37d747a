package dialogue

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// Reply returns what the assistant says where it calls nothing, nil where it calls.
// template is that of the candidate for the brief: it tells which small talk the
// query is.
func (w *Writer) Reply(b *pathways.Brief, template string, rng *rand.Rand) *sample.Reply {
	if b.Reply == nil {
		return nil
	}
	r := &sample.Reply{Kind: b.Reply.Kind}
	if b.Reply.Tool != nil {
		r.Tool = b.Reply.Tool.Name
	}
	g := w.grammar(b.Language)
	switch b.Reply.Kind {
	case sample.ReplyQuestion:
		if b.Reply.Param != nil {
			r.Argument = b.Reply.Param.Name
		}
		r.Text = w.question(b, g, rng)
	case sample.ReplyChat:
		r.Text = draw(smallTalk(g.Chat, template), "I'm here to help.", rng)
	default:
		r.Text = saying{tool: w.doing(b.Reply.Tool, b.Language)}.one(g.Replies.Decline, "I can't help with that.", rng)
	}
	return r
}

// question asks for what the call does not have: in the parameter's own words,
// where it has some.
func (w *Writer) question(b *pathways.Brief, g *domain.Grammar, rng *rand.Rand) string {
	p := b.Reply.Param
	if p == nil {
		return "What exactly would you like?"
	}
	if own := p.AskIn(b.Language); len(own) > 0 {
		return draw(own, "", rng)
	}
	say := saying{argument: strings.ToLower(nameWords(p.Name)), tool: w.doing(b.Reply.Tool, b.Language)}
	return say.one(g.Replies.Question, "Which one would you like?", rng)
}

// TemplateChat begins the template of candidates that are small talk; the number of
// the entry of the grammar's chat follows.
const TemplateChat = "chat:"

// smallTalk returns the replies to the small talk that a template names, nil where it
// names none.
func smallTalk(chat []domain.SmallTalk, template string) []string {
	if rest, ok := strings.CutPrefix(template, TemplateChat); ok {
		end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if end < 0 {
			end = len(rest)
		}
		if i, err := strconv.Atoi(rest[:end]); err == nil && i < len(chat) {
			return chat[i].Reply
		}
	}
	return nil
}

// draw draws one of the texts; otherwise stands in where there are none.
func draw(texts []string, otherwise string, rng *rand.Rand) string {
	if len(texts) == 0 {
		return otherwise
	}
	return texts[rng.IntN(len(texts))]
}
