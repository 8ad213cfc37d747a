package domain

import (
	"fmt"
	"text/template"
)

// Prompt is a style of asking a model, for one purpose. A domain has several, and
// a pathway draws one for each candidate.
type Prompt struct {
	// Name is unique in the domain: the purpose and the style, "text/brief:terse".
	Name string
	// Hash is the SHA-256 of its source, in hexadecimal.
	Hash string
	// System and User are executed with a *PromptData; see Render. System is nil
	// where there is none.
	System, User *template.Template
	Temperature  float64
	// MaxTokens bounds the answer.
	MaxTokens int
}

// Render makes the texts of the system and of the user's turn. The error says
// which of the two failed, and why.
func (p *Prompt) Render(data *PromptData) (system, user string, err error) {
	if p.System != nil {
		if system, err = execute(p.System, data); err != nil {
			return "", "", fmt.Errorf("prompt %s: system: %w", p.Name, err)
		}
	}
	if user, err = execute(p.User, data); err != nil {
		return "", "", fmt.Errorf("prompt %s: user: %w", p.Name, err)
	}
	return system, user, nil
}

// PromptsFor returns the styles of a purpose, the domain's or the default ones;
// of a loaded domain never none. Shared, not to be changed.
func (d *Domain) PromptsFor(purpose string) []*Prompt { return d.Prompts[purpose] }

// What prompts are for. A purpose is a pathway's name, or a turn of one, or the
// judge.
const (
	PromptTextBrief   = "text/brief"
	PromptTextRewrite = "text/rewrite"
	PromptTextQuery   = "text/query"
	PromptLabel       = "label"
	PromptVisionNeed  = "vision/need"
	PromptVisionEdit  = "vision/edit"
	PromptJudge       = "judge"
)

// PromptData is what a prompt template may use. What has no meaning for a purpose
// is empty.
type PromptData struct {
	// Domain describes the product that the user talks to.
	Domain string
	// Tools are the functions that may be called.
	Tools []PromptTool
	// Calls are what the query must ask for, or what is to be judged.
	Calls []PromptCall
	// LeastWords and MostWords bound the query's length; 0 where there is no bound.
	LeastWords, MostWords int
	// Phrasing is the asked bucket of the phrasing facet, empty where it is free.
	Phrasing string
	// Context is the item before the user, Item the one the request is about; nil
	// where there is none.
	Context, Item *Item
	// Nodes are what the request is about.
	Nodes []*Node
	// Query is the query to rewrite, label or judge.
	Query string
	// Hints are sentences that say what the query needs beside its calls: what was
	// said before, what is on the screen, what it leaves unsaid, what makes it hard.
	Hints []string
	// Examples are queries of the asked phrasing, to take the tone from.
	Examples []string
}

// PromptTool is a function as a prompt tells it.
type PromptTool struct {
	Name, Description string
	// Parameters is the JSON Schema of the arguments, as text.
	Parameters string
}

// PromptCall is a call as a prompt tells it.
type PromptCall struct {
	Name, Description string
	Arguments         []PromptArgument
	// JSON is the arguments as JSON text.
	JSON string
}

// PromptArgument is a value of a call.
type PromptArgument struct {
	Name, Description string
	// JSON is the value as JSON text, Say the words that people use for it, best
	// first.
	JSON string
	Say  []string
	// OnScreen says that the value is the item before the user: nobody says it.
	OnScreen bool
}
