package export

import (
	"fmt"
	"strconv"

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
// A turn has no calls and results of its own there: earlier turns are told in the
// system message.
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
	truth := make([]string, len(c.calls))
	for i, call := range c.calls {
		t, err := e.tools.tool(call.Name)
		if err != nil {
			return fmt.Errorf("sample %s: %w", s.ID, err)
		}
		if truth[i], err = bfclTruth(t, call.Arguments); err != nil {
			return fmt.Errorf("sample %s: %s: %w", s.ID, call.ID, err)
		}
	}
	category := bfclCategory(len(s.Tools), len(c.calls))
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

func bfclMessages(c *conversation) []string {
	system, user := c.flat()
	var messages []string
	if system != "" {
		messages = append(messages, openAIMessage(sample.Message{Role: sample.RoleSystem, Content: system}))
	}
	return append(messages, openAIMessage(sample.Message{Role: sample.RoleUser, Content: user}))
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
