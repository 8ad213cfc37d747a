package tiny_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/ollama/ollama/api"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/callmill/callmill/pathways/ollama/ollamatest"
)

// ask puts one question to a model of the real server, and wants its answer whole.
func ask(t *testing.T, s *ollamatest.Server, req *api.GenerateRequest) string {
	t.Helper()
	res := generate(t, s, req)
	if !res.Done || res.DoneReason != "stop" {
		t.Fatalf("%q: done %v, reason %q, answer %q", req.Prompt, res.Done, res.DoneReason, res.Response)
	}
	return res.Response
}

func generate(t *testing.T, s *ollamatest.Server, req *api.GenerateRequest) api.GenerateResponse {
	t.Helper()
	stream := false
	req.Stream = &stream
	var out api.GenerateResponse
	err := s.Client(t).Generate(t.Context(), req, func(r api.GenerateResponse) error {
		out = r
		return nil
	})
	if err != nil {
		t.Fatalf("%q: %v", req.Prompt, err)
	}
	return out
}

// decode is the answer, which must meet the schema that it was asked with.
func decode(t *testing.T, schema, answer string) map[string]any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(answer))
	if err != nil {
		t.Fatalf("%s: %v", answer, err)
	}
	if err := compiled.Validate(value); err != nil {
		t.Fatalf("%s: %v", answer, err)
	}
	out := map[string]any{}
	if err := json.NewDecoder(bytes.NewReader([]byte(answer))).Decode(&out); err != nil {
		t.Fatalf("%s: %v", answer, err)
	}
	return out
}

const querySchema = `{"type":"object","properties":{"query":{"type":"string"}},"required":["query"]}`
