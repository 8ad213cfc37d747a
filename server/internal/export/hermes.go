package export

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// Hermes function calling in ShareGPT conversations, as the dataset
// NousResearch/hermes-function-calling-v1 has it: id, conversations (from system,
// human, gpt or tool; value) and tools, JSON in a string. The prompt is that of its
// card and of the models' chat template; calls stand in <tool_call> and results in
// <tool_response>, each a JSON object on lines of its own.
//
// The reference parser (validate_and_extract_tool_calls in utils.py of
// github.com/NousResearch/Hermes-Function-Calling) reads the answer as XML before
// it reads the JSON inside: &, < and > within are therefore written as \u escapes,
// which are the same JSON.
type hermes struct {
	// tools are the lists, and prompts the system prompts with them, both as
	// JSON strings.
	tools, prompts *offers
}

// The system prompt, before and after the list of tools.
const (
	hermesLead = "You are a function calling AI model. You are provided with function signatures within " +
		"<tools></tools> XML tags. You may call one or more functions to assist with the user query. Don't make " +
		"assumptions about what values to plug into functions. Here are the available tools: <tools> "
	hermesTail = " </tools> Use the following pydantic model json schema for each tool call you will make: " +
		`{"properties": {"arguments": {"title": "Arguments", "type": "object"}, ` +
		`"name": {"title": "Name", "type": "string"}}, "required": ["arguments", "name"], ` +
		`"title": "FunctionCall", "type": "object"} ` +
		"For each function call return a json object with function name and arguments within " +
		"<tool_call></tool_call> XML tags as follows:\n" +
		`<tool_call>` + "\n" + `{"arguments": <args-dict>, "name": <function-name>}` + "\n" + `</tool_call>`
)

func newHermes(tools *Tools) (Encoder, error) {
	return &hermes{
		tools: newOffers(tools, openAITool, sample.StringJSON),
		prompts: newOffers(tools, openAITool, func(list string) string {
			return sample.StringJSON(hermesLead + tagSafe(list) + hermesTail)
		}),
	}, nil
}

// Encode implements Encoder.
func (e *hermes) Encode(s *sample.Sample, emit Emit) error {
	tools, err := e.tools.list(s.Tools)
	if err != nil {
		return fmt.Errorf("sample %s: %w", s.ID, err)
	}
	prompt, err := e.prompts.list(s.Tools)
	if err != nil {
		return fmt.Errorf("sample %s: %w", s.ID, err)
	}
	c := conversationOf(s)
	answer, err := c.answer()
	if err != nil {
		return fmt.Errorf("sample %s: %w", s.ID, err)
	}
	if c.system != "" { // one JSON string of two
		prompt = strings.TrimSuffix(prompt, `"`) + sample.StringJSON("\n\n" + c.system)[1:]
	}
	var system object
	system.text("from", "system")
	system.raw("value", prompt)
	turns := append([]string{system.String()}, hermesTurns(slices.Concat(c.turns, answer))...)
	var row object
	row.text("id", s.ID)
	row.raw("conversations", array(turns))
	row.raw("tools", tools)
	return emit("", row.String())
}

// hermesTurns writes messages as turns; results that follow each other are one turn.
func hermesTurns(messages []sample.Message) []string {
	var turns, results []string
	names := map[string]string{}
	flush := func() {
		if len(results) > 0 {
			turns = append(turns, shareGPT("tool", strings.Join(results, "\n")))
			results = nil
		}
	}
	for _, m := range messages {
		if m.Role == sample.RoleTool {
			results = append(results, hermesResult(names[m.CallID], m.Content))
			continue
		}
		flush()
		for _, c := range m.Calls {
			names[c.ID] = c.Name
		}
		switch m.Role {
		case sample.RoleAssistant:
			turns = append(turns, shareGPT("gpt", hermesAnswer(m.Content, m.Calls)))
		case sample.RoleSystem:
			turns = append(turns, shareGPT("system", m.Content))
		default:
			turns = append(turns, shareGPT("human", m.Content))
		}
	}
	flush()
	return turns
}

func shareGPT(from, value string) string {
	var o object
	o.text("from", from)
	o.text("value", value)
	return o.String()
}

func hermesAnswer(text string, calls []sample.Call) string {
	var parts []string
	if text != "" {
		parts = append(parts, text)
	}
	for _, c := range calls {
		var o object
		o.raw("arguments", c.Arguments)
		o.text("name", c.Name)
		parts = append(parts, "<tool_call>\n"+tagSafe(o.String())+"\n</tool_call>")
	}
	return strings.Join(parts, "\n")
}

// hermesResult writes a result: as JSON where it is JSON, else as a string.
func hermesResult(name, content string) string {
	var o object
	o.text("name", name)
	if json.Valid([]byte(content)) {
		o.raw("content", compact([]byte(content)))
	} else {
		o.text("content", content)
	}
	return "<tool_response>\n" + tagSafe(o.String()) + "\n</tool_response>"
}

// tagSafe keeps the characters of tags out of JSON text. They occur in strings
// alone.
func tagSafe(text string) string {
	text = strings.ReplaceAll(text, "&", `\u0026`)
	text = strings.ReplaceAll(text, "<", `\u003c`)
	return strings.ReplaceAll(text, ">", `\u003e`)
}
