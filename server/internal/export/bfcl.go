package export

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// BFCL's format, version 4 of the Berkeley Function-Calling Leaderboard
// (github.com/ShishirPatil/gorilla, berkeley-function-call-leaderboard/bfcl_eval):
// a question file per category in data, and an answer file of the same name in
// data/possible_answer, a JSON object a line, matched by id. An id is the category
// and a number. Questions are a list of turns, each a list of messages; functions
// are JSON Schema in BFCL's own types. Rows of irrelevance have no answers, so that
// there is no such file.
//
// A question of one turn may have messages before the query, of the roles system,
// user and assistant (github.com/ShishirPatil/gorilla/pull/580), but no calls or
// results: an earlier turn of the assistant tells of its own in words. Answers in
// several steps are left out: the categories of several turns and steps run the calls
// in Python classes of the leaderboard's own and compare the states of these
// (multi_turn_checker.py), which no other domain has.
type bfcl struct {
	tools  *Tools
	offers *offers
	// rows counts the rows of each category: their numbers.
	rows map[string]int
}

// The categories: bfcl_eval/constants/category_mapping.py.
const (
	bfclSimple           = "simple_python"
	bfclMultiple         = "multiple"
	bfclParallel         = "parallel"
	bfclParallelMultiple = "parallel_multiple"
	bfclIrrelevance      = "irrelevance"

	bfclVersion = "BFCL_v4"
	bfclAnswers = "possible_answer/"
)

func newBFCL(tools *Tools) (Encoder, error) {
	return &bfcl{tools: tools, offers: newOffers(tools, bfclFunction, asItIs), rows: map[string]int{}}, nil
}

// bfclCategory gives the category by how many functions are offered and called:
// the checker takes the first function for simple rows, and compares in any order
// for parallel ones.
func bfclCategory(offered, called int) string {
	switch {
	case called == 0:
		return bfclIrrelevance
	case called == 1 && offered == 1:
		return bfclSimple
	case called == 1:
		return bfclMultiple
	case offered == 1:
		return bfclParallel
	default:
		return bfclParallelMultiple
	}
}

// Encode implements Encoder.
func (e *bfcl) Encode(s *sample.Sample, emit Emit) error {
	functions, err := e.offers.list(s.Tools)
	if err != nil {
		return fmt.Errorf("sample %s: %w", s.ID, err)
	}
	c := conversationOf(s)
	calls, err := c.oneStep()
	if err != nil {
		return fmt.Errorf("sample %s: %w", s.ID, err)
	}
	truth := make([]string, len(calls))
	for i, call := range calls {
		t, err := e.tools.tool(call.Name)
		if err != nil {
			return fmt.Errorf("sample %s: %w", s.ID, err)
		}
		if truth[i], err = bfclTruth(t, call.Arguments); err != nil {
			return fmt.Errorf("sample %s: %s: %w", s.ID, call.ID, err)
		}
	}
	category := bfclCategory(len(s.Tools), len(calls))
	id := category + "_" + strconv.Itoa(e.rows[category])
	e.rows[category]++
	file := bfclVersion + "_" + category + ".json"

	var question object
	question.text("id", id)
	question.raw("question", array([]string{array(bfclMessages(&c))}))
	question.raw("function", functions)
	if err := emit(file, question.String()); err != nil || category == bfclIrrelevance {
		return err
	}
	var answer object
	answer.text("id", id)
	answer.raw("ground_truth", array(truth))
	return emit(bfclAnswers+file, answer.String())
}

// bfclMessages writes a turn: instructions, what was said before, the query.
func bfclMessages(c *conversation) []string {
	var messages []string
	add := func(role sample.Role, text string) {
		messages = append(messages, openAIMessage(sample.Message{Role: role, Content: text}))
	}
	if c.system != "" {
		add(sample.RoleSystem, c.system)
	}
	query := c.query()
	if query < 0 {
		return messages
	}
	earlier := c.turns[:query]
	for len(earlier) > 0 {
		if role := earlier[0].Role; role == sample.RoleUser || role == sample.RoleSystem {
			add(role, earlier[0].Content)
			earlier = earlier[1:]
			continue
		}
		n := slices.IndexFunc(earlier, func(m sample.Message) bool {
			return m.Role != sample.RoleAssistant && m.Role != sample.RoleTool
		})
		if n < 0 {
			n = len(earlier)
		}
		add(sample.RoleAssistant, account(earlier[:n]))
		earlier = earlier[n:]
	}
	add(sample.RoleUser, c.request(query))
	return messages
}

// account has the assistant tell of its own turns: a line for each call, result and
// message.
func account(turns []sample.Message) string {
	var lines []string
	names := map[string]string{}
	for _, m := range turns {
		switch {
		case m.Role == sample.RoleTool:
			lines = append(lines, names[m.CallID]+" returned: "+m.Content)
		case m.Content != "":
			lines = append(lines, m.Content)
		}
		for _, call := range m.Calls {
			names[call.ID] = call.Name
			lines = append(lines, "I called "+call.Name+" "+call.Arguments)
		}
	}
	return strings.Join(lines, "\n")
}

// bfclFunction writes a function as the leaderboard's files do.
func bfclFunction(t *tool) string {
	var o object
	o.text("name", t.name)
	o.text("description", t.description)
	o.raw("parameters", bfclObject(t.schema).String())
	return o.String()
}

func bfclObject(s *schema) *object {
	var o, properties object
	var required []string
	for _, p := range s.properties {
		properties.raw(p.name, bfclSchema(p.schema))
		if p.required {
			required = append(required, sample.StringJSON(p.name))
		}
	}
	o.text("type", bfclType(s))
	o.raw("properties", properties.String())
	o.raw("required", array(required))
	return &o
}

func bfclSchema(s *schema) string {
	var o *object
	if s.kind == typeObject {
		o = bfclObject(s)
	} else {
		o = &object{}
		o.text("type", bfclType(s))
	}
	if s.description != "" {
		o.text("description", s.description)
	}
	if len(s.enum) > 0 {
		values := make([]string, len(s.enum))
		for i, v := range s.enum {
			values[i] = compact(v)
		}
		o.raw("enum", array(values))
	}
	if s.stated != nil {
		o.raw("default", compact(s.stated))
	}
	for _, l := range s.limits {
		o.raw(l.name, compact(l.value))
	}
	if s.kind == typeArray { // the checker reads the type of the elements of every array
		items := s.items
		if items == nil {
			items = &schema{}
		}
		o.raw("items", bfclSchema(items))
	}
	return o.String()
}

// bfclType gives BFCL's name for a type: what its checker maps to Python's types
// (PYTHON_TYPE_MAPPING in ast_checker.py). What is open or several is "any".
func bfclType(s *schema) string {
	switch s.kind {
	case typeString, typeInteger, typeBoolean, typeArray:
		return s.kind
	case typeNumber:
		return "float"
	case typeObject:
		return "dict"
	default:
		return "any"
	}
}
