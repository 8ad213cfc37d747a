package export

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// xLAM's format, as the dataset Salesforce/xlam-function-calling-60k has it
// (APIGen, arXiv 2406.18518): id, query, tools and answers, the last two JSON in
// strings; no-call rows answer "[]". Parameters are a flat map of name to
// description, type and default, the types in Python's notation with ", optional"
// behind those that may be left out, whose default is "" where there is none. The
// format has no enumerations and no members of objects: the description tells them.
//
// It has one turn and no system message: what the model is told, earlier turns too,
// comes before the query, with an empty line between. It has no results, so that
// answers in several steps are left out, and no words in place of calls. The id is the slot, which is a whole number as
// there, and leads back to the sample.
type xlam struct{ offers *offers }

func newXLAM(tools *Tools) (Encoder, error) {
	return &xlam{offers: newOffers(tools, xlamTool, sample.StringJSON)}, nil
}

// Encode implements Encoder.
func (e *xlam) Encode(s *sample.Sample, emit Emit) error {
	tools, err := e.offers.list(s.Tools)
	if err != nil {
		return fmt.Errorf("sample %s: %w", s.ID, err)
	}
	c := conversationOf(s)
	calls, err := c.oneStep()
	if err != nil {
		return fmt.Errorf("sample %s: %w", s.ID, err)
	}
	system, query := c.flat()
	if system != "" {
		query = system + "\n\n" + query
	}
	answers := make([]string, len(calls))
	for i, call := range calls {
		var o object
		o.text("name", call.Name)
		o.raw("arguments", call.Arguments)
		answers[i] = o.String()
	}
	var row object
	row.raw("id", strconv.FormatUint(s.Provenance.Slot, 10))
	row.text("query", query)
	row.text("answers", array(answers))
	row.raw("tools", tools)
	return emit("", row.String())
}

func xlamTool(t *tool) string {
	var params object
	for _, p := range t.schema.properties {
		var o object
		o.text("description", xlamDescription(p.schema))
		if p.required {
			o.text("type", xlamType(p.schema))
		} else {
			o.text("type", xlamType(p.schema)+", optional")
		}
		switch {
		case p.schema.stated != nil:
			o.raw("default", compact(p.schema.stated))
		case !p.required:
			o.text("default", "")
		}
		params.raw(p.name, o.String())
	}
	var o object
	o.text("name", t.name)
	o.text("description", t.description)
	o.raw("parameters", params.String())
	return o.String()
}

// xlamType names a type as Python annotations do.
func xlamType(s *schema) string {
	switch s.kind {
	case typeString:
		return "str"
	case typeInteger:
		return "int"
	case typeNumber:
		return "float"
	case typeBoolean:
		return "bool"
	case typeArray:
		if s.items == nil || s.items.kind == "" {
			return "list"
		}
		return "List[" + xlamType(s.items) + "]"
	case typeObject:
		return "dict"
	default:
		return "Any"
	}
}

// xlamDescription is a description with what the format has no place for.
func xlamDescription(s *schema) string {
	parts := []string{}
	if s.description != "" {
		parts = append(parts, s.description)
	}
	if len(s.enum) > 0 {
		parts = append(parts, "One of: "+plainList(s.enum)+".")
	}
	if s.items != nil {
		if inner := xlamDescription(s.items); inner != "" {
			parts = append(parts, "Elements: "+inner)
		}
	}
	if len(s.properties) > 0 {
		members := make([]string, len(s.properties))
		for i, p := range s.properties {
			kind := xlamType(p.schema)
			if !p.required {
				kind += ", optional"
			}
			members[i] = p.name + " (" + kind + ")"
			if inner := strings.TrimSuffix(xlamDescription(p.schema), "."); inner != "" {
				members[i] += ": " + inner
			}
		}
		parts = append(parts, "Members: "+strings.Join(members, "; ")+".")
	}
	return strings.Join(parts, " ")
}

// plainList writes values for people: strings without their quotes.
func plainList(values []json.RawMessage) string {
	texts := make([]string, len(values))
	for i, v := range values {
		if kindOf(v) != typeString || json.Unmarshal(v, &texts[i]) != nil {
			texts[i] = compact(v)
		}
	}
	return strings.Join(texts, ", ")
}
