package domain

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// readLabels reads the labels of a closed list of values. Values of an enum
// that it leaves out keep what is inferred for them.
func (b *binder) readLabels(p *place) {
	var given []*Value
	for key, at := range p.entries("values, each with a list of labels") {
		text, err := b.admit(key)
		if err != nil {
			at.fault("key "+quoted(key), "a value of the parameter: "+valueText(err))
			continue
		}
		labels := at.labels("a label")
		if at.is(kindList) && len(at.items) == 0 {
			at.fault("an empty list", "at least one label")
		}
		if len(labels) > 0 {
			given = append(given, &Value{JSON: text, Labels: labels, Node: b.nodeOf(key)})
		}
	}
	if p.is(kindMapping) && len(p.members) == 0 {
		p.fault("an empty mapping", "at least one value with its labels")
	}
	if !b.facts.closed {
		b.bindValues(p, "", given)
		return
	}
	byJSON := make(map[string]*Value, len(given))
	for _, v := range given {
		byJSON[v.JSON] = v
	}
	b.bindEnum(p, byJSON)
}

// admit returns the value that a text stands for, as canonical JSON: the text
// itself where the parameter takes texts, else the number or boolean it spells.
func (b *binder) admit(text string) (string, error) {
	asText := sample.StringJSON(text)
	err := b.param.Check(asText)
	if err == nil {
		return asText, nil
	}
	if isScalarJSON(text) && b.param.Check(text) == nil {
		return text, nil
	}
	return "", err
}

// isScalarJSON says whether text spells a number or a boolean in JSON.
func isScalarJSON(text string) bool {
	return text == textTrue || text == textFalse ||
		json.Valid([]byte(text)) && strings.Trim(text, "0123456789+-.eE") == "" && isSaneNumber(text)
}

// nodeOf returns the node of the type named like the parameter (or its singular,
// for lists) that means the value with that text, or nil.
func (b *binder) nodeOf(text string) *Node {
	for _, typ := range []string{b.param.Name, singular(b.param.Name)} {
		for _, n := range b.graph.OfType(typ) {
			if n.Value == text {
				return n
			}
		}
	}
	return nil
}

// bindEnum binds the values of an enum, with the given labels, else those of
// nodes, else the value's own text.
func (b *binder) bindEnum(at *place, given map[string]*Value) {
	var values []*Value
	nodeType := ""
	for _, raw := range b.facts.enum {
		if raw == nil {
			continue // null is a way to leave the argument out
		}
		text, err := canonicalJSON(raw)
		if err != nil {
			at.fault(err.Error(), "a value that JSON can hold")
			continue
		}
		v := given[text]
		if v == nil {
			v = &Value{JSON: text}
			v.Node = b.nodeOf(v.text())
			if v.Node != nil {
				v.Labels = v.Node.Labels()
				nodeType = v.Node.Type
			} else if label := b.ownLabel(at, v, raw); label != "" {
				v.Labels = []string{label}
			} else {
				continue
			}
		}
		values = append(values, v)
	}
	b.bindValues(at, nodeType, values)
}

// ownLabel is how a value is said when nothing else says it: its text, with
// spaces for _ and -. Empty, with a fault, where that cannot be said.
func (b *binder) ownLabel(at *place, v *Value, raw any) string {
	label := v.text()
	switch raw.(type) {
	case string:
		label = strings.TrimSpace(strings.Map(func(r rune) rune {
			if r == '_' || r == '-' {
				return ' '
			}
			return r
		}, label))
		if !strings.Contains(label, " ") && !strings.ContainsFunc(label, isPunctuation) {
			label = splitCase(label)
		}
	case []any, map[string]any:
		at.fault("the value "+v.JSON, "an enum of texts, numbers and booleans")
		return ""
	}
	if len(Words(label)) == 0 || len(label) > MaxLabelBytes {
		at.fault("the value "+quoted(v.JSON)+" without a label",
			b.advice("labels: {"+quoted(v.text())+": [how people say it]}"))
		return ""
	}
	return label
}

// bindNodes binds the nodes of a type.
func (b *binder) bindNodes(at *place, typ string) {
	var values []*Value
	for _, n := range b.graph.OfType(typ) {
		text, err := b.admit(n.Value)
		if err != nil {
			at.fault(fmt.Sprintf("value %s of node %s", quoted(n.Value), quoted(n.ID)),
				"a value of the parameter: "+valueText(err))
			continue
		}
		values = append(values, &Value{JSON: text, Labels: n.Labels(), Node: n})
	}
	b.bindValues(at, typ, values)
}

// bindValues binds a closed list. Two values that are said alike could not be
// told apart in a query.
func (b *binder) bindValues(at *place, nodeType string, values []*Value) {
	said := map[string]*Value{}
	for _, v := range values {
		if err := b.param.Check(v.JSON); err != nil {
			at.fault("value "+quoted(v.text()), "a value of the parameter: "+valueText(err))
		}
		for _, label := range v.Labels {
			folded := foldLabel(label)
			// Of two nodes that are said alike the graph's own fault tells.
			if other := said[folded]; other != nil && other != v && (other.Node == nil || v.Node == nil) {
				at.fault(fmt.Sprintf("label %s for %s and for %s", quoted(label), other.JSON, v.JSON),
					"labels that stand for one value each")
			}
			said[folded] = v
		}
	}
	if len(values) > MaxValues {
		at.fault(fmt.Sprintf("%d values", len(values)), fmt.Sprintf("at most %d", MaxValues))
	}
	b.param.Binding = Binding{Kind: BindValues, Values: values, NodeType: nodeType}
	b.param.Binding.weigh()
}
