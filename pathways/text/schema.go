package text

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// noCall is what is offered beside the tools, for queries that none of them is
// for. A domain whose tool is called so has it with a line behind.
const noCall = "no_call"

// maxLabelled bounds how many calls a query is labelled with where the brief has
// several.
const maxLabelled = 3

// option is a tool as it is offered to who labels. What the context or the tool
// itself states is left out of its schema: a model can only guess it, and it is
// filled in afterwards.
type option struct {
	tool *domain.Tool
	// schema of the arguments, white space removed.
	schema string
	// filled are the parameters that are left out and every call has.
	filled []*domain.Param
}

func optionsOf(d *domain.Domain) (map[*domain.Tool]*option, error) {
	options := make(map[*domain.Tool]*option, len(d.Tools))
	for _, t := range d.Tools {
		o, err := newOption(t)
		if err != nil {
			return nil, fmt.Errorf("offer %s: %w", t.Name, err)
		}
		options[t] = o
	}
	return options, nil
}

func newOption(t *domain.Tool) (*option, error) {
	o := &option{tool: t, schema: t.Parameters}
	out := map[string]bool{}
	for _, p := range t.Params {
		if p.Binding.Kind != domain.BindContext && (p.Binding.Kind != domain.BindFixed || !p.Certain()) {
			continue
		}
		out[p.Name] = true
		if p.Certain() {
			o.filled = append(o.filled, p)
		}
	}
	root, err := members([]byte(t.Parameters))
	if err != nil {
		return nil, err
	}
	var kept []member
	for _, m := range root {
		switch m.key {
		case "$schema", "$id": // of a document, not of a part of one
			continue
		case "properties":
			properties, err := members(m.value)
			if err != nil {
				return nil, err
			}
			m.value = object(slices.DeleteFunc(properties, func(p member) bool { return out[p.key] }))
		case "required":
			var names []string
			if err := json.Unmarshal(m.value, &names); err != nil {
				return nil, fmt.Errorf("required: %w", err)
			}
			names = slices.DeleteFunc(names, func(name string) bool { return out[name] })
			if m.value, err = json.Marshal(names); err != nil {
				return nil, fmt.Errorf("required: %w", err)
			}
		}
		kept = append(kept, m)
	}
	o.schema = string(object(kept))
	return o, nil
}

// labelSchema is the schema of an answer that calls one or, where several are
// wanted, some of the options, or none. Each tool's own schema stands under $defs,
// so that what it refers to can be found.
func labelSchema(options []*option, none string, several bool) json.RawMessage {
	most := 1
	if several {
		most = maxLabelled
	}
	var calls, defs []string
	for _, o := range options {
		calls = append(calls, callSchema(o.tool.Name, `{"$ref":"#/$defs/`+o.tool.Name+`"}`))
		defs = append(defs, sample.StringJSON(o.tool.Name)+":"+
			strings.ReplaceAll(o.schema, `"$ref":"#`, `"$ref":"#/$defs/`+o.tool.Name))
	}
	calls = append(calls, callSchema(none, `{"type":"object","properties":{},"additionalProperties":false}`))
	return fmt.Appendf(nil, `{"type":"object","properties":{"calls":{"type":"array","minItems":1,"maxItems":%d,`+
		`"items":{"anyOf":[%s]}}},"required":["calls"],"additionalProperties":false,"$defs":{%s}}`,
		most, strings.Join(calls, ","), strings.Join(defs, ","))
}

func callSchema(name, arguments string) string {
	return `{"type":"object","properties":{"name":{"const":` + sample.StringJSON(name) + `},"arguments":` + arguments +
		`},"required":["name","arguments"],"additionalProperties":false}`
}

// noCallOf is the name for no call in a domain.
func noCallOf(d *domain.Domain) string {
	name := noCall
	for d.Tool(name) != nil {
		name += "_"
	}
	return name
}

// member is one member of a JSON object, in the order of the text: it is also the
// order in which a model writes.
type member struct {
	key   string
	value json.RawMessage
}

// members reads a JSON object.
func members(text []byte) ([]member, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("found %v (%w), want an object", t, err)
	}
	var list []member
	for dec.More() {
		t, err := dec.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			return nil, fmt.Errorf("found %v (%w), want a key", t, err)
		}
		m := member{key: key}
		if err := dec.Decode(&m.value); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		list = append(list, m)
	}
	return list, nil
}

// object writes a JSON object.
func object(list []member) json.RawMessage {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(sample.StringJSON(m.key))
		b.WriteByte(':')
		b.Write(m.value)
	}
	b.WriteByte('}')
	return b.Bytes()
}
