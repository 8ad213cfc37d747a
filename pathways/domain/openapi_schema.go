package domain

import (
	"fmt"
	"slices"
	"strings"
)

// schemaConverter makes JSON Schema 2020-12 of the schemas of one operation.
type schemaConverter struct {
	api *openAPI
	// defs are the schemas that references lead to, by the value they lead to,
	// in the order of first use.
	defs  map[*datum]*definition
	order []*definition
	names map[string]bool
}

type definition struct {
	name string
	from *place
}

func newSchemaConverter(a *openAPI) *schemaConverter {
	return &schemaConverter{api: a, defs: map[*datum]*definition{}, names: map[string]bool{}}
}

// definitions converts what was referred to, and what that refers to.
func (c *schemaConverter) definitions() []member {
	var members []member
	for len(members) < len(c.order) { // which grows on the way
		d := c.order[len(members)]
		members = append(members, memberOf(d.name, c.convert(d.from)))
	}
	return members
}

// keyRole says what stands under a keyword of a schema.
type keyRole int

const (
	// roleOther is what stays as it is.
	roleOther keyRole = iota
	// roleDropped says nothing about values, or nothing that 2020-12 knows.
	roleDropped
	// roleSchema, roleList and roleMap are schemas.
	roleSchema
	roleList
	roleMap
)

func roleOf(key string) keyRole {
	switch key {
	case keyRef, "discriminator", "xml", "externalDocs", "example", keyExamples, "readOnly", "writeOnly", "deprecated",
		"nullable", "$schema", "$comment":
		return roleDropped
	case "items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames",
		"unevaluatedItems", "unevaluatedProperties":
		return roleSchema
	case "allOf", "anyOf", "oneOf", "prefixItems":
		return roleList
	case keyProperties, "patternProperties", keyDefs, "dependentSchemas":
		return roleMap
	}
	if strings.HasPrefix(key, "x-") {
		return roleDropped
	}
	return roleOther
}

// convert returns the schema at p in the form of 2020-12.
func (c *schemaConverter) convert(p *place) *datum {
	if !p.is(kindMapping) {
		return p.datum // true and false, or a fault that the compiler finds
	}
	out := &datum{kind: kindMapping, line: p.line}
	if ref := p.get(keyRef); ref.is(kindText) {
		to := c.api.target(ref)
		if to == nil {
			return out
		}
		name := "#/" + keyDefs + "/" + c.define(to, ref.datum.text)
		out.members = append(out.members, memberOf(keyRef, textOf(ref.line, name)))
		if c.api.old {
			return out // what stands beside a reference has no meaning in 3.0
		}
	}
	hidden := c.readOnly(p)
	for _, m := range p.members {
		if value := c.keyword(p.under(m), hidden); value != nil {
			out.members = append(out.members, memberOf(m.key, value))
		}
	}
	if c.api.old {
		modernise(p, out)
	}
	return out
}

// keyword converts what stands under one keyword, nil where it is left out;
// hidden are the properties that are.
func (c *schemaConverter) keyword(at *place, hidden map[string]bool) *datum {
	role := roleOf(at.key)
	switch {
	case role == roleDropped:
		return nil
	case role == roleSchema:
		return c.convert(at)
	case role == roleList && at.is(kindList):
		list := listOf(at.line)
		for i := range at.items {
			list.items = append(list.items, c.convert(at.at(i)))
		}
		return list
	case role == roleMap && at.is(kindMapping):
		return c.schemas(at, hidden)
	case at.key == keyRequired && at.is(kindList):
		list := listOf(at.line)
		for _, item := range at.items {
			if !hidden[item.text] {
				list.items = append(list.items, item)
			}
		}
		return list
	default:
		return at.datum
	}
}

// schemas converts a mapping of schemas; hidden are the properties left out.
func (c *schemaConverter) schemas(at *place, hidden map[string]bool) *datum {
	object := mappingOf(at.line)
	for _, inner := range at.members {
		if at.key != keyProperties || !hidden[inner.key] {
			object.members = append(object.members, memberOf(inner.key, c.convert(at.under(inner))))
		}
	}
	return object
}

// modernise rewrites what OpenAPI 3.0 says in its own way.
func modernise(p *place, out *datum) {
	for _, bound := range []struct{ exclusive, inclusive string }{
		{"exclusiveMinimum", "minimum"}, {"exclusiveMaximum", "maximum"},
	} {
		flag := out.member(bound.exclusive)
		if flag == nil || flag.kind != kindBool {
			continue
		}
		limit := out.member(bound.inclusive)
		out.remove(bound.exclusive)
		if flag.text == "true" && limit != nil {
			out.remove(bound.inclusive)
			out.members = append(out.members, memberOf(bound.exclusive, limit))
		}
	}
	nullable := p.get("nullable")
	typ := out.member("type")
	if !nullable.isTrue() || typ == nil || typ.kind != kindText {
		return // without a type, nullable has no meaning (OpenAPI 3.0.3)
	}
	for i := range out.members {
		m := &out.members[i]
		switch m.key {
		case "type":
			m.value = listOf(typ.line, typ, textOf(typ.line, "null"))
		case keyEnum:
			null := &datum{kind: kindNull, line: m.value.line}
			if !slices.ContainsFunc(m.value.items, func(d *datum) bool { return d.kind == kindNull }) {
				m.value = listOf(m.value.line, append(slices.Clone(m.value.items), null)...)
			}
		}
	}
}

func (d *datum) remove(key string) {
	d.members = slices.DeleteFunc(d.members, func(m member) bool { return m.key == key })
}

// readOnly returns the properties at p that only answers have.
func (c *schemaConverter) readOnly(p *place) map[string]bool {
	props := p.get(keyProperties)
	if !props.is(kindMapping) {
		return nil
	}
	hidden := map[string]bool{}
	for _, m := range props.members {
		at := props.under(m)
		for _, q := range []*place{at, c.api.resolve(at)} {
			if q.get("readOnly").isTrue() {
				hidden[m.key] = true
			}
		}
	}
	return hidden
}

// define returns the name under which a schema stands in $defs.
func (c *schemaConverter) define(to *place, ref string) string {
	if d := c.defs[to.datum]; d != nil {
		return d.name
	}
	base := toolName(ref[strings.LastIndexByte(ref, '/')+1:])
	if base == "" {
		base = "schema"
	}
	name := base
	for i := 2; c.names[name]; i++ {
		name = fmt.Sprintf("%s_%d", base, i)
	}
	c.names[name] = true
	d := &definition{name: name, from: to}
	c.defs[to.datum] = d
	c.order = append(c.order, d)
	return name
}
