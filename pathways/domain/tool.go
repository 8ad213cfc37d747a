package domain

import (
	"encoding/json"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Tool is a function the model may call.
type Tool struct {
	Name        string
	Description string
	// Parameters is the JSON Schema of the arguments as the file gives it,
	// white space removed.
	Parameters string
	// Schema is Parameters compiled, draft 2020-12.
	Schema *jsonschema.Schema
	// Params are the top-level properties, in file order.
	Params []*Param
}

// Param returns the parameter called name, nil where there is none.
func (t *Tool) Param(name string) *Param {
	for _, p := range t.Params {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Required counts the required parameters.
func (t *Tool) Required() int {
	n := 0
	for _, p := range t.Params {
		if p.Required {
			n++
		}
	}
	return n
}

// Param is one top-level parameter of a tool and its binding.
type Param struct {
	Name     string
	Required bool
	Binding  Binding

	schema *jsonschema.Schema
}

// BindingKind says where an argument is drawn from.
type BindingKind int

// The binding kinds.
const (
	// BindValues draws one of a closed list: an enum, a boolean, or the nodes
	// of a type.
	BindValues BindingKind = iota + 1
	// BindRange draws a number.
	BindRange
	// BindWalk draws connected nodes and joins their values into one text.
	BindWalk
	// BindContext takes a field of the item that the user has before them.
	BindContext
)

// Binding says where the values of a parameter come from. Which fields have a
// meaning follows from Kind; Field may stand beside BindValues and BindWalk.
type Binding struct {
	Kind BindingKind
	// Values are the admitted values of BindValues.
	Values []*Value
	// NodeType is the type whose nodes BindValues draws from, or whose nodes
	// give labels to the values of an enum; empty where neither is so.
	NodeType string
	// Range of BindRange.
	Range Range
	// Walk is the path of BindWalk.
	Walk []Step
	// Field is a content field that can give the value instead, "" for none:
	// for BindWalk its text as it is, for BindValues only where the text is an
	// admitted value's or one of its labels. For BindContext it is the field of
	// the context item.
	Field string
}

// Value is one admitted value of a closed list.
type Value struct {
	// JSON is the value as canonical JSON text: `"pink"`, `true`, `3`.
	JSON string
	// Labels are the ways to say it, the first by default. Never empty.
	Labels []string
	// Node is the graph node it stands for, nil for plain enum values.
	Node *Node
}

// text is the content of a string, the JSON text of other values.
func (v *Value) text() string {
	var s string
	if json.Unmarshal([]byte(v.JSON), &s) == nil && v.JSON != "null" {
		return s
	}
	return v.JSON
}

// Step is one node of a walk: its type, and the relation that leads to it from
// the node before (empty for the first).
type Step struct {
	Relation string
	NodeType string
	// Optional steps are left out in some draws.
	Optional bool
}

// Value returns the admitted value with that canonical JSON, or nil.
func (b *Binding) Value(json string) *Value {
	for _, v := range b.Values {
		if v.JSON == json {
			return v
		}
	}
	return nil
}
