package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// member is one member of a JSON object.
type member struct {
	name  string
	value json.RawMessage
}

// membersOf reads a JSON object in its own order, which a map would lose: the
// order of parameters is their author's. A value that is no object has none.
func membersOf(object []byte) ([]member, error) {
	object = bytes.TrimSpace(object)
	if len(object) == 0 || object[0] != '{' {
		return nil, nil
	}
	dec := json.NewDecoder(bytes.NewReader(object))
	if _, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("read a JSON object: %w", err)
	}
	var out []member
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("read a JSON object: %w", err)
		}
		name, ok := key.(string)
		if !ok {
			return nil, fmt.Errorf("read a JSON object: found %v, want a key", key)
		}
		m := member{name: name}
		if err := dec.Decode(&m.value); err != nil {
			return nil, fmt.Errorf("read member %q of a JSON object: %w", name, err)
		}
		out = append(out, m)
	}
	return out, nil
}

// elementsOf reads a JSON array. A value that is no array has none.
func elementsOf(array []byte) []json.RawMessage {
	var out []json.RawMessage
	if json.Unmarshal(array, &out) != nil {
		return nil
	}
	return out
}

// object writes a JSON object member by member, in the order of the calls.
type object struct {
	b     strings.Builder
	begun bool
}

// raw adds a member whose value is JSON text already.
func (o *object) raw(name, value string) {
	if o.begun {
		o.b.WriteByte(',')
	} else {
		o.b.WriteByte('{')
	}
	o.begun = true
	o.b.WriteString(sample.StringJSON(name))
	o.b.WriteByte(':')
	o.b.WriteString(value)
}

// text adds a member that is a string.
func (o *object) text(name, value string) { o.raw(name, sample.StringJSON(value)) }

// String closes the object.
func (o *object) String() string {
	if !o.begun {
		return "{}"
	}
	return o.b.String() + "}"
}

// array writes a JSON array of elements that are JSON text already.
func array(elements []string) string { return "[" + strings.Join(elements, ",") + "]" }

// compact removes the white space of JSON text that was read before.
func compact(text []byte) string {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil {
		return string(text)
	}
	return b.String()
}
