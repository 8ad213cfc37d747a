package text_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/pathways/text"
)

func load(tb testing.TB) *domain.Domain {
	tb.Helper()
	d, err := domain.Load(studio.Files())
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func phrases(tb testing.TB, d *domain.Domain) []pathways.Pathway {
	tb.Helper()
	graph, err := phrase.Graph(d)
	if err != nil {
		tb.Fatal(err)
	}
	grammar, err := phrase.Grammar(d)
	if err != nil {
		tb.Fatal(err)
	}
	return []pathways.Pathway{graph, grammar}
}

// all makes the three pathways over a model.
func all(tb testing.TB, d *domain.Domain, m text.Model) []*text.Pathway {
	tb.Helper()
	checks, by := check.New(d), phrases(tb, d)
	query, err := text.Query(d, m, checks, by...)
	if err != nil {
		tb.Fatal(err)
	}
	return []*text.Pathway{text.Brief(d, m, checks, by...), text.Rewrite(d, m, checks, by...), query}
}

// drafts returns n briefs of studio, of every tool in turn.
func drafts(tb testing.TB, d *domain.Domain, n int, change func(i int, buckets []string)) []*pathways.Brief {
	tb.Helper()
	drafter, tool := brief.New(d), d.Facet(sample.FacetTool)
	list := make([]*pathways.Brief, 0, n)
	for i := 0; len(list) < n; i++ {
		buckets := make([]string, len(d.Facets))
		buckets[tool] = d.Facets[tool].Buckets[i%len(d.Facets[tool].Buckets)]
		if change != nil {
			change(i, buckets)
		}
		b, err := drafter.Draft(uint64(i), buckets, source(uint64(i)))
		if _, none := pathways.ReasonOf(err); none {
			continue
		}
		if err != nil {
			tb.Fatal(err)
		}
		list = append(list, b)
	}
	return list
}

func source(n uint64) *rand.Rand { return rand.New(rand.NewPCG(n, 11)) }

// scripted is a model that answers what a test says, and keeps the contract of
// Ask: an answer meets the schema and the check, after one repair at most.
type scripted struct {
	// answer is given the request and what was wrong with the first answer.
	answer func(r *ollama.Request, wrong string) string
	down   string
	asked  atomic.Int64
	// schemas are those compiled so far, by their text.
	schemas sync.Map
}

func (m *scripted) Down(role ollama.Role) string {
	if role != ollama.RoleText {
		return "another role"
	}
	return m.down
}

func (m *scripted) Ask(ctx context.Context, r *ollama.Request) (*ollama.Answer, error) {
	m.asked.Add(1)
	wrong := ""
	for attempt := range 2 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out := m.answer(r, wrong)
		err := m.meets(r.Schema, out)
		if err == nil && r.Check != nil {
			err = r.Check([]byte(out))
		}
		if err == nil {
			return &ollama.Answer{JSON: []byte(out), Turn: sample.ModelTurn{
				Purpose: r.Purpose, Model: "scripted", Digest: "d1", Prompt: r.Prompt, PromptHash: r.PromptHash,
				Temperature: r.Temperature, Seed: r.Seed, MaxTokens: r.MaxTokens, Attempts: attempt + 1,
				Duration: time.Second, PromptTokens: 100, OutputTokens: 10,
			}}, nil
		}
		wrong = err.Error()
	}
	return nil, &pathways.Failure{Reason: pathways.ReasonBadAnswer, Detail: wrong, Spent: time.Second}
}

// meets validates an answer against the request's whole schema.
func (m *scripted) meets(schema json.RawMessage, answer string) error {
	compiled, ok := m.schemas.Load(string(schema))
	if !ok {
		s, err := compile(schema)
		if err != nil {
			return err
		}
		compiled, _ = m.schemas.LoadOrStore(string(schema), s)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(answer))
	if err != nil {
		return err
	}
	return compiled.(*jsonschema.Schema).Validate(v)
}

func compile(schema json.RawMessage) (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(schema)))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("answer.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("answer.json")
}

func queryJSON(query string) string {
	text, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		panic(err)
	}
	return string(text)
}

var (
	sayLine   = regexp.MustCompile(`(?m)(?:: say |^- [a-z_]+: )"([^"]*)"`)
	saidLine  = regexp.MustCompile(`(?m)^The person says: (.*)$`)
	firstTool = regexp.MustCompile(`"name":\{"const":"([a-z_]+)"\}`)
)

// obedient writes for studio's prompts: it says the first words given for every
// value, and labels with a search for what was said, where that is offered.
func obedient(r *ollama.Request, _ string) string {
	user := r.Turns[0].Text
	if r.Purpose == sample.PurposeLabel {
		said := saidLine.FindStringSubmatch(user)[1]
		for _, name := range firstTool.FindAllStringSubmatch(string(r.Schema), -1) {
			if name[1] == "search_templates" || name[1] == "search_images" {
				words := strings.TrimPrefix(said, "so, ")
				return `{"calls":[{"name":"` + name[1] + `","arguments":{"query":` + sample.StringJSON(words) + `}}]}`
			}
		}
		return `{"calls":[{"name":"no_call","arguments":{}}]}`
	}
	parts := []string{"so,"}
	for _, m := range sayLine.FindAllStringSubmatch(user, -1) {
		parts = append(parts, m[1])
	}
	if len(parts) == 1 {
		parts = append(parts, "what a day")
	}
	return queryJSON(strings.Join(parts, " "))
}
