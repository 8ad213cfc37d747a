// Package sample holds what callmill produces: the sample, its parts, and the
// facets it is measured by. It depends on nothing, so that every other package
// can speak of samples.
package sample

import (
	"slices"
	"strings"
	"time"
)

// Role says who wrote a message.
type Role string

// The roles of a conversation, in the names chat formats use.
const (
	RoleSystem    Role = "system"
	RoleUser      Role = "user"
	RoleAssistant Role = "assistant"
	RoleTool      Role = "tool"
)

// Modality is the kind of source a pathway writes from.
type Modality string

// The modalities, in the order of the modality facet's buckets.
const (
	ModalityPhrase Modality = "phrase"
	ModalityText   Modality = "text"
	ModalityVision Modality = "vision"
)

// Message is one turn of the conversation that leads to the calls.
type Message struct {
	Role    Role
	Content string
	// Calls are what an assistant turn called earlier in the dialogue.
	Calls []Call
	// CallID names the call whose result a tool turn carries.
	CallID string
}

// Call is one function call of the answer.
type Call struct {
	// ID is unique within the sample: "call_1", "call_2", ….
	ID string
	// Name is the tool's.
	Name string
	// Arguments is a JSON object in the form that Canonical gives. It stays
	// text: decoding it into floats would change large integers.
	Arguments string
	// DependsOn lists the IDs of the calls whose results this one needs.
	DependsOn []string
	// Result is what the call returned, as canonical JSON text; empty but for
	// calls that another one of the answer depends on.
	Result string
}

// Item is what a sample shows of a content item.
type Item struct {
	ID         string
	Kind       string
	Title      string
	Keywords   []string
	Attributes map[string]string
	// Picture is a path inside the domain, empty where the item has none.
	Picture string
}

// Context is what the user has before them while asking.
type Context struct {
	// Item is the one that is open, nil where none is.
	Item *Item
	// Items are a list on the screen, such as what a search found, in its order.
	Items []*Item
}

// ReplyKind says why an answer calls nothing.
type ReplyKind string

// The kinds of replies.
const (
	// ReplyQuestion asks for what a call needs and the user did not say.
	ReplyQuestion ReplyKind = "question"
	// ReplyDecline says that no tool that is offered does what is asked for.
	ReplyDecline ReplyKind = "decline"
	// ReplyChat answers what asks for nothing: a greeting, thanks, small talk.
	ReplyChat ReplyKind = "chat"
)

// Reply is the right answer where no tool should be called.
type Reply struct {
	Kind ReplyKind
	// Text is what the assistant says.
	Text string
	// Tool is the one that a question is about, or that would do what is asked for
	// and is not offered; empty for none.
	Tool string
	// Argument is what a question asks for, empty for none.
	Argument string
}

// Contrast is the other half of a pair of hard negatives: a query that differs in
// little and needs another call.
type Contrast struct {
	Query string
	Calls []Call
}

// Provenance says how a sample came to be. It carries no run, cursor or time:
// the same seed, domain and policy give the same provenance.
type Provenance struct {
	Domain     string
	DomainHash string
	Seed       uint64
	Slot       uint64
	Pathway    string
	Modality   Modality
	Policy     string
	PolicyHash string
	// Template is the grammar production or prompt that wrote the query.
	Template string
	// Nodes and Items are the ids of the graph nodes and content items it was
	// made from.
	Nodes []string
	Items []string
	// Seen is what a vision model said it saw in the picture.
	Seen []string
	// Turns are the questions that were put to models, in order; nil where no
	// model took part.
	Turns []ModelTurn
	// Verdict is what the judge said, nil where none was asked.
	Verdict *Verdict
	// Contrast is the other half of a pair of hard negatives, nil where the sample
	// is not part of one.
	Contrast *Contrast
	// Language is that of the query, as in "en".
	Language string
}

// The purposes of a model's turn.
const (
	PurposeWrite = "write" // the query
	PurposeLabel = "label" // the calls of a query
	PurposeJudge = "judge" // whether they go together
)

// ModelTurn is one question that a model answered.
type ModelTurn struct {
	// Purpose is PurposeWrite, PurposeLabel or PurposeJudge.
	Purpose string
	// Model is the model's name, Digest its SHA-256 in hexadecimal.
	Model, Digest string
	// Prompt is the prompt template's name, PromptHash its SHA-256.
	Prompt, PromptHash string
	Temperature        float64
	Seed               uint64
	// MaxTokens is the most that an answer may have.
	MaxTokens int
	// PromptTokens, OutputTokens and Duration are over all attempts.
	PromptTokens, OutputTokens int
	Duration                   time.Duration
	// Attempts is 2 where the first answer had a fault that the model was told.
	Attempts int
}

// Verdict is what a judge said of a sample.
type Verdict struct {
	// Agrees says that the calls answer the query.
	Agrees bool
	// Score says how well, in [0, 1].
	Score float64
	// Reason is in the judge's words.
	Reason string
	Turn   ModelTurn
}

// Sample is a verified query → calls pair. It is immutable once made.
type Sample struct {
	// ID derives from the seed and the slot, nothing else.
	ID       string
	Messages []Message
	// Tools are the names of the functions offered to the model.
	Tools []string
	// Calls are the right answer; empty where no tool should be called.
	Calls []Call
	// Reply is the right answer where there are no calls, nil where there are.
	Reply *Reply
	// Context is nil where the user has nothing before them.
	Context *Context
	// Facets are the measured buckets, in the domain's facet order.
	Facets     []FacetValue
	Provenance Provenance
}

// FacetValue is the bucket a sample was measured in.
type FacetValue struct {
	Facet  string
	Bucket string
}

// Query is the last user message, empty where there is none.
func (s *Sample) Query() string { return LastUser(s.Messages) }

// LastUser returns the content of the last user message, empty where there is
// none.
func LastUser(messages []Message) string {
	for _, m := range slices.Backward(messages) {
		if m.Role == RoleUser {
			return m.Content
		}
	}
	return ""
}

// subject is the item that the first call is about: the open one, or that of the
// list on the screen which it takes; nil for none.
func (s *Sample) subject() *Item {
	if s.Context != nil && s.Context.Item != nil {
		return s.Context.Item
	}
	return s.listed()
}

// listed is the item of the list on the screen that the first call takes, by its id,
// title or picture, where nothing is open; nil for none.
func (s *Sample) listed() *Item {
	if s.Context == nil || s.Context.Item != nil || len(s.Calls) == 0 {
		return nil
	}
	for _, it := range s.Context.Items {
		for _, by := range [...]string{it.ID, it.Title, it.Picture} {
			if by != "" && strings.Contains(s.Calls[0].Arguments, StringJSON(by)) {
				return it
			}
		}
	}
	return nil
}

// CallBefore is the call of the turn right before the query, where that made one and
// the answer is one call of the same tool; nil otherwise.
func (s *Sample) CallBefore() *Call {
	if len(s.Calls) != 1 {
		return nil
	}
	var only *Call
	users := 0
	for _, m := range slices.Backward(s.Messages) {
		if m.Role == RoleUser {
			if users++; users > 1 {
				break
			}
		}
		for i := range m.Calls {
			if only != nil || users == 0 || m.Calls[i].Name != s.Calls[0].Name {
				return nil
			}
			only = &m.Calls[i]
		}
	}
	return only
}
