package router

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// document reads JSON strictly, token by token, because encoding/json alone
// neither reports repeated keys nor lines.
type document struct {
	data []byte
	dec  *json.Decoder
	// offset and newlines remember how far the lines are counted.
	offset, newlines int
	// lines is where each field was read, by its path.
	lines map[string]int
}

// field is one key of an object and how to read its value.
type field struct {
	name string
	read func(path string) error
}

// readDocument checks that data is one JSON value in UTF-8. The error is a
// *PolicyError with a line.
func readDocument(data []byte) (*document, error) {
	for rest := data; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if r == utf8.RuneError && size == 1 {
			return nil, &PolicyError{
				Line:  lineAt(data, len(data)-len(rest)),
				Found: fmt.Sprintf("the byte %#x", rest[0]), Expected: "UTF-8",
			}
		}

		rest = rest[size:]
	}

	var value json.RawMessage
	if err := json.Unmarshal(data, &value); err != nil {
		line := 1

		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			line = lineAt(data, int(syntax.Offset)-1)
		}

		return nil, &PolicyError{Line: line, Found: "no valid JSON (" + err.Error() + ")", Expected: "a JSON object"}
	}

	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()

	return &document{data: data, dec: dec, newlines: 1, lines: map[string]int{}}, nil
}

// lineAt returns the line of the byte at offset, from 1.
func lineAt(data []byte, offset int) int {
	return 1 + bytes.Count(data[:max(0, min(offset, len(data)))], []byte("\n"))
}

// token returns the next token and its line.
func (d *document) token() (json.Token, int, error) {
	token, err := d.dec.Token()
	if err != nil {
		return nil, 0, &PolicyError{Line: d.newlines, Found: err.Error(), Expected: "a JSON object"}
	}

	// A token never spans lines, so its end is on the line of its start.
	end := int(d.dec.InputOffset())
	d.newlines += bytes.Count(d.data[d.offset:end], []byte("\n"))
	d.offset = end

	return token, d.newlines, nil
}

// entries reads an object and calls read for the value of each key. A repeated
// key is an error.
func (d *document) entries(path string, read func(key string) error) error {
	open, line, err := d.token()
	if err != nil {
		return err
	}

	if open != json.Delim('{') {
		return &PolicyError{Line: line, Field: path, Found: describe(open), Expected: "an object"}
	}

	d.lines[path] = line
	seen := map[string]int{}

	for d.dec.More() {
		token, line, err := d.token()
		if err != nil {
			return err
		}

		key, _ := token.(string) // an object's key is a string by JSON's grammar

		if first, ok := seen[key]; ok {
			return &PolicyError{
				Line: line, Field: join(path, key), Found: fmt.Sprintf("a second one (the first is on line %d)", first),
				Expected: "each key once",
			}
		}

		seen[key] = line
		d.lines[join(path, key)] = line

		if err := read(key); err != nil {
			return err
		}
	}

	_, _, err = d.token()

	return err
}

// object reads an object that has exactly these fields.
func (d *document) object(path string, fields []field) error {
	seen := make(map[string]bool, len(fields))

	err := d.entries(path, func(key string) error {
		for _, f := range fields {
			if f.name == key {
				seen[key] = true

				return f.read(join(path, key))
			}
		}

		return &PolicyError{
			Line: d.lines[join(path, key)], Field: join(path, key),
			Found: "an unknown key", Expected: "one of " + names(fields),
		}
	})
	if err != nil {
		return err
	}

	for _, f := range fields {
		if !seen[f.name] {
			return &PolicyError{
				Line: d.lines[path], Field: join(path, f.name),
				Found: "no such key", Expected: "all of " + names(fields),
			}
		}
	}

	return nil
}

// locate gives an error about a field's value the line it was read from.
func (d *document) locate(err error) error {
	if e, ok := errors.AsType[*PolicyError](err); ok {
		e.Line = d.lines[e.Field]
	}

	return err
}

// join returns the path of a key.
func join(path, key string) string {
	if path == "" {
		return key
	}

	return path + "." + key
}

// names lists the fields for an error.
func names(fields []field) string {
	list := make([]string, 0, len(fields))
	for _, f := range fields {
		list = append(list, f.name)
	}

	return strings.Join(list, ", ")
}
