package export

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// maxSchemaParts bounds how many parts of a schema are read: references may share what is
// large, over and over. What is over it stays open, as does what refers to itself.
const maxSchemaParts = 10_000

// parseSchema reads a JSON Schema (draft 2020-12) of a call's arguments.
func parseSchema(text string) (*schema, error) {
	if !json.Valid([]byte(text)) {
		return nil, fmt.Errorf("the parameters are no JSON: %.60q", text)
	}
	s := &schema{}
	r := schemaReader{root: json.RawMessage(text)}
	if err := r.read(s, r.root); err != nil {
		return nil, err
	}
	if s.kind == "" {
		s.kind = typeObject
	}
	return s, nil
}

// schemaReader reads the parts of one schema document.
type schemaReader struct {
	root json.RawMessage
	// following are the references that lead to what is being read.
	following []string
	parts     int
}

// read adds to s what raw says and s does not say yet: what stands beside a
// reference comes before what it leads to.
func (r *schemaReader) read(s *schema, raw json.RawMessage) error {
	if r.parts++; r.parts > maxSchemaParts {
		return nil
	}
	members, err := membersOf(raw)
	if err != nil {
		return err
	}
	var required []string
	for _, m := range members {
		if m.name == "required" {
			_ = json.Unmarshal(m.value, &required) // what is no list of names requires nothing
		}
		s.say(m)
	}
	for _, m := range members {
		if err := r.within(s, m); err != nil {
			return err
		}
	}
	for _, name := range required {
		if p := s.property(name); p != nil {
			p.required = true
		}
	}
	s.infer()
	return nil
}

// within reads what a keyword holds that is a schema itself, or leads to one.
func (r *schemaReader) within(s *schema, m member) error {
	switch m.name {
	case "properties":
		return r.properties(s, m.value)
	case "items":
		if s.items != nil {
			return nil
		}
		s.items = &schema{}
		return r.read(s.items, m.value)
	case "$ref":
		return r.follow(s, m.value)
	case "allOf":
		return r.all(s, elementsOf(m.value))
	case "anyOf", "oneOf":
		return r.all(s, onlyAlternative(m.value))
	default:
		return nil
	}
}

func (r *schemaReader) all(s *schema, list []json.RawMessage) error {
	for _, raw := range list {
		if err := r.read(s, raw); err != nil {
			return err
		}
	}
	return nil
}

// follow reads what a reference leads to, but for one that leads in a circle.
func (r *schemaReader) follow(s *schema, raw json.RawMessage) error {
	var ref string
	if json.Unmarshal(raw, &ref) != nil || slices.Contains(r.following, ref) {
		return nil
	}
	target := r.target(ref)
	if target == nil {
		return nil
	}
	r.following = append(r.following, ref)
	defer func() { r.following = r.following[:len(r.following)-1] }()
	return r.read(s, target)
}

func (r *schemaReader) properties(s *schema, raw json.RawMessage) error {
	members, err := membersOf(raw)
	if err != nil {
		return err
	}
	for _, m := range members {
		if s.property(m.name) != nil {
			continue
		}
		p := property{name: m.name, schema: &schema{}}
		if err := r.read(p.schema, m.value); err != nil {
			return err
		}
		s.properties = append(s.properties, p)
	}
	return nil
}

// target finds what a reference by JSON pointer (RFC 6901) leads to inside the
// document; nil for any other reference.
func (r *schemaReader) target(ref string) json.RawMessage {
	fragment, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return nil
	}
	pointer, err := url.PathUnescape(fragment)
	if err != nil {
		return nil
	}
	at := r.root
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if token == "" {
			continue
		}
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		members, err := membersOf(at)
		i := slices.IndexFunc(members, func(m member) bool { return m.name == token })
		if err != nil || i < 0 {
			return nil
		}
		at = members[i].value
	}
	return at
}
