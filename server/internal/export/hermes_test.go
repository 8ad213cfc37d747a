package export

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/sample"
)

// shareGPTRow is what a row has.
type shareGPTRow struct {
	ID            string `json:"id"`
	Conversations []struct {
		From  string `json:"from"`
		Value string `json:"value"`
	} `json:"conversations"`
	Tools string `json:"tools"`
}

// hermesCall is what stands in <tool_call>.
type hermesCall struct {
	Name      string          `json:"name"`
	Arguments json.RawMessage `json:"arguments"`
}

// extractXML reads the calls of an answer as the reference does: it wraps it in a
// root element, has an XML parser find every tool_call, and reads the text of each
// as JSON (validate_and_extract_tool_calls in utils.py of
// github.com/NousResearch/Hermes-Function-Calling).
func extractXML(answer string) ([]hermesCall, error) {
	var root struct {
		Calls []string `xml:"tool_call"`
	}
	if err := xml.Unmarshal([]byte("<root>"+answer+"</root>"), &root); err != nil {
		return nil, err
	}
	return readCalls(root.Calls)
}

var toolCall = regexp.MustCompile(`(?s)<tool_call>(.*?)</tool_call>|<tool_call>(.*)`)

// extractRegexp reads them as servers of such models do (hermes_tool_parser.py of
// github.com/vllm-project/vllm).
func extractRegexp(answer string) ([]hermesCall, error) {
	var texts []string
	for _, m := range toolCall.FindAllStringSubmatch(answer, -1) {
		texts = append(texts, m[1]+m[2])
	}
	return readCalls(texts)
}

