package export

import (
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// contextLead opens the one sentence that tells a model of the item that the user
// has before them, in every format; the item follows as JSON: id, kind, title,
// keywords and attributes. Its picture is left out: these formats are of text. The
// sentence is a system message, or what the format has in place of one.
const contextLead = "The user has this item before them: "

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
	// calls are the answer; none where text is.
	calls []sample.Call
	// text is what the assistant says: beside the calls, or in their place.
	text string
}

func conversationOf(s *sample.Sample) conversation {
	c := conversation{turns: s.Messages, calls: answerable(s.Calls)}
	var system []string
	for len(c.turns) > 0 && c.turns[0].Role == sample.RoleSystem {
		system = append(system, c.turns[0].Content)
		c.turns = c.turns[1:]
	}
	if s.Context != nil && s.Context.Item != nil {
		system = append(system, contextLead+itemJSON(s.Context.Item))
	}
	c.system = strings.Join(system, "\n\n")
	// A sample may end with the words of its answer, such as a question back.
	if n := len(c.turns); n > 0 && c.turns[n-1].Role == sample.RoleAssistant && len(c.turns[n-1].Calls) == 0 {
		c.text, c.turns = c.turns[n-1].Content, c.turns[:n-1]
	}
	if c.text == "" && len(c.calls) == 0 {
		c.text = NoCallText
	}
	return c
}

// answerable leaves out the calls that wait for the result of another call of the
// answer: a model cannot make them in the same turn, since it does not have that
// result; teaching it to would teach it to make one up. jsonl has all of them.
func answerable(calls []sample.Call) []sample.Call {
	return slices.DeleteFunc(slices.Clone(calls), func(c sample.Call) bool {
		return slices.ContainsFunc(c.DependsOn, func(id string) bool {
			return slices.ContainsFunc(calls, func(other sample.Call) bool { return other.ID == id })
		})
	})
}

// flat gives a conversation as one instruction and one request, for formats of a
// single turn.
func (c *conversation) flat() (system, user string) {
	query := len(c.turns) - 1
	for query > 0 && c.turns[query].Role != sample.RoleUser {
		query--
	}
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
	user = c.turns[query].Content
	if done := c.turns[query+1:]; len(done) > 0 {
		user += "\n\n" + doneLead + "\n" + transcript(done)
	}
	return strings.Join(parts, "\n\n"), user
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

func itemJSON(it *sample.Item) string {
	var o object
	o.text("id", it.ID)
	o.text("kind", it.Kind)
	o.text("title", it.Title)
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
