package export

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/callmill/callmill/pathways/sample"
)

// OpenAI's chat fine-tuning format: one object a line with messages and tools, as
// "Supervised fine-tuning" (platform.openai.com/docs/guides/supervised-fine-tuning)
// and FineTuneChatRequestInput of github.com/openai/openai-openapi have it.
// Arguments are JSON in a string; a result names its call; every call of an earlier
// turn has its result before anything else is said; a row without tools has no list
// of them. An answer in several steps is several messages of the assistant, with the
// results between them. The content beside calls is an empty string and not left out: the checks
// of the cookbook's Chat_finetuning_data_prep.ipynb want it in every message, and
// many chat templates read it.
type openAI struct{ offers *offers }

// openAIName is what the API admits as the name of a function
// (ChatCompletionTool in github.com/openai/openai-openapi).
var openAIName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// openAITools is how many tools a request may have, by the same specification.
const openAITools = 128

func newOpenAI(tools *Tools) (Encoder, error) {
	for _, t := range tools.list {
		if !openAIName.MatchString(t.name) {
			return nil, fmt.Errorf("tool %q: OpenAI admits only names that match %s", t.name, openAIName)
		}
	}
	return &openAI{offers: newOffers(tools, openAITool, asItIs)}, nil
}

// openAITool writes a function definition; Hermes has the same.
func openAITool(t *tool) string {
	var function object
	function.text("name", t.name)
	function.text("description", t.description)
	function.raw("parameters", t.parameters)
	var o object
	o.text("type", "function")
	o.raw("function", function.String())
	return o.String()
}

// Encode implements Encoder.
func (e *openAI) Encode(s *sample.Sample, emit Emit) error {
	if len(s.Tools) > openAITools {
		return fmt.Errorf("sample %s offers %d tools, OpenAI admits %d", s.ID, len(s.Tools), openAITools)
	}
	tools, err := e.offers.list(s.Tools)
	if err != nil {
		return fmt.Errorf("sample %s: %w", s.ID, err)
	}
	c := conversationOf(s)
	if err := answered(c.turns); err != nil {
		return fmt.Errorf("sample %s: %w", s.ID, err)
	}
	answer, err := c.answer()
	if err != nil {
		return fmt.Errorf("sample %s: %w", s.ID, err)
	}
	var messages []string
	if c.system != "" {
		messages = append(messages, openAIMessage(sample.Message{Role: sample.RoleSystem, Content: c.system}))
	}
	for _, m := range slices.Concat(c.turns, answer) {
		messages = append(messages, openAIMessage(m))
	}
	var row object
	row.raw("messages", array(messages))
	if len(s.Tools) > 0 {
		row.raw("tools", tools)
	}
	return emit("", row.String())
}

func openAIMessage(m sample.Message) string {
	var o object
	o.text("role", string(m.Role))
	o.text("content", m.Content)
	if len(m.Calls) > 0 {
		calls := make([]string, len(m.Calls))
		for i, c := range m.Calls {
			var function, call object
			function.text("name", c.Name)
			function.text("arguments", c.Arguments)
			call.text("id", c.ID)
			call.text("type", "function")
			call.raw("function", function.String())
			calls[i] = call.String()
		}
		o.raw("tool_calls", array(calls))
	}
	if m.Role == sample.RoleTool {
		o.text("tool_call_id", m.CallID)
	}
	return o.String()
}

// answered says whether every call of earlier turns has its result before the next
// message, and every result its call: the API refuses any other conversation.
func answered(turns []sample.Message) error {
	waiting := map[string]bool{}
	for i, m := range turns {
		switch {
		case m.Role == sample.RoleTool && !waiting[m.CallID]:
			return fmt.Errorf("message %d is the result of %q, which was not called just before", i, m.CallID)
		case m.Role == sample.RoleTool:
			delete(waiting, m.CallID)
		case len(waiting) > 0:
			return fmt.Errorf("message %d comes before the results of all calls", i)
		}
		for _, c := range m.Calls {
			waiting[c.ID] = true
		}
	}
	if len(waiting) > 0 {
		return fmt.Errorf("%d calls of the last turn have no result", len(waiting))
	}
	return nil
}
