package export

import (
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// The openings of the sentences that tell a model what the user has before them, in
// every format but jsonl: the item that is open, as JSON of its id, kind, title,
// keywords and attributes; and the list on the screen, in its order, as JSON of ids,
// kinds and titles. Pictures are left out: these formats are of text. The sentences
// are a system message, or what the format has in place of one.
const (
	contextLead = "The user has this item before them: "
	listLead    = "The user has this list before them: "
)

// NoCallText is what the assistant says where no function should be called and the
// sample has no words for it. It fits what is out of scope, what lacks something
// and small talk alike.
const NoCallText = "I have no function to call for that."

// The openings of an earlier conversation, where a format knows no turns of calls
// and results: what came before the query, and what was done for it already.
const (
	earlierLead = "The conversation so far:"
	doneLead    = "Done for it so far:"
)

// conversation is a sample as chat formats see it.
type conversation struct {
	// system is what the model is told first; empty for nothing.
	system string
	// turns are the messages that lead to the answer.
	turns []sample.Message
	// calls are the answer, in one step or several; none where text is.
	calls []sample.Call
	// text is what the assistant says: beside the calls, or in their place.
	text string
}

func conversationOf(s *sample.Sample) conversation {
	c := conversation{turns: s.Messages, calls: s.Calls}
	var system []string
	for len(c.turns) > 0 && c.turns[0].Role == sample.RoleSystem {
		system = append(system, c.turns[0].Content)
		c.turns = c.turns[1:]
	}
	c.system = strings.Join(append(system, screen(s.Context)...), "\n\n")
	// A sample may end with the words of its answer, such as a question back.
	if n := len(c.turns); n > 0 && c.turns[n-1].Role == sample.RoleAssistant && len(c.turns[n-1].Calls) == 0 {
		c.text, c.turns = c.turns[n-1].Content, c.turns[:n-1]
	}
	if s.Reply != nil && s.Reply.Text != "" {
		c.text = s.Reply.Text
	}
	if c.text == "" && len(c.calls) == 0 {
		c.text = NoCallText
	}
	return c
}

// screen tells what the user has before them, a sentence for each thing.
func screen(c *sample.Context) []string {
	if c == nil {
		return nil
	}
	var told []string
	if c.Item != nil {
		told = append(told, contextLead+itemJSON(c.Item))
	}
	if len(c.Items) > 0 {
		entries := make([]string, len(c.Items))
		for i, it := range c.Items {
			entries[i] = entryJSON(it).String()
		}
		told = append(told, listLead+array(entries))
	}
	return told
}

// query is the index of the user's last turn; 0 where there is none, -1 where there
// are no turns.
func (c *conversation) query() int {
	at := len(c.turns) - 1
	for at > 0 && c.turns[at].Role != sample.RoleUser {
		at--
	}
	return at
}

// flat gives a conversation as one instruction and one request, for formats of a
// single turn.
func (c *conversation) flat() (system, user string) {
	query := c.query()
	if query < 0 {
		return c.system, ""
	}
	var parts []string
	if c.system != "" {
		parts = append(parts, c.system)
	}
	if query > 0 {
		parts = append(parts, earlierLead+"\n"+transcript(c.turns[:query]))
	}
	return strings.Join(parts, "\n\n"), c.request(query)
}

// request is the user's turn at an index, with what was done for it already.
func (c *conversation) request(at int) string {
	text := c.turns[at].Content
	if done := c.turns[at+1:]; len(done) > 0 {
		text += "\n\n" + doneLead + "\n" + transcript(done)
	}
	return text
}

// transcript writes turns as text, a line for each message, call and result.
func transcript(turns []sample.Message) string {
	var lines []string
	names := map[string]string{}
	for _, m := range turns {
		switch {
		case m.Role == sample.RoleTool:
			lines = append(lines, names[m.CallID]+" returned: "+m.Content)
		case m.Content != "":
			lines = append(lines, string(m.Role)+": "+m.Content)
		}
		for _, call := range m.Calls {
			names[call.ID] = call.Name
			lines = append(lines, string(m.Role)+" calls "+call.Name+" "+call.Arguments)
		}
	}
	return strings.Join(lines, "\n")
}

// entryJSON is what a list shows of an item.
func entryJSON(it *sample.Item) *object {
	o := &object{}
	o.text("id", it.ID)
	o.text("kind", it.Kind)
	o.text("title", it.Title)
	return o
}

func itemJSON(it *sample.Item) string {
	o := entryJSON(it)
	keywords := make([]string, len(it.Keywords))
	for i, k := range it.Keywords {
		keywords[i] = sample.StringJSON(k)
	}
	o.raw("keywords", array(keywords))
	if len(it.Attributes) > 0 {
		attributes := make([]sample.Argument, 0, len(it.Attributes))
		for k, v := range it.Attributes {
			attributes = append(attributes, sample.Argument{Name: k, JSON: sample.StringJSON(v)})
		}
		o.raw("attributes", sample.ArgumentsJSON(attributes)) // sorts them
	}
	return o.String()
}
