package ollama

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// valueKind is what a JSON value is, in words for people.
type valueKind string

const (
	kindObject valueKind = "an object"
	kindArray  valueKind = "an array"
	kindString valueKind = "a string"
	kindNumber valueKind = "a number"
	kindBool   valueKind = "true or false"
	kindNull   valueKind = "null"
	// kindDeep is a value below maxNesting, which nobody looks at.
	kindDeep valueKind = "a value that is nested too deep"
)

// maxNesting is how deep a schema is read.
const maxNesting = 100

// value is a JSON value whose objects keep their order.
type value struct {
	kind    valueKind
	text    string // of a string its content, of a number what was written
	yes     bool
	members []member
	items   []*value
}

type member struct {
	key   string
	value *value
}

// get returns a member of an object, nil where there is none.
func (v *value) get(key string) *value {
	for i := range v.members {
		if v.members[i].key == key {
			return v.members[i].value
		}
	}
	return nil
}

// is says whether there is a value of that kind.
func (v *value) is(kind valueKind) bool { return v != nil && v.kind == kind }

func parseJSON(text []byte) (*value, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	v, err := readJSON(dec, 0)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the value")
	}
	return v, nil
}

func readJSON(dec *json.Decoder, depth int) (*value, error) {
	tok, err := dec.Token()
	if err != nil {
		return nil, fmt.Errorf("byte %d: %w", dec.InputOffset(), err)
	}
	switch t := tok.(type) {
	case json.Delim:
		v := &value{kind: kindArray}
		if t == '{' {
			v.kind = kindObject
		}
		if err := v.readInner(dec, depth+1); err != nil {
			return nil, err
		}
		if depth >= maxNesting {
			return &value{kind: kindDeep}, nil
		}
		return v, nil
	case string:
		return &value{kind: kindString, text: t}, nil
	case json.Number:
		return &value{kind: kindNumber, text: t.String()}, nil
	case bool:
		return &value{kind: kindBool, yes: t}, nil
	}
	return &value{kind: kindNull}, nil
}

// readInner reads up to the closing bracket.
func (v *value) readInner(dec *json.Decoder, depth int) error {
	seen := map[string]bool{}
	for dec.More() {
		var key string
		if v.kind == kindObject {
			tok, err := dec.Token()
			if err != nil {
				return fmt.Errorf("byte %d: %w", dec.InputOffset(), err)
			}
			key, _ = tok.(string) // the decoder lets nothing else through
			if seen[key] {
				return fmt.Errorf("byte %d: key %q occurs twice in one object", dec.InputOffset(), key)
			}
			seen[key] = true
		}
		inner, err := readJSON(dec, depth)
		if err != nil {
			return err
		}
		if v.kind == kindObject {
			v.members = append(v.members, member{key, inner})
		} else {
			v.items = append(v.items, inner)
		}
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("byte %d: %w", dec.InputOffset(), err)
	}
	return nil
}

// write appends the value as JSON without white space.
func (v *value) write(b *strings.Builder) {
	switch v.kind {
	case kindObject:
		b.WriteByte('{')
		for i, m := range v.members {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(sample.StringJSON(m.key))
			b.WriteByte(':')
			m.value.write(b)
		}
		b.WriteByte('}')
	case kindArray:
		b.WriteByte('[')
		for i, item := range v.items {
			if i > 0 {
				b.WriteByte(',')
			}
			item.write(b)
		}
		b.WriteByte(']')
	case kindString:
		b.WriteString(sample.StringJSON(v.text))
	case kindNumber:
		b.WriteString(v.text)
	case kindBool:
		fmt.Fprint(b, v.yes)
	case kindNull, kindDeep:
		b.WriteString("null")
	}
}

func (v *value) json() string {
	var b strings.Builder
	v.write(&b)
	return b.String()
}
