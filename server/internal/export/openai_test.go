package export

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/sample"
)

// chatSchema compiles the JSON Schema of a fine-tuning row: FineTuneChatRequestInput
// of github.com/openai/openai-openapi with what it refers to, closed, so that a key
// that the API does not know is a fault ("contains an extra …").
func chatSchema(tb testing.TB) *jsonschema.Schema {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "openai.schema.json"))
	if err != nil {
		tb.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		tb.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("chat", document); err != nil {
		tb.Fatal(err)
	}
	s, err := c.Compile("chat")
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// chatRow is what a row has.
type chatRow struct {
	Messages []chatMessage `json:"messages"`
	Tools    []struct {
		Type     string `json:"type"`
		Function struct {
			Name        string          `json:"name"`
			Description string          `json:"description"`
			Parameters  json.RawMessage `json:"parameters"`
		} `json:"function"`
	} `json:"tools"`
}

type chatMessage struct {
	Role       string     `json:"role"`
	Content    string     `json:"content"`
	ToolCalls  []chatCall `json:"tool_calls"`
	ToolCallID string     `json:"tool_call_id"`
}

type chatCall struct {
	ID       string `json:"id"`
	Type     string `json:"type"`
	Function struct {
		Name      string `json:"name"`
		Arguments string `json:"arguments"`
	} `json:"function"`
}

// cookbookFaults are the format checks of the OpenAI cookbook
// (examples/Chat_finetuning_data_prep.ipynb), which know function_call only, with
// what took its place: tool_calls, tool_call_id and the role tool.
func cookbookFaults(row map[string]any) []string {
	messages, _ := row["messages"].([]any)
	if len(messages) == 0 {
		return []string{"missing_messages_list"}
	}
	var faults []string
	assistant := false
	for _, m := range messages {
		message, ok := m.(map[string]any)
		if !ok {
			return append(faults, "data_type")
		}
		_, hasRole := message["role"]
		content, hasContent := message["content"]
		if !hasRole || !hasContent {
			faults = append(faults, "message_missing_key")
		}
		for key := range message {
			if !slices.Contains([]string{"role", "content", "name", "tool_calls", "tool_call_id", "weight"}, key) {
				faults = append(faults, "message_unrecognized_key")
			}
		}
		if !slices.Contains([]any{"system", "user", "assistant", "tool"}, message["role"]) {
			faults = append(faults, "unrecognized_role")
		}
		text, isText := content.(string)
		if calls, _ := message["tool_calls"].([]any); !isText || (text == "" && len(calls) == 0) {
			faults = append(faults, "missing_content")
		}
		assistant = assistant || message["role"] == "assistant"
	}
	if !assistant {
		faults = append(faults, "example_missing_assistant_message")
	}
	return faults
}

func TestOpenAI(t *testing.T) {
	t.Parallel()
	run := studioSamples(t)
	samples, tools, schema := fitting("openai", run.many()), run.tools(t), chatSchema(t)
	lines := encode(t, "openai", tools, samples)[""]
	if len(lines) != len(samples) {
		t.Fatalf("found %d rows of %d samples", len(lines), len(samples))
	}
	for i, line := range lines {
		v := decode(t, line)
		if err := schema.Validate(v); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if faults := cookbookFaults(v.(map[string]any)); len(faults) > 0 {
			t.Fatalf("%s: %v", line, faults)
		}
		var row chatRow
		into(t, line, &row)
		checkChatRow(t, tools, samples[i], &row)
	}
}

// checkChatRow holds a row against its sample, by the rules that the API has beside
// its schema.
func checkChatRow(t *testing.T, tools *Tools, s *sample.Sample, row *chatRow) {
	t.Helper()
	var names []string
	for _, tool := range row.Tools {
		names = append(names, tool.Function.Name)
		if !openAIName.MatchString(tool.Function.Name) {
			t.Errorf("%s: the API refuses the name %q", s.ID, tool.Function.Name)
		}
		if want, err := tools.tool(tool.Function.Name); err != nil || string(tool.Function.Parameters) != want.parameters {
			t.Errorf("%s: %s has the parameters %s", s.ID, tool.Function.Name, tool.Function.Parameters)
		}
	}
	if !slices.Equal(names, s.Tools) {
		t.Errorf("%s offers %v, want %v", s.ID, names, s.Tools)
	}
	last := row.Messages[len(row.Messages)-1]
	if last.Role != "assistant" { // what is learned
		t.Fatalf("%s ends with %s", s.ID, last.Role)
	}
	calls := checkChatCalls(t, s, row)
	var want []string
	for _, m := range s.Messages {
		for _, c := range m.Calls {
			want = append(want, c.ID)
		}
	}
	for _, c := range s.Calls {
		want = append(want, c.ID)
		if got := calls[c.ID]; got.Function.Name != c.Name || got.Function.Arguments != c.Arguments {
			t.Errorf("%s calls %v, want %v", s.ID, got, c)
		}
	}
	if len(calls) != len(want) {
		t.Errorf("%s has %d calls, want %v", s.ID, len(calls), want)
	}
	if s.Reply != nil && (last.Content != s.Reply.Text || len(last.ToolCalls) > 0) {
		t.Errorf("%s answers %v, want %q", s.ID, last, s.Reply.Text)
	}
	if s.Context != nil {
		checkTold(t, s, row.Messages[0].Role, row.Messages[0].Content)
	}
}

// checkChatCalls holds calls against results: every call but the last message's has
// its result before the next message of another role, no id is there twice, and what
// a call of the answer depends on has returned before it.
func checkChatCalls(t *testing.T, s *sample.Sample, row *chatRow) map[string]chatCall {
	t.Helper()
	waiting, returned, calls := map[string]bool{}, map[string]string{}, map[string]chatCall{}
	for _, m := range row.Messages {
		if m.Role != "tool" && len(waiting) > 0 {
			t.Errorf("%s: a message comes before the results of %v", s.ID, waiting)
		}
		if m.Role == "tool" {
			if !waiting[m.ToolCallID] {
				t.Errorf("%s: the result of %q, which nobody called", s.ID, m.ToolCallID)
			}
			delete(waiting, m.ToolCallID)
			returned[m.ToolCallID] = m.Content
		}
		for _, c := range m.ToolCalls {
			if _, twice := calls[c.ID]; twice || !slices.Contains(s.Tools, c.Function.Name) {
				t.Errorf("%s calls %s %s", s.ID, c.ID, c.Function.Name)
			}
			waiting[c.ID], calls[c.ID] = true, c
			i := slices.IndexFunc(s.Calls, func(x sample.Call) bool { return x.ID == c.ID })
			if i < 0 {
				continue
			}
			for _, needs := range s.Calls[i].DependsOn {
				j := slices.IndexFunc(s.Calls, func(x sample.Call) bool { return x.ID == needs })
				if result, ok := returned[needs]; !ok || (j >= 0 && result != s.Calls[j].Result) {
					t.Errorf("%s calls %s without the result of %s", s.ID, c.ID, needs)
				}
			}
		}
	}
	return calls
}

// The schema and the checks find what is wrong, or they prove nothing.
func TestOpenAIChecksFindFaults(t *testing.T) {
	t.Parallel()
	schema := chatSchema(t)
	const good = `{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"","tool_calls":` +
		`[{"id":"call_1","type":"function","function":{"name":"find","arguments":"{}"}}]}],"tools":` +
		`[{"type":"function","function":{"name":"find","description":"","parameters":{"type":"object"}}}]}`
	if err := schema.Validate(decode(t, good)); err != nil {
		t.Fatal(err)
	}
	for old, replacement := range map[string]string{
		`"arguments":"{}"`:         `"arguments":{}`,
		`"name":"find","arg`:       `"name":"fi.nd","arg`,
		`"role":"user"`:            `"role":"human"`,
		`"id":"call_1",`:           ``,
		`"tools":[`:                `"facets":[],"tools":[`,
		`"content":"x"`:            `"content":7`,
		`"description":"",`:        `"strict":"no",`,
		`"type":"function","funct`: `"type":"tool","funct`,
	} {
		bad := strings.Replace(good, old, replacement, 1)
		if bad == good {
			t.Fatalf("%s is not in the row", old)
		}
		if schema.Validate(decode(t, bad)) == nil {
			t.Errorf("the schema admits %s", bad)
		}
	}
	for bad, want := range map[string]string{
		`{"messages":[]}`: "missing_messages_list",
		`{"messages":[{"role":"user","content":"x"}]}`:                           "example_missing_assistant_message",
		`{"messages":[{"role":"assistant","content":""}]}`:                       "missing_content",
		`{"messages":[{"role":"assistant"}]}`:                                    "message_missing_key",
		`{"messages":[{"role":"gpt","content":"x"}]}`:                            "unrecognized_role",
		`{"messages":[{"role":"assistant","content":"x","function_call":null}]}`: "message_unrecognized_key",
	} {
		if faults := cookbookFaults(decode(t, bad).(map[string]any)); !slices.Contains(faults, want) {
			t.Errorf("%s: found %v, want %s", bad, faults, want)
		}
	}
}

func TestOpenAIRefuses(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "photos.find", "fünf", strings.Repeat("x", 65)} {
		tools, err := ToolsFrom(&callmillv1.Domain{
			Tools: []*callmillv1.Tool{{Name: name, ParametersJson: `{"type":"object"}`}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := newOpenAI(tools); err == nil {
			t.Errorf("the name %q is admitted", name)
		}
	}
	tools := studioSamples(t).tools(t)
	call := sample.Call{ID: "call_1", Name: "search_images", Arguments: `{"query":"x"}`}
	user := sample.Message{Role: sample.RoleUser, Content: "x"}
	for why, s := range map[string]*sample.Sample{
		"a tool that is not there": {Tools: []string{"fly"}, Messages: []sample.Message{user}},
		"a call without its result": {Messages: []sample.Message{
			user, {Role: sample.RoleAssistant, Calls: []sample.Call{call}}, user,
		}},
		"a last call without its result": {Messages: []sample.Message{
			user, {Role: sample.RoleAssistant, Calls: []sample.Call{call}},
		}},
		"a result without its call": {Messages: []sample.Message{{Role: sample.RoleTool, CallID: "call_1"}, user}},
		"too many tools":            {Tools: make([]string, openAITools+1), Messages: []sample.Message{user}},
	} {
		e, err := newOpenAI(tools)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Encode(s, func(_, _ string) error { return nil }); err == nil {
			t.Errorf("%s: admitted", why)
		}
	}
}
