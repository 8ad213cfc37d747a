package domain

import (
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// appendJSON writes the value as JSON without white space, its members in the
// order in which they stand in the file.
func (d *datum) appendJSON(b *strings.Builder) {
	switch d.kind {
	case kindText:
		b.WriteString(sample.StringJSON(d.text))
	case kindBool, kindNumber:
		b.WriteString(numberJSON(d))
	case kindList:
		b.WriteByte('[')
		for i, item := range d.items {
			if i > 0 {
				b.WriteByte(',')
			}
			item.appendJSON(b)
		}
		b.WriteByte(']')
	case kindMapping:
		b.WriteByte('{')
		for i, m := range d.members {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(sample.StringJSON(m.key))
			b.WriteByte(':')
			m.value.appendJSON(b)
		}
		b.WriteByte('}')
	default:
		b.WriteString("null")
	}
}

// json returns the value as JSON text.
func (d *datum) json() string {
	var b strings.Builder
	d.appendJSON(&b)
	return b.String()
}

// numberJSON returns a number's text as JSON wants it: YAML has more ways to
// write one (+1, .5, 1., 007).
func numberJSON(d *datum) string {
	text := d.text
	if d.kind == kindBool || d.raw != nil {
		return text
	}
	text = strings.TrimPrefix(text, "+")
	sign := ""
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		sign, text = "-", rest
	}
	for len(text) > 1 && text[0] == '0' && '0' <= text[1] && text[1] <= '9' {
		text = text[1:]
	}
	if strings.HasPrefix(text, ".") {
		text = "0" + text
	}
	if i := strings.IndexByte(text, '.'); i >= 0 && (i+1 == len(text) || text[i+1] < '0' || text[i+1] > '9') {
		text = text[:i] + text[i+1:]
	}
	return sign + text
}

// mappingOf and the like make values that no file has, on the line of one that
// they come from.
func mappingOf(line int, members ...member) *datum {
	return &datum{kind: kindMapping, line: line, members: members}
}

func memberOf(key string, value *datum) member {
	return member{key: key, line: value.line, value: value}
}

func textOf(line int, text string) *datum { return &datum{kind: kindText, line: line, text: text} }

func listOf(line int, items ...*datum) *datum {
	return &datum{kind: kindList, line: line, items: items}
}
