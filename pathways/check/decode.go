package check

import (
	"fmt"

	"github.com/callmill/callmill/pathways/sample"
)

// Limits on arguments, far beyond what a tool asks for. Without them a number
// such as 1e999999999, or brackets nested a million deep, would cost minutes or
// the process.
const (
	maxDepth        = 64
	maxNumberLength = 400
	maxExponent     = 400
)

// jsonKind is the type of a JSON value.
type jsonKind uint8

const (
	kindNull jsonKind = iota
	kindBool
	kindNumber
	kindString
	kindArray
	kindObject
)

// node is one JSON value. An inspection keeps them in document order, so that a
// value's members are the nodes between it and its end.
type node struct {
	kind jsonKind
	// key is the member's name where the value stands in an object.
	key string
	// json is the value's own text, canonical as all of it is.
	json string
	// text is what people would have to say: a string's content, else json.
	text string
	// words are the words of text, set where grounding needs them; param is the
	// parameter that an argument, or a value in it, is for.
	words []string
	param *param
	// carried says that it is what the call before has, see follow.
	carried bool
	// end is the index after the value's last member.
	end int
}

// decode reads a call's arguments in one pass: the value for the schema, nodes
// for grounding, and whether the text is what sample.Canonical would make of
// it. A fault says what is wrong.
func (in *inspection) decode(text string) (object any, root int, fault string) {
	root = len(in.nodes)
	d := decoder{src: text, nodes: in.nodes}
	object, ok := d.value("", 0)
	in.nodes = d.nodes
	switch {
	case !ok || d.pos != len(text):
		return nil, 0, d.explain()
	case in.nodes[root].kind != kindObject:
		return nil, 0, "want an object"
	}
	return object, root, ""
}

// decoder reads canonical JSON and nothing else: that is what makes one pass
// enough. Strings without escapes stay parts of the source.
type decoder struct {
	src   string
	pos   int
	nodes []node
	limit string // which limit the text is beyond
}

// explain says why the text was refused, at leisure.
func (d *decoder) explain() string {
	if d.limit != "" {
		return d.limit
	}
	want, err := sample.Canonical([]byte(d.src))
	if err != nil {
		return err.Error()
	}
	return "not in canonical form, want " + want
}

func (d *decoder) value(key string, depth int) (any, bool) {
	if depth > maxDepth {
		d.limit = fmt.Sprintf("nested deeper than %d", maxDepth)
		return nil, false
	}
	start, at := d.pos, len(d.nodes)
	d.nodes = append(d.nodes, node{key: key})
	k, v, ok := d.any(depth)
	if !ok {
		return nil, false
	}
	n := &d.nodes[at]
	n.kind, n.json, n.end = k, d.src[start:d.pos], len(d.nodes)
	n.text = n.json
	if s, isString := v.(string); isString {
		n.text = s
	}
	return v, true
}

func (d *decoder) any(depth int) (jsonKind, any, bool) {
	switch d.peek() {
	case '{':
		v, ok := d.object(depth)
		return kindObject, v, ok
	case '[':
		v, ok := d.array(depth)
		return kindArray, v, ok
	case '"':
		v, ok := d.string()
		return kindString, v, ok
	case 't':
		return kindBool, true, d.word("true")
	case 'f':
		return kindBool, false, d.word("false")
	case 'n':
		return kindNull, nil, d.word("null")
	default:
		v, ok := d.number()
		return kindNumber, v, ok
	}
}

// object wants keys in the order of their bytes, none twice.
func (d *decoder) object(depth int) (any, bool) {
	m := map[string]any{}
	d.pos++
	for last := ""; !d.accept('}'); {
		if len(m) > 0 && !d.accept(',') {
			return nil, false
		}
		if d.peek() != '"' {
			return nil, false
		}
		key, ok := d.string()
		if !ok || !d.accept(':') || (len(m) > 0 && key <= last) {
			return nil, false
		}
		v, ok := d.value(key, depth+1)
		if !ok {
			return nil, false
		}
		m[key], last = v, key
	}
	return m, true
}

func (d *decoder) array(depth int) (any, bool) {
	list := []any{}
	d.pos++
	for !d.accept(']') {
		if len(list) > 0 && !d.accept(',') {
			return nil, false
		}
		v, ok := d.value("", depth+1)
		if !ok {
			return nil, false
		}
		list = append(list, v)
	}
	return list, true
}
