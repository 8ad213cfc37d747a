package router

import (
	"encoding/json"
	"math"
	"strconv"
)

// text reads a string.
func (d *document) text(path string, out *string) error {
	token, line, err := d.token()
	if err != nil {
		return err
	}

	s, ok := token.(string)
	if !ok {
		return &PolicyError{Line: line, Field: path, Found: describe(token), Expected: "a string"}
	}

	*out = s

	return nil
}

// number reads a finite number.
func (d *document) number(path string, out *float64) error {
	token, line, err := d.token()
	if err != nil {
		return err
	}

	literal, ok := token.(json.Number)
	if !ok {
		return &PolicyError{Line: line, Field: path, Found: describe(token), Expected: "a number"}
	}

	x, err := strconv.ParseFloat(literal.String(), 64)
	if err != nil || math.IsInf(x, 0) {
		return &PolicyError{Line: line, Field: path, Found: describe(token), Expected: "a finite number"}
	}

	*out = x

	return nil
}

// exactly reads a value that must be written so.
func (d *document) exactly(path, expected string) error {
	token, line, err := d.token()
	if err != nil {
		return err
	}

	if found := describe(token); found != expected {
		return &PolicyError{Line: line, Field: path, Found: found, Expected: expected}
	}

	return nil
}

// describe writes a token for an error, cut to a readable length.
func describe(token json.Token) string {
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return "an object"
		}

		return "an array"
	case string:
		return quoted(t)
	case json.Number:
		if len(t) > maxQuoted {
			return string(t[:maxQuoted]) + "…"
		}

		return string(t)
	case bool:
		return strconv.FormatBool(t)
	default:
		return "null"
	}
}
