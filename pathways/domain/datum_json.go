package domain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// jsonReader reads JSON text into datums.
type jsonReader struct {
	src  *source
	data []byte
	dec  *json.Decoder
	// line is the line of the byte at offset.
	line   int
	offset int
	// tooDeep says that the depth was faulted: once is enough.
	tooDeep bool
}

// readJSON reads one JSON value that starts on the given line of its file, nil
// where the text is not JSON.
func readJSON(src *source, data []byte, line int) *place {
	// A first pass finds syntax errors: only there are their offsets exact.
	var whole json.RawMessage
	if err := json.Unmarshal(data, &whole); err != nil {
		at := line
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			at += bytes.Count(data[:max(0, min(int(syntax.Offset)-1, len(data)))], []byte("\n"))
		}
		src.fault(at, "what JSON does not allow ("+strings.TrimPrefix(err.Error(), "json: ")+")", "JSON")
		return nil
	}
	r := &jsonReader{src: src, data: data, dec: json.NewDecoder(bytes.NewReader(data)), line: line}
	r.dec.UseNumber()
	root := &place{src: src}
	root.datum = r.value(root, 0)
	if root.datum == nil {
		return nil
	}
	return root
}

// token returns the next token, with r.line on it, and where it began at the
// earliest.
func (r *jsonReader) token() (json.Token, int, error) {
	from := r.offset
	tok, err := r.dec.Token()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, from, err //nolint:wrapcheck // syntax was checked; what is left is depth
	}
	r.offset = int(r.dec.InputOffset())
	r.line += bytes.Count(r.data[from:r.offset], []byte("\n"))
	return tok, from, nil
}

// value reads the value at p, nil where it is of no use.
func (r *jsonReader) value(p *place, depth int) *datum {
	tok, from, err := r.token()
	if err != nil {
		r.src.fault(r.line, "what JSON does not allow ("+err.Error()+")", "JSON")
		return nil
	}
	d := &datum{line: r.line}
	switch t := tok.(type) {
	case json.Delim:
		if depth >= MaxDepth {
			if !r.tooDeep {
				p.faultAt(r.line, "a deeper value", fmt.Sprintf("at most %d levels", MaxDepth))
			}
			r.tooDeep = true
			return nil
		}
		start := r.offset - 1
		if !r.children(p, d, t, depth) {
			return nil
		}
		d.raw = r.data[start:r.offset]
	case string:
		d.kind, d.text = kindText, t
		r.checkText(p, t, from)
	case json.Number:
		d.kind, d.text = kindNumber, t.String()
		if !isSaneNumber(d.text) {
			p.faultAt(r.line, quoted(d.text), "a number of at most 40 characters, its exponent at most 300")
			return nil
		}
	case bool:
		d.kind, d.text = kindBool, strconv.FormatBool(t)
	default:
		d.kind = kindNull
	}
	return d
}

// children reads the rest of a list or a mapping; false where one of them is
// of no use.
func (r *jsonReader) children(p *place, d *datum, open json.Delim, depth int) bool {
	ok := true
	d.kind = kindList
	if open == '{' {
		d.kind = kindMapping
	}
	first := map[string]int{} // key → line
	for r.dec.More() {
		if d.kind == kindList {
			item := r.value(&place{src: r.src, up: p, index: len(d.items)}, depth+1)
			ok = ok && item != nil
			d.items = append(d.items, item)
			continue
		}
		tok, from, err := r.token()
		key, isText := tok.(string)
		if err != nil || !isText {
			return false
		}
		at := &place{src: r.src, up: p, key: key, inMap: true}
		r.checkText(at, key, from)
		line := r.line
		value := r.value(at, depth+1)
		ok = ok && value != nil
		if have, again := first[key]; again {
			at.faultAt(line, fmt.Sprintf("%s again (first on line %d)", quoted(key), have), "each key once")
			continue
		}
		first[key] = line
		d.members = append(d.members, member{key: key, line: line, value: value})
	}
	if _, _, err := r.token(); err != nil {
		return false
	}
	return ok
}

// checkText faults half surrogate pairs: encoding/json replaces them silently.
func (r *jsonReader) checkText(p *place, text string, from int) {
	if strings.ContainsRune(text, utf8.RuneError) && !bytes.ContainsRune(r.data[from:r.offset], utf8.RuneError) {
		p.faultAt(r.line, "half a surrogate pair", `a whole one, such as \ud83d\ude00`)
	}
}

// isSaneNumber refuses numbers that exact arithmetic would take forever over.
func isSaneNumber(s string) bool {
	if len(s) > 40 {
		return false
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		exponent, err := strconv.Atoi(s[i+1:])
		return err == nil && -300 <= exponent && exponent <= 300
	}
	return true
}
