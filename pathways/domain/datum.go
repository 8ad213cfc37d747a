package domain

import (
	"encoding/json"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// datumKind is the type of a value in a YAML or JSON file.
type datumKind int

const (
	kindNull datumKind = iota + 1
	kindBool
	kindNumber
	kindText
	kindList
	kindMapping
)

// datum is one value of a YAML or JSON file and the line it stands on. Both
// formats are read into it, so that there is one strict way to look at files.
type datum struct {
	kind datumKind
	line int
	// text of scalars: numbers and booleans as they were written.
	text string
	// items of lists.
	items []*datum
	// members of mappings, in file order, each key once.
	members []member
	// raw is the text of the value; JSON only.
	raw []byte
}

// The texts of booleans.
const (
	textTrue  = "true"
	textFalse = "false"
)

// isTrue says whether the place has the boolean true.
func (p *place) isTrue() bool { return p.is(kindBool) && p.datum.text == textTrue }

type member struct {
	key string
	// line of the key.
	line  int
	value *datum
}

// member returns the value of a mapping's key, nil where there is none.
func (d *datum) member(key string) *datum {
	for i := range d.members {
		if d.members[i].key == key {
			return d.members[i].value
		}
	}
	return nil
}

// describe names the value in a message.
func (d *datum) describe() string {
	switch d.kind {
	case kindNull:
		return "nothing"
	case kindText:
		return quoted(d.text)
	case kindList:
		return "a list"
	case kindMapping:
		return "a mapping"
	default:
		return d.text
	}
}

// any returns the value as encoding/json gives it with UseNumber: numbers keep
// their text, so integers stay what they are.
func (d *datum) any() any {
	switch d.kind {
	case kindBool:
		return d.text == textTrue
	case kindNumber:
		return json.Number(d.text)
	case kindText:
		return d.text
	case kindList:
		list := make([]any, len(d.items))
		for i, item := range d.items {
			list[i] = item.any()
		}
		return list
	case kindMapping:
		object := make(map[string]any, len(d.members))
		for _, m := range d.members {
			object[m.key] = m.value.any()
		}
		return object
	default:
		return nil
	}
}

// canonicalJSON returns a value of encoding/json (numbers as json.Number) as
// canonical JSON text.
func canonicalJSON(v any) (string, error) {
	if s, ok := v.(string); ok {
		return sample.StringJSON(s), nil
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", err //nolint:wrapcheck // a value that came from JSON always encodes
	}
	return sample.Canonical([]byte(b.String()))
}
