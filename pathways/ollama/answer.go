package ollama

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/ollama/ollama/api"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/sample"
)

// complete says whether the model read the whole prompt and ended its answer by
// itself. context is how many tokens it holds, 0 where that is not known.
func complete(resp *api.ChatResponse, context int) error {
	fail := func(reason pathways.Reason, format string, args ...any) error {
		return &pathways.Failure{Reason: reason, Detail: fmt.Sprintf(format, args...)}
	}
	switch {
	case !resp.Done:
		return fail(pathways.ReasonServerFault, "the answer broke off after %d bytes, without an end",
			len(resp.Message.Content))
	case context > 0 && resp.PromptEvalCount >= context:
		return fail(pathways.ReasonPromptTooLong, "the question fills the model's context of %d tokens", context)
	case resp.DoneReason == "length":
		return fail(pathways.ReasonTruncated, "the answer was cut off after %d tokens", resp.EvalCount)
	case resp.DoneReason != "stop":
		return fail(pathways.ReasonServerFault, "the answer ended with the reason %q, want stop", resp.DoneReason)
	}
	return nil
}

// read gives the answer in canonical form, or what is wrong with it, in words for
// the model.
func (q *question) read(text string) (answer []byte, fault error) {
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("the answer is empty, want JSON")
	}
	canonical, err := sample.Canonical([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("the answer is not one JSON value: %w", err)
	}
	answer = []byte(canonical)
	value, err := decode(answer)
	if err != nil {
		return nil, fmt.Errorf("the answer is not JSON that can be used: %w", err)
	}
	if err := q.schema.whole.Validate(value); err != nil {
		return nil, fmt.Errorf("the answer does not meet the JSON Schema: %s", faultText(err))
	}
	if q.req.Check != nil {
		if err := q.req.Check(answer); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

// decode reads JSON for the validator, which works out every number exactly: the
// few bytes of 1e999999999 would take it minutes and gigabytes.
func decode(text []byte) (any, error) {
	v, err := parseJSON(text)
	if err != nil {
		return nil, err
	}
	if bad := v.unusable(); bad != "" {
		return nil, errors.New(bad)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("decoding JSON: %w", err)
	}
	return value, nil
}

// unusable says what the validator must not see, empty where there is nothing.
func (v *value) unusable() string {
	switch v.kind {
	case kindDeep:
		return string(v.kind)
	case kindNumber:
		_, exponent, _ := strings.Cut(strings.ToLower(v.text), "e")
		if len(v.text) > 400 || len(strings.TrimLeft(exponent, "+-0")) > 3 {
			return "the number " + clip(v.text, 40) + " is out of range"
		}
	case kindObject:
		for _, m := range v.members {
			if bad := m.value.unusable(); bad != "" {
				return bad
			}
		}
	case kindArray:
		for _, item := range v.items {
			if bad := item.unusable(); bad != "" {
				return bad
			}
		}
	case kindString, kindBool, kindNull:
	}
	return ""
}

// faultText says in one line each where the answer breaks its schema.
func faultText(err error) string {
	invalid, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return err.Error()
	}
	_, text, _ := strings.Cut(invalid.Error(), "\n")
	return strings.TrimSpace(text)
}

// schema is a JSON Schema made ready.
type schema struct {
	whole   *jsonschema.Schema
	lowered json.RawMessage
}

// schemas keeps schemas that were made ready, by their content.
type schemas struct {
	mu    sync.Mutex
	known map[[sha256.Size]byte]*schema
}

// maxSchemas bounds how many are kept: about one for each tool and pathway.
const maxSchemas = 256

func (s *schemas) get(text json.RawMessage) (*schema, error) {
	key := sha256.Sum256(text)
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.known[key]; known != nil {
		return known, nil
	}
	fresh, err := newSchema(text)
	if err != nil {
		return nil, err
	}
	if len(s.known) >= maxSchemas {
		for other := range s.known { // any will do: they are cheap to make again
			delete(s.known, other)
			break
		}
	}
	if s.known == nil {
		s.known = map[[sha256.Size]byte]*schema{}
	}
	s.known[key] = fresh
	return fresh, nil
}

func newSchema(text json.RawMessage) (*schema, error) {
	lowered, err := Lower(text)
	if err != nil {
		return nil, err
	}
	value, err := decode(text)
	if err != nil {
		return nil, fmt.Errorf("reading the JSON Schema: %w", err)
	}
	const address = "callmill:///answer" // made up, as a schema must have one
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(noLoader{})
	if err := c.AddResource(address, value); err != nil {
		return nil, fmt.Errorf("reading the JSON Schema: %w", err)
	}
	whole, err := c.Compile(address)
	if err != nil {
		return nil, fmt.Errorf("compiling the JSON Schema: %w", err)
	}
	return &schema{whole: whole, lowered: lowered}, nil
}

// noLoader fetches nothing.
type noLoader struct{}

// Load implements jsonschema.URLLoader.
func (noLoader) Load(address string) (any, error) {
	return nil, fmt.Errorf("%q is outside of the schema", address)
}
