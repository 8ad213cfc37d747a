package vision_test

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/sample"
)

// scripted stands in for a model: it says what its script says, and is otherwise
// what a client is, with the one repair. The scripts read the prompt, as models do.
type scripted struct {
	say  func(r *ollama.Request, attempt int, fault error) (string, error)
	down string

	mu       sync.Mutex
	requests []*ollama.Request
	faults   []error
}

func (m *scripted) Down(ollama.Role) string { return m.down }

func (m *scripted) Ask(ctx context.Context, r *ollama.Request) (*ollama.Answer, error) {
	m.mu.Lock()
	m.requests = append(m.requests, r)
	m.mu.Unlock()
	var fault error
	const took = 40 * time.Millisecond // nobody waits for it
	for attempt := 1; attempt <= 2; attempt++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		text, err := m.say(r, attempt, fault)
		if err != nil {
			return nil, err
		}
		if fault = meets(r, text); fault == nil {
			return &ollama.Answer{JSON: []byte(text), Turn: sample.ModelTurn{
				Purpose: r.Purpose, Model: "scripted", Digest: "5c", Prompt: r.Prompt, PromptHash: r.PromptHash,
				Temperature: r.Temperature, Seed: r.Seed, MaxTokens: r.MaxTokens, Duration: took, Attempts: attempt,
			}}, nil
		}
		m.mu.Lock()
		m.faults = append(m.faults, fault)
		m.mu.Unlock()
	}
	return nil, &pathways.Failure{Reason: pathways.ReasonBadAnswer, Detail: fault.Error(), Spent: took}
}

func meets(r *ollama.Request, text string) error {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(r.Schema)))
	if err != nil {
		return err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("answer.json", doc); err != nil {
		return err
	}
	schema, err := c.Compile("answer.json")
	if err != nil {
		return err
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return err
	}
	if err := schema.Validate(v); err != nil {
		return err
	}
	return r.Check([]byte(text))
}

var sayLine = regexp.MustCompile(`(?m): say "([^"]*)"`)

// wanted are the words for each value that the prompt wants said, the first of
// each.
func wanted(r *ollama.Request) []string {
	var words []string
	for _, m := range sayLine.FindAllStringSubmatch(r.Turns[0].Text, -1) {
		words = append(words, m[1])
	}
	return words
}

// reply is an answer in JSON.
func reply(seen []string, query string) string {
	text, err := json.Marshal(map[string]any{"seen": seen, "query": query})
	if err != nil {
		panic(err)
	}
	return string(text)
}

// diligent knows every picture of the domain, and sees what the keywords say. It
// says what it is asked to.
func diligent(t *testing.T, d *domain.Domain) func(*ollama.Request, int, error) (string, error) {
	t.Helper()
	keywords := map[string][]string{}
	for _, it := range d.Items {
		if it.Picture == "" {
			continue
		}
		picture, err := d.Picture(it)
		if err != nil {
			t.Fatal(err)
		}
		keywords[string(picture)] = it.Keywords
	}
	return func(r *ollama.Request, _ int, _ error) (string, error) {
		seen, ok := keywords[string(r.Turns[0].Pictures[0])]
		if !ok {
			return "", errors.New("a picture of another domain")
		}
		return reply(seen, "with "+strings.Join(wanted(r), ", ")+" please"), nil
	}
}

func TestScriptedModelIsAsStrictAsAClient(t *testing.T) {
	t.Parallel()
	refuse := errors.New("no")
	r := &ollama.Request{
		Schema: json.RawMessage(`{"type":"object","required":["query"]}`),
		Check: func(text []byte) error {
			if strings.Contains(string(text), "bad") {
				return refuse
			}
			return nil
		},
	}
	for _, c := range []struct {
		answers  []string
		attempts int
	}{
		{[]string{`{"query":1}`}, 1},
		{[]string{`{}`, `{"query":1}`}, 2},
		{[]string{`{"query":"bad"}`, `{"query":1}`}, 2},
		{[]string{`{"query":"bad"}`, `{"query":"bad"}`}, 0},
		{[]string{`nothing`, `{}`}, 0},
	} {
		m := &scripted{say: func(_ *ollama.Request, attempt int, _ error) (string, error) {
			return c.answers[attempt-1], nil
		}}
		a, err := m.Ask(t.Context(), r)
		switch reason, _ := pathways.ReasonOf(err); {
		case c.attempts == 0 && reason != pathways.ReasonBadAnswer:
			t.Errorf("%q: error %v", c.answers, err)
		case c.attempts > 0 && (err != nil || a.Turn.Attempts != c.attempts):
			t.Errorf("%q: answer %+v, error %v", c.answers, a, err)
		}
	}
}
