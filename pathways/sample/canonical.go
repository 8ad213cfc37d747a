package sample

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Canonical returns the one form of a JSON value that callmill stores: object
// keys sorted by their bytes, no white space, strings escaped as little as JSON
// allows, numbers as they were written. Numbers keep their text because a
// float64 cannot hold every integer; two spellings of one number are therefore
// two values. A key that occurs twice in one object is an error.
func Canonical(text []byte) (string, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var b strings.Builder
	if err := writeValue(dec, &b); err != nil {
		return "", fmt.Errorf("canonical JSON: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return "", errors.New("canonical JSON: text after the value")
	}
	return b.String(), nil
}

func writeValue(dec *json.Decoder, b *strings.Builder) error {
	tok, err := dec.Token()
	if err != nil {
		return fmt.Errorf("byte %d: %w", dec.InputOffset(), err)
	}
	switch t := tok.(type) {
	case json.Delim:
		if t == '{' {
			return writeObject(dec, b)
		}
		return writeArray(dec, b)
	case string:
		writeString(b, t)
	case json.Number:
		b.WriteString(t.String())
	case bool:
		fmt.Fprint(b, t)
	case nil:
		b.WriteString("null")
	}
	return nil
}

func writeObject(dec *json.Decoder, b *strings.Builder) error {
	type member struct{ key, value string }
	var members []member
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return fmt.Errorf("byte %d: %w", dec.InputOffset(), err)
		}
		key, ok := tok.(string)
		if !ok {
			return fmt.Errorf("byte %d: found %v, want a key", dec.InputOffset(), tok)
		}
		var v strings.Builder
		if err := writeValue(dec, &v); err != nil {
			return err
		}
		members = append(members, member{key, v.String()})
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("byte %d: %w", dec.InputOffset(), err)
	}
	slices.SortFunc(members, func(x, y member) int { return strings.Compare(x.key, y.key) })
	b.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			if m.key == members[i-1].key {
				return fmt.Errorf("key %q occurs twice in one object", m.key)
			}
			b.WriteByte(',')
		}
		writeString(b, m.key)
		b.WriteByte(':')
		b.WriteString(m.value)
	}
	b.WriteByte('}')
	return nil
}

func writeArray(dec *json.Decoder, b *strings.Builder) error {
	b.WriteByte('[')
	for i := 0; dec.More(); i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeValue(dec, b); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("byte %d: %w", dec.InputOffset(), err)
	}
	return nil
}