func readCalls(texts []string) ([]hermesCall, error) {
	var calls []hermesCall
	for _, text := range texts {
		var c hermesCall
		dec := json.NewDecoder(strings.NewReader(strings.TrimSpace(text)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&c); err != nil {
			return nil, err
		}
		calls = append(calls, c)
	}
	return calls, nil
}

// validateCall is the reference's validate_function_call_schema (validator.py): the
// function is among the signatures, its arguments have their types and are among
// enumerated values, the required ones are there.
func validateCall(c hermesCall, signatures []any) error {
	var arguments map[string]any
	if err := json.Unmarshal(c.Arguments, &arguments); err != nil {
		return err
	}
	for _, s := range signatures {
		function := s.(map[string]any)["function"].(map[string]any)
		if function["name"] != c.Name {
			continue
		}
		parameters := function["parameters"].(map[string]any)
		properties, _ := parameters["properties"].(map[string]any)
		for name, p := range properties {
			value, given := arguments[name]
			if !given {
				continue
			}
			property := p.(map[string]any)
			enum, _ := property["enum"].([]any)
			if property["type"] == "string" && len(enum) > 0 && !slices.Contains(enum, value) {
				return fmt.Errorf("%s is %v, want one of %v", name, value, enum)
			}
			if kind, _ := property["type"].(string); kind != "" && !isOfType(value, kind) {
				return fmt.Errorf("%s is %v, want %s", name, value, kind)
			}
		}
		required, _ := parameters["required"].([]any)
		for _, name := range required {
			if _, given := arguments[name.(string)]; !given {
				return fmt.Errorf("%s is missing", name)
			}
		}
		return nil
	}
	return fmt.Errorf("no signature of %s", c.Name)
}

func isOfType(value any, kind string) bool {
	switch v := value.(type) {
	case string:
		return kind == "string"
	case bool:
		return kind == "boolean"
	case float64:
		return kind == "number" || (kind == "integer" && v == float64(int64(v)))
	case []any:
		return kind == "array"
	case map[string]any:
		return kind == "object"
	default:
		return false
	}
}

// order is the order of turns, as loaders of ShareGPT check it: instruction first,
// then people and the model in turn, with results between two turns of the model.
var order = regexp.MustCompile(`^system( human gpt( tool gpt)*)+$`)

func TestHermes(t *testing.T) {
	t.Parallel()
	run := studioSamples(t)
	samples := fitting("hermes", run.many())
	lines := encode(t, "hermes", run.tools(t), samples)[""]
	if len(lines) != len(samples) {
		t.Fatalf("found %d rows of %d samples", len(lines), len(samples))
	}
	signatures := regexp.MustCompile(`(?s)Here are the available tools: <tools> (.*?) </tools> Use `)
	for i, line := range lines {
		s := samples[i]
		var row shareGPTRow
		into(t, line, &row)
		var from []string
		for _, c := range row.Conversations {
			from = append(from, c.From)
		}
		if !order.MatchString(strings.Join(from, " ")) || row.ID != s.ID {
			t.Fatalf("row %s has the turns %v", row.ID, from)
		}
		m := signatures.FindStringSubmatch(row.Conversations[0].Value)
		if m == nil {
			t.Fatalf("no tools in %s", row.Conversations[0].Value)
		}
		listed := decode(t, m[1]).([]any)
		if len(listed) != len(s.Tools) || len(decode(t, row.Tools).([]any)) != len(s.Tools) {
			t.Fatalf("%s offers %d tools, want %d", s.ID, len(listed), len(s.Tools))
		}
		if s.Context != nil {
			checkTold(t, s, row.Conversations[0].From, row.Conversations[0].Value)
		}
		checkHermesTurns(t, s, &row, listed)
	}
}

// checkHermesTurns holds the turns of the model against all that a sample calls, in
// earlier turns and for its answer, and its last turn against the words of the answer.
func checkHermesTurns(t *testing.T, s *sample.Sample, row *shareGPTRow, listed []any) {
	t.Helper()
	var want, got []sample.Call
	for _, m := range s.Messages {
		want = append(want, m.Calls...)
	}
	want = append(want, s.Calls...)
	open := 0
	for _, c := range row.Conversations {
		switch c.From {
		case "gpt":
			calls := checkHermesCalls(t, c.Value, listed)
			got, open = append(got, calls...), len(calls)
		case "tool":
			if n := checkHermesResults(t, c.Value); n != open {
				t.Errorf("%s: %d results of %d calls", s.ID, n, open)
			}
		}
	}
	byArguments := func(a, b sample.Call) int { return strings.Compare(a.Name+a.Arguments, b.Name+b.Arguments) }
	slices.SortFunc(want, byArguments) // steps may put an answer into another order
	slices.SortFunc(got, byArguments)
	if !slices.EqualFunc(want, got, func(a, b sample.Call) bool { return byArguments(a, b) == 0 }) {
		t.Errorf("%s calls %v, want %v", s.ID, got, want)
	}
	last := row.Conversations[len(row.Conversations)-1].Value
	switch {
	case len(s.Calls) > 0:
	case s.Reply != nil && last != s.Reply.Text:
		t.Errorf("%s answers %q, want %q", s.ID, last, s.Reply.Text)
	case strings.TrimSpace(last) == "":
		t.Errorf("%s has no answer", s.ID)
	}
}

// checkHermesCalls reads the calls of a turn in both ways. Words in place of calls
// may hold what is no XML: nobody reads calls from them.
func checkHermesCalls(t *testing.T, answer string, listed []any) []sample.Call {
	t.Helper()
	byRegexp, err := extractRegexp(answer)
	if err != nil {
		t.Fatalf("%s: %v", answer, err)
	}
	if len(byRegexp) == 0 {
		return nil
	}
	byXML, err := extractXML(answer)
	if err != nil || len(byXML) != len(byRegexp) {
		t.Fatalf("%s: read %d and %d calls, %v", answer, len(byXML), len(byRegexp), err)
	}
	var calls []sample.Call
	for i, c := range byXML {
		if err := validateCall(c, listed); err != nil {
			t.Errorf("%s: %v", answer, err)
		}
		canonical, err := sample.Canonical(c.Arguments)
		if err != nil {
			t.Fatal(err)
		}
		calls = append(calls, sample.Call{Name: c.Name, Arguments: canonical})
		if !sameCall(t, calls[i], byRegexp[i].Name, byRegexp[i].Arguments) {
			t.Errorf("%s: read %s in one way, %s in the other", answer, c.Arguments, byRegexp[i].Arguments)
		}
	}
	return calls
}

// checkHermesResults says how many results a turn has.
func checkHermesResults(t *testing.T, turn string) int {
	t.Helper()
	var root struct {
		Results []string `xml:"tool_response"`
	}
	if err := xml.Unmarshal([]byte("<root>"+turn+"</root>"), &root); err != nil || len(root.Results) == 0 {
		t.Fatalf("%s: %v", turn, err)
	}
	for _, r := range root.Results {
		result := decode(t, r).(map[string]any)
		if name, _ := result["name"].(string); name == "" || result["content"] == nil {
			t.Errorf("found the result %v", result)
		}
	}
	return len(root.Results)
}

// The rules find what is wrong, or they prove nothing.
func TestHermesChecksFindFaults(t *testing.T) {
	t.Parallel()
	listed := decode(t, `[{"function":{"name":"find","parameters":{"properties":`+
		`{"q":{"type":"string","enum":["a"]},"n":{"type":"integer"}},"required":["q"]}}}]`).([]any)
	if err := validateCall(hermesCall{"find", json.RawMessage(`{"q":"a","n":2}`)}, listed); err != nil {
		t.Error(err)
	}
	for _, bad := range []hermesCall{
		{"fly", json.RawMessage(`{"q":"a"}`)},
		{"find", json.RawMessage(`{}`)},
		{"find", json.RawMessage(`{"q":"b"}`)},
		{"find", json.RawMessage(`{"q":"a","n":"2"}`)},
		{"find", json.RawMessage(`"q"`)},
	} {
		if validateCall(bad, listed) == nil {
			t.Errorf("%v is admitted", bad)
		}
	}
	if _, err := extractXML("<tool_call>\n{\"name\":\"a & b\"}\n</tool_call>"); err == nil {
		t.Error("an ampersand is admitted, which XML does not")
	}
	for _, bad := range []string{
		"human gpt", "system gpt", "system human", "system gpt human", "system human tool gpt", "system human gpt tool",
	} {
		if order.MatchString(bad) {
			t.Errorf("the order %q is admitted", bad)
		}
	}
}
