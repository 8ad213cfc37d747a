package domain

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/callmill/callmill/pathways/sample"
)

// noParameters is the schema of a tool that declares none.
const noParameters = `{"type":"object","properties":{},"additionalProperties":false}`

// toolFile is a tool and the places of its parts.
type toolFile struct {
	tool *Tool
	// at is the function object.
	at *place
	// properties are the places of the parameters, by name.
	properties map[string]*place
	// whole says that the parameters could be read, so that others may be
	// checked against them.
	whole bool
}

// readTools reads the tools: an OpenAPI document, in YAML or JSON, which is told
// by its key openapi, or a list of function definitions, each as it is or as
// {"type": "function", "function": {…}}.
func (l *loader) readTools() {
	f := l.manifest.tools
	data, ok := l.folder.text(f.name, MaxFileBytes, f.fault)
	if !ok {
		return
	}
	src := &source{name: f.name, faults: l.faults}
	var root *place
	if ext := path.Ext(f.name); ext == ".yaml" || ext == ".yml" {
		root = readYAML(src, data)
	} else {
		root = readJSON(src, data, 1)
	}
	switch {
	case root == nil:
		return
	case root.get("openapi") != nil:
		l.readOpenAPI(root)
		return
	}
	if p := l.manifest.root.get("operations"); p != nil {
		p.fault("operations", "tools from an OpenAPI document, where operations are chosen")
	}
	if root.is(kindList) && len(root.items) == 0 {
		root.fault("an empty list", "at least one function definition")
		return
	}
	if !root.is(kindList) {
		root.wrong("a list of function definitions, or an OpenAPI document")
		return
	}
	if len(root.items) > MaxTools {
		root.fault(fmt.Sprintf("%d functions", len(root.items)), fmt.Sprintf("at most %d", MaxTools))
		return
	}
	l.tools = map[string]*toolFile{}
	for p := range root.elements("a list of function definitions", MaxTools) {
		t := l.readTool(p)
		if t == nil {
			l.toolsDropped = true
			continue
		}
		l.tools[t.tool.Name] = t
		l.d.tools[t.tool.Name] = t.tool
		l.d.Tools = append(l.d.Tools, t.tool)
	}
}

// readTool reads a definition in either form of the OpenAI API, nil where it
// has no name of its own.
func (l *loader) readTool(p *place) *toolFile {
	at := p
	if p.get("function") != nil || p.get("type") != nil {
		if !p.mapping("type", "function") {
			return nil
		}
		if typ := p.need("type"); typ != nil && (!typ.is(kindText) || typ.datum.text != "function") {
			typ.wrong(`"function"`)
		}
		at = p.need("function")
	}
	if !at.mapping("name", "description", "parameters", "strict") {
		return nil
	}
	const want = "a function's name of at most 64 letters, digits, _ and -"
	name, ok := at.need("name").text(want, MaxLabelBytes)
	switch {
	case !ok:
		return nil
	case !isName(name) || len(name) > 64:
		at.get("name").wrong(want)
		return nil
	case name == sample.BucketNone:
		at.get("name").wrong("another name: none stands for no call in the tool facet")
		return nil
	case l.tools[name] != nil:
		at.get("name").fault(quoted(name)+" again", "each function once")
		return nil
	}
	if strict := at.get("strict"); strict != nil && !strict.is(kindBool) {
		strict.wrong("true or false")
	}
	t := &toolFile{tool: &Tool{Name: name}, at: at, properties: map[string]*place{}}
	t.tool.Description, _ = at.get("description").text("a text", MaxTextBytes)
	t.whole = t.readParameters(parametersOf(at))
	return t
}

// parametersOf returns the schema of a function's parameters.
func parametersOf(at *place) *place {
	if p := at.get("parameters"); p != nil {
		return p
	}
	return readJSON(at.src, []byte(noParameters), at.line)
}

// readParameters compiles the schema at p and lists the parameters; false where
// there is a fault in them.
func (t *toolFile) readParameters(p *place) bool {
	if !p.is(kindMapping) {
		p.wrong("a JSON Schema of an object")
		return false
	}
	if typ := p.get("type"); !typ.is(kindText) || typ.datum.text != "object" {
		if typ == nil {
			p.fault("no type", `"type": "object"`)
		} else {
			typ.wrong(`"object"`)
		}
		return false
	}
	schema := compileSchema(p)
	if schema == nil {
		return false
	}
	t.tool.Parameters, t.tool.Schema = p.json(), schema
	if p.raw != nil { // as the file writes it
		var text bytes.Buffer
		if err := json.Compact(&text, p.raw); err != nil {
			p.fault(err.Error(), "JSON")
			return false
		}
		t.tool.Parameters = text.String()
	}
	return t.readParams(p)
}

func (t *toolFile) readParams(p *place) bool {
	if props := p.get("properties"); props != nil && len(props.members) > MaxParams {
		props.fault(fmt.Sprintf("%d parameters", len(props.members)), fmt.Sprintf("at most %d", MaxParams))
		return false
	}
	for name, at := range p.get("properties").entries("parameters") {
		t.properties[name] = at
		t.tool.Params = append(t.tool.Params, &Param{
			Name:     name,
			Required: slices.Contains(t.tool.Schema.Required, name),
			schema:   t.tool.Schema.Properties[name],
		})
		if !isName(name) {
			at.fault("key "+quoted(name), "a parameter's name of letters, digits, _ and -")
		}
	}
	ok := true
	for item := range p.get("required").elements("a list of parameters", MaxParams) {
		if name := item.datum.text; t.properties[name] == nil {
			item.wrong("a parameter in properties" + item.hint(name, keys(t.properties)))
			ok = false
		}
	}
	return ok
}

// Check reports how a value, as canonical JSON text, breaks the parameter's
// schema; nil where it does not.
func (p *Param) Check(text string) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(text)))
	if err != nil {
		return fmt.Errorf("read the value: %w", err)
	}
	if p.schema == nil {
		return nil
	}
	return p.schema.Validate(v) //nolint:wrapcheck // the schema's own words
}
