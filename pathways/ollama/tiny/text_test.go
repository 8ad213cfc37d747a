package tiny_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/ollama/ollama/api"

	"github.com/callmill/callmill/pathways/ollama/ollamatest"
	"github.com/callmill/callmill/pathways/ollama/tiny"
)

// filler stands in for the words of a domain that no prompt here has.
func filler(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = "zu" + strings.Map(func(r rune) rune { return r - '0' + 'k' }, fmt.Sprintf("%05d", i))
	}
	return out
}

// Known words, unknown ones, numbers, other alphabets, repetitions.
var texts = []string{
	"pink birthday card",
	"pink",
	"a Halloween poster, 1080x1080, for grandma's 80th!",
	"make it 30% brighter and crop it to 16:9",
	"naïve café menü, déjà vu",
	"δώρο γενεθλίων in blue",
	"search_templates color=red [draft] now",
	"card, card and a birthday card",
	"pink 1080 pink 1080",
}

// long is too long to be spelled: it takes a model that knows its words.
const long = "a rather long wish for a flyer that has flowers, a beach and a mountain on it, all of them in soft colors"

// At every temperature, and with every size of vocabulary, an answer is what was
// in brackets, word for word, and none of the prompt around it.
func TestTextIsCopied(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	known := append(tiny.Words(long), "pink", "birthday", "card", "poster")
	for _, words := range []int{0, 3000} {
		s.Create(t, "copier", tiny.Text(append(filler(words), known...)))
		for i, text := range append(texts, long) {
			for j, temperature := range []float64{0, 0.8, 2, 5} {
				req := &api.GenerateRequest{
					Model:  "copier",
					System: `You answer in JSON: {"calls": [{"name": "…"}], "query": ["no", "not this"]}`,
					Prompt: "Say what a person would type. Use: [[" + text + "]]\nRules: one line, \"please\" or not.",
					Format: json.RawMessage(querySchema),
					Options: map[string]any{
						"temperature": temperature, "seed": 7*i + j, "num_predict": 200,
					},
				}
				if got := decode(t, querySchema, ask(t, s, req))["query"]; got != text {
					t.Errorf("%d words, temperature %v: got %q, want %q", words, temperature, got, text)
				}
			}
		}
	}
}

