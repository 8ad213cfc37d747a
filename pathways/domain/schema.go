package domain

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// draft202012 is the only value of $schema that is accepted.
const draft202012 = "https://json-schema.org/draft/2020-12/schema"

// Keywords of JSON Schema that more than one place looks for.
const (
	keyRef        = "$ref"
	keyEnum       = "enum"
	keyProperties = "properties"
	keyRequired   = "required"
	keyExamples   = "examples"
	keyDefs       = "$defs"
)

// compileSchema compiles the schema at p, nil where it has faults. Nothing is
// ever fetched: a schema that refers outside of itself is a fault.
func compileSchema(p *place) *jsonschema.Schema {
	before := len(p.src.faults.faults)
	anchors := map[string]bool{}
	gatherAnchors(p.datum, anchors)
	checkRefs(p, p, anchors)
	if len(p.src.faults.faults) > before {
		return nil
	}
	const address = "callmill:///parameters" // made up, as a schema must have one
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(noLoader{})
	c.RegisterVocabulary(&jsonschema.Vocabulary{URL: "callmill:///format", Compile: compileFormat})
	c.AssertVocabs()
	if err := c.AddResource(address, p.any()); err != nil {
		schemaFault(p, err)
		return nil
	}
	schema, err := c.Compile(address)
	if err != nil {
		schemaFault(p, err)
		return nil
	}
	return schema
}

// format is what a schema says of the form of its texts. It is kept, as it tells what
// may be bound, and holds no value against anything.
type format string

func compileFormat(_ *jsonschema.CompilerContext, schema map[string]any) (jsonschema.SchemaExt, error) {
	name, ok := schema["format"].(string)
	if !ok || name == "" {
		return nil, nil //nolint:nilnil // as the library wants it where there is none
	}
	return format(name), nil
}

// Validate implements jsonschema.SchemaExt.
func (format) Validate(*jsonschema.ValidatorContext, any) {}

// noLoader fetches nothing.
type noLoader struct{}

// Load implements jsonschema.URLLoader.
func (noLoader) Load(address string) (any, error) {
	return nil, fmt.Errorf("%s is outside of the schema", quoted(address))
}

// checkRefs faults what would lead out of the schema root, or nowhere, in the
// schema at p. The compiler would find it too, but not say where.
func checkRefs(root, p *place, anchors map[string]bool) {
	if !p.is(kindMapping) {
		return
	}
	for _, m := range p.members {
		at := p.under(m)
		switch m.key {
		case "$id":
			at.wrong("no $id: the schema stands for itself")
		case "$schema":
			if strings.TrimSuffix(m.value.text, "#") != draft202012 {
				at.wrong(quoted(draft202012) + ", or no $schema")
			}
		case keyRef, "$dynamicRef":
			checkRef(root, at, anchors)
		case keyEnum, "const", "default", keyExamples: // data, not schemas
		case keyProperties, "patternProperties", keyDefs, "definitions", "dependentSchemas":
			for _, inner := range m.value.members {
				checkRefs(root, at.under(inner), anchors)
			}
		default:
			checkRefs(root, at, anchors)
			for i := range m.value.items {
				checkRefs(root, at.at(i), anchors)
			}
		}
	}
}

// gatherAnchors collects the names that references may use instead of pointers.
func gatherAnchors(d *datum, anchors map[string]bool) {
	for _, m := range d.members {
		if (m.key == "$anchor" || m.key == "$dynamicAnchor") && m.value.kind == kindText {
			anchors[m.value.text] = true
		}
		gatherAnchors(m.value, anchors)
	}
	for _, item := range d.items {
		gatherAnchors(item, anchors)
	}
}

func checkRef(root, p *place, anchors map[string]bool) {
	if !p.is(kindText) {
		return // the compiler says so
	}
	pointer, local := strings.CutPrefix(p.datum.text, "#")
	if !local {
		p.wrong("a reference inside the same schema, such as #/$defs/size")
		return
	}
	if pointer != "" && pointer[0] != '/' {
		if !anchors[pointer] {
			p.wrong("a reference to what is there" + p.hint(pointer, keys(anchors)))
		}
		return
	}
	if decoded, err := url.PathUnescape(pointer); err != nil || descend(root, pointerTokens(decoded)) == nil {
		p.wrong("a reference to what is there")
	}
}

// pointerTokens splits a JSON pointer (RFC 6901).
func pointerTokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	tokens := strings.Split(pointer[1:], "/")
	for i, t := range tokens {
		tokens[i] = strings.ReplaceAll(strings.ReplaceAll(t, "~1", "/"), "~0", "~")
	}
	return tokens
}

// descend follows the tokens of a JSON pointer from p, nil where they lead
// nowhere.
func descend(p *place, tokens []string) *place {
	for _, t := range tokens {
		if p.is(kindList) {
			i, err := strconv.Atoi(t)
			if err != nil || i < 0 || i >= len(p.items) {
				return nil
			}
			p = p.at(i)
			continue
		}
		if p = p.get(t); p == nil {
			return nil
		}
	}
	return p
}

// schemaFault reports what the compiler has against the schema at p, on the
// lines it means.
func schemaFault(p *place, err error) {
	invalid, ok := errors.AsType[*jsonschema.SchemaValidationError](err)
	if !ok {
		p.fault("a schema that does not compile ("+err.Error()+")", "JSON Schema 2020-12")
		return
	}
	cause, ok := errors.AsType[*jsonschema.ValidationError](invalid.Err)
	if !ok {
		p.fault(invalid.Err.Error(), "JSON Schema 2020-12")
		return
	}
	// Causes at one place are alternatives: a type is a name, or a list of them.
	list := leaves(cause, nil)
	for len(list) > 0 {
		location := list[0].InstanceLocation
		var texts []string
		var others []*jsonschema.ValidationError
		for _, leaf := range list {
			if slices.Equal(leaf.InstanceLocation, location) {
				texts = append(texts, validationText(leaf))
			} else {
				others = append(others, leaf)
			}
		}
		at := descend(p, location)
		if at == nil {
			at = p
		}
		at.fault(at.describe(), "JSON Schema 2020-12: "+strings.Join(texts, "; or "))
		list = others
	}
}

// leaves appends the innermost causes of a validation error.
func leaves(e *jsonschema.ValidationError, list []*jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return append(list, e)
	}
	for _, c := range e.Causes {
		list = leaves(c, list)
	}
	return list
}

// validationText returns what a single validation error says.
func validationText(e *jsonschema.ValidationError) string {
	if unit := e.BasicOutput(); unit.Error != nil {
		return unit.Error.String()
	}
	return e.Error()
}

// valueText says in one line how a value breaks its schema.
func valueText(err error) string {
	e, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return err.Error()
	}
	return validationText(leaves(e, nil)[0])
}
