package domain

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

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

	// leaves are put together once: Leaves is called for every sample.
	leaves []*Param
	// contextItems are what the user may have before them in a call.
	contextItems []*Item
}

// Check reports how arguments, as JSON text, break the tool's schema; nil where
// they do not.
func (t *Tool) Check(text string) error {
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return fmt.Errorf("read the arguments: %w", err)
	}
	return t.Schema.Validate(v) //nolint:wrapcheck // the schema's own words
}

// Value is one admitted value of a closed list.
type Value struct {
	// JSON is the value as canonical JSON text: `"pink"`, `true`, `3`.
	JSON string
	// Labels are the ways to say it, the first by default. Never empty.
	Labels []string
	// Node is the graph node it stands for, nil for plain enum values.
	Node *Node

	// in are the labels in other languages than the domain's own.
	in map[string][]string
}

// LabelsIn are the ways to say it in a language: its own, else its node's, else
// those in the domain's own language. Shared, not to be changed.
func (v *Value) LabelsIn(lang string) []string {
	if labels := v.in[lang]; labels != nil {
		return labels
	}
	if v.Node != nil {
		if labels := v.Node.in[lang]; labels != nil {
			return labels
		}
	}
	return v.Labels
}

// AllLabels are the labels in every language, the domain's own first.
func (v *Value) AllLabels() []string {
	all := allLabels(v.Labels, v.in)
	if v.Node == nil || len(v.Node.in) == 0 {
		return all
	}
	for lang := range keys(v.Node.in) {
		if v.in[lang] == nil {
			all = append(slices.Clip(all), v.Node.in[lang]...)
		}
	}
	return all
}

// text is the content of a string, the JSON text of other values.
func (v *Value) text() string {
	var s string
	if json.Unmarshal([]byte(v.JSON), &s) == nil && v.JSON != "null" {
		return s
	}
	return v.JSON
}