func TestTextWithoutSchema(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	s.Create(t, "copier", tiny.Text([]string{"pink", "card"}))
	for _, text := range texts {
		if got := ask(t, s, &api.GenerateRequest{Model: "copier", Prompt: "Say [[" + text + "]] now."}); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
}

func TestNothingInBrackets(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	s.Create(t, "copier", tiny.Text([]string{"pink", "card"}))
	req := &api.GenerateRequest{
		Model: "copier", Prompt: `A pink card: ["pink"] [card]`, Format: json.RawMessage(querySchema),
	}
	if got := decode(t, querySchema, ask(t, s, req))["query"]; got != "" {
		t.Errorf("got %q, want nothing", got)
	}
}

// What was said in an earlier turn is no source, also where it has brackets.
func TestEarlierTurnsAreNotCopied(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	s.Create(t, "copier", tiny.Text([]string{"pink", "card"}))
	stream := false
	err := s.Client(t).Chat(t.Context(), &api.ChatRequest{
		Model: "copier", Stream: &stream, Format: json.RawMessage(querySchema),
		Messages: []api.Message{
			{Role: "system", Content: "Answer in JSON."},
			{Role: "user", Content: "Say something."},
			{Role: "assistant", Content: `{"query":"[[blue poster]]"}`},
			{Role: "user", Content: "That was wrong. Say [[pink card]]"},
		},
	}, func(r api.ChatResponse) error {
		if got := decode(t, querySchema, r.Message.Content)["query"]; got != "pink card" || r.DoneReason != "stop" {
			t.Errorf("got %q, done because of %q", got, r.DoneReason)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

const labelSchema = `{"type":"object","additionalProperties":false,"required":["calls"],"properties":{"calls":
  {"type":"array","minItems":1,"maxItems":3,"items":{"anyOf":[
    {"type":"object","additionalProperties":false,"required":["name","arguments"],"properties":{
      "name":{"const":"search_templates"},
      "arguments":{"type":"object","additionalProperties":false,"required":["query"],"properties":{
        "query":{"type":"string"},"color":{"enum":["red","blue","light green"]}}}}},
    {"type":"object","additionalProperties":false,"required":["name","arguments"],"properties":{
      "name":{"const":"resize_image"},
      "arguments":{"type":"object","additionalProperties":false,"required":["width","keep"],"properties":{
        "width":{"type":"integer"},"keep":{"type":"boolean"},
        "sides":{"type":"array","items":{"type":"string"}}}}}}]}}}}`

const judgeSchema = `{"type":"object","additionalProperties":false,"required":["reason","agrees","score"],"properties":{
  "reason":{"type":"string"},"agrees":{"type":"boolean"},"score":{"enum":[0,1,2,3,4,5,6,7,8,9,10]}}}`

// Labels and verdicts meet their schema and end, whatever the seed.
func TestChoicesAreValid(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	s.Create(t, "copier", tiny.Text([]string{"pink", "birthday", "card"}))
	names, verdicts := map[any]int{}, map[any]int{}
	for seed := range 20 {
		for _, schema := range []string{labelSchema, judgeSchema} {
			req := &api.GenerateRequest{
				Model: "copier", Format: json.RawMessage(schema),
				Prompt:  `The functions: {"enum": ["a", "b"]}. The person says: [[` + texts[seed%len(texts)] + `]]`,
				Options: map[string]any{"temperature": []float64{0, 0.8, 1.5}[seed%3], "seed": seed},
			}
			answer := decode(t, schema, ask(t, s, req))
			if calls, ok := answer["calls"].([]any); ok {
				names[calls[0].(map[string]any)["name"]]++
			} else {
				verdicts[answer["agrees"]]++
			}
		}
	}
	t.Logf("names %v, verdicts %v", names, verdicts)
	if len(names) < 2 || verdicts[true] <= verdicts[false] {
		t.Errorf("names %v, verdicts %v: want both names, and more true than false", names, verdicts)
	}
}

// Of the values that an enum has, the one with which the text begins is said.
func TestEnumFromBrackets(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	s.Create(t, "copier", tiny.Text([]string{"rotate", "card"}))
	const schema = `{"type":"object","required":["name"],"properties":
	  {"name":{"enum":["search","rotate","crop it","resize"]}}}`
	for _, want := range []string{"search", "rotate", "crop it", "resize"} {
		answer := ask(t, s, &api.GenerateRequest{
			Model: "copier", Prompt: "Say [[" + want + " the card]]", Format: json.RawMessage(schema),
		})
		if got := decode(t, schema, answer)["name"]; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestSameSeedSameAnswer(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	s.Create(t, "copier", tiny.Text([]string{"pink", "card"}))
	different := map[string]bool{}
	for seed := range 10 {
		var first string
		for range 2 {
			answer := ask(t, s, &api.GenerateRequest{
				Model: "copier", Prompt: "Label [[a pink card]]", Format: json.RawMessage(labelSchema),
				Options: map[string]any{"seed": seed, "temperature": 1.5},
			})
			if first == "" {
				first = answer
			}
			if answer != first {
				t.Errorf("seed %d: %s, and then %s", seed, first, answer)
			}
		}
		different[first] = true
	}
	if len(different) < 2 {
		t.Errorf("ten seeds, one answer: %v", different)
	}
}

func TestAnswerIsCut(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	s.Create(t, "copier", tiny.Text(nil))
	req := &api.GenerateRequest{
		Model: "copier", Prompt: "Say [[pink birthday card]]", Format: json.RawMessage(querySchema),
		Options: map[string]any{"num_predict": 12},
	}
	if res := generate(t, s, req); !res.Done || res.DoneReason != "length" || json.Valid([]byte(res.Response)) {
		t.Errorf("done %v because of %q: %s", res.Done, res.DoneReason, res.Response)
	}
}
