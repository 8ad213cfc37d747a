package domain

import (
	"regexp"
	"slices"
	"strings"
)

// Where a parameter of an operation stands.
const (
	inPath  = "path"
	inQuery = "query"
	inBody  = "body"
)

// merged is the one object that an operation's parameters and body become.
type merged struct {
	api    *openAPI
	schema *schemaConverter

	members  []member
	required []*datum
	names    map[string]bool
	// beside are the keywords of the body's schema that hold for the whole.
	beside []member
}

// parameters returns the schema of an operation's arguments, nil where there are
// faults.
func (a *openAPI) parameters(item, op *place) *place {
	m := &merged{api: a, schema: newSchemaConverter(a), names: map[string]bool{}}
	before := len(a.faults.faults)
	list := a.parameterList(item, op)
	for _, in := range []string{inPath, inQuery} {
		for _, p := range list {
			if p.get("in").is(kindText) && p.get("in").datum.text == in {
				m.parameter(p, in)
			}
		}
	}
	m.body(op)
	if len(a.faults.faults) > before {
		return nil
	}
	line := op.line
	object := mappingOf(line,
		memberOf("type", textOf(line, "object")),
		memberOf(keyProperties, mappingOf(line, m.members...)))
	if len(m.required) > 0 {
		object.members = append(object.members, memberOf(keyRequired, listOf(line, m.required...)))
	}
	object.members = append(object.members, m.beside...)
	if len(m.beside) == 0 {
		closed := &datum{kind: kindBool, line: line, text: textFalse}
		object.members = append(object.members, memberOf("additionalProperties", closed))
	}
	if defs := m.schema.definitions(); len(defs) > 0 {
		object.members = append(object.members, memberOf(keyDefs, mappingOf(line, defs...)))
	}
	return &place{datum: object, src: op.src, up: op, key: "parameters", inMap: true}
}

// parameterList returns the parameters of an operation and of its path, which
// the operation's own replace.
func (a *openAPI) parameterList(item, op *place) []*place {
	var list []*place
	for _, around := range []*place{item, op} {
		for p := range around.get("parameters").elements("a list of parameters", MaxParams) {
			p = a.resolve(p)
			if !p.is(kindMapping) {
				p.wrong("a parameter")
				continue
			}
			same := func(q *place) bool {
				return q.memberText("name") == p.memberText("name") && q.memberText("in") == p.memberText("in")
			}
			if i := slices.IndexFunc(list, same); i >= 0 {
				list[i] = p
				continue
			}
			list = append(list, p)
		}
	}
	return list
}

// memberText returns the text of a member, empty where it has none.
func (p *place) memberText(key string) string {
	if m := p.get(key); m.is(kindText) {
		return m.datum.text
	}
	return ""
}

// parameter adds a parameter of the path or the query.
func (m *merged) parameter(p *place, in string) {
	name, ok := p.need("name").text("a parameter's name", MaxLabelBytes)
	if !ok {
		return
	}
	schema := p.get("schema")
	if content := p.get("content"); schema == nil && content.is(kindMapping) && len(content.members) > 0 {
		schema = content.under(content.members[0]).get("schema")
	}
	if schema == nil {
		p.fault("no schema", "the key schema")
		return
	}
	converted := m.schema.convert(schema)
	text := p.memberText("description")
	if text != "" && converted.kind == kindMapping && converted.member("description") == nil {
		description := memberOf("description", textOf(p.line, text))
		converted = mappingOf(converted.line, append([]member{description}, converted.members...)...)
	}
	m.add(in, name, converted, in == inPath || p.get(keyRequired).isTrue())
}

// add adds a property under a name that is free and that a function can have.
func (m *merged) add(in, name string, schema *datum, required bool) {
	name = strings.Trim(regexp.MustCompile(`[^a-zA-Z0-9_-]+`).ReplaceAllString(name, "_"), "_")
	if m.names[name] || name == "" {
		name = in + "_" + name
	}
	for m.names[name] {
		name += "_"
	}
	m.names[name] = true
	m.members = append(m.members, memberOf(name, schema))
	if required {
		m.required = append(m.required, textOf(schema.line, name))
	}
}

// body adds the members of a JSON body.
func (m *merged) body(op *place) {
	body := m.api.resolve(op.get("requestBody"))
	schema := jsonSchemaOf(body.get("content"))
	if schema == nil {
		return
	}
	object := m.schema.objectOf(schema, 0)
	if object == nil {
		m.add(inBody, inBody, m.schema.convert(schema), body.get(keyRequired).isTrue())
		return
	}
	for _, p := range object.properties {
		m.add(inBody, p.key, m.schema.convert(p), slices.Contains(object.required, p.key))
	}
	m.beside = object.beside
}

// jsonSchemaOf returns the schema of the first media type that is JSON, nil
// where there is none.
func jsonSchemaOf(content *place) *place {
	if !content.is(kindMapping) {
		return nil
	}
	for _, m := range content.members {
		media, _, _ := strings.Cut(strings.ToLower(m.key), ";")
		media = strings.TrimSpace(media)
		if media == "application/json" || media == "*/*" || strings.HasSuffix(media, "+json") {
			return content.under(m).get("schema")
		}
	}
	return nil
}
