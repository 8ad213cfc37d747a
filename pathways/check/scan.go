package check

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/callmill/callmill/pathways/sample"
)

// string wants no escape that JSON does not ask for.
func (d *decoder) string() (string, bool) {
	start := d.pos + 1
	for i := start; i < len(d.src); i++ {
		switch c := d.src[i]; {
		case c == '"':
			d.pos = i + 1
			s := d.src[start:i]
			return s, utf8.ValidString(s)
		case c == '\\':
			return d.escaped(start)
		case c < ' ':
			return "", false
		}
	}
	return "", false
}

func (d *decoder) escaped(start int) (string, bool) {
	end := start
	for end < len(d.src) && d.src[end] != '"' {
		if d.src[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(d.src) {
		return "", false
	}
	var s string
	if json.Unmarshal([]byte(d.src[start-1:end+1]), &s) != nil || sample.StringJSON(s) != d.src[start-1:end+1] {
		return "", false
	}
	d.pos = end + 1
	return s, true
}

// number follows the grammar of RFC 8259, section 6.
func (d *decoder) number() (any, bool) {
	start := d.pos
	d.accept('-')
	if !d.accept('0') && !d.digits() {
		return nil, false
	}
	if d.accept('.') && !d.digits() {
		return nil, false
	}
	exponent := ""
	if d.accept('e') || d.accept('E') {
		from := d.pos
		if !d.accept('+') {
			d.accept('-')
		}
		if !d.digits() {
			return nil, false
		}
		exponent = d.src[from:d.pos]
	}
	text := d.src[start:d.pos]
	if len(text) > maxNumberLength || !smallExponent(exponent) {
		d.limit = "a number beyond what is supported"
		return nil, false
	}
	return json.Number(text), true
}

func smallExponent(text string) bool {
	if text == "" {
		return true
	}
	e, err := strconv.Atoi(text)
	return err == nil && -maxExponent <= e && e <= maxExponent
}

func (d *decoder) digits() bool {
	start := d.pos
	for d.pos < len(d.src) && isDigit(d.src[d.pos]) {
		d.pos++
	}
	return d.pos > start
}

func (d *decoder) peek() byte {
	if d.pos < len(d.src) {
		return d.src[d.pos]
	}
	return 0
}

func (d *decoder) accept(c byte) bool {
	if d.pos < len(d.src) && d.src[d.pos] == c {
		d.pos++
		return true
	}
	return false
}

func (d *decoder) word(w string) bool {
	if strings.HasPrefix(d.src[d.pos:], w) {
		d.pos += len(w)
		return true
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
