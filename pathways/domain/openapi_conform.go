package domain

import (
	"context"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// conforms holds what tools are made of against the OpenAPI specification, with
// the library that knows it. The rest of the document is not looked at: how a
// server answers is no concern of a tool's, and real documents have faults there.
func conforms(root *place, resolve func(*place) *place) {
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = false
	text := relevant(root, resolve).json()
	doc, err := loader.LoadFromData([]byte(text))
	if err != nil {
		root.fault("what OpenAPI does not allow ("+oneLine(err)+")", "an OpenAPI document")
		return
	}
	ctx := openapi3.WithValidationOptions(context.Background(),
		openapi3.DisableExamplesValidation(), openapi3.DisableSchemaPatternValidation())
	if doc.IsOpenAPI31OrLater() {
		ctx = openapi3.WithValidationOptions(context.Background(), openapi3.IsOpenAPI31OrLater(),
			openapi3.DisableExamplesValidation(), openapi3.DisableSchemaPatternValidation())
	}
	fault := func(p *place, err error) {
		if err != nil {
			p.fault("what OpenAPI does not allow ("+oneLine(err)+")", "OpenAPI "+doc.OpenAPI)
		}
	}
	for path, item := range root.get("paths").entries("") {
		item = resolve(item)
		for _, method := range operationMethods() {
			op, at := doc.Paths.Value(path).GetOperation(strings.ToUpper(method)), item.get(method)
			if op == nil {
				continue
			}
			list := at.get("parameters")
			for i, p := range op.Parameters {
				fault(list.at(i), p.Validate(ctx))
			}
			if op.RequestBody != nil {
				fault(at.get("requestBody"), op.RequestBody.Validate(ctx))
			}
		}
	}
}

// relevant returns the part of the document that tools are made of.
func relevant(root *place, resolve func(*place) *place) *datum {
	line := root.line
	paths := mappingOf(line)
	for path, item := range root.get("paths").entries("") {
		item = resolve(item)
		reduced := picked(item, "parameters")
		for _, method := range operationMethods() {
			op := item.get(method)
			if op == nil {
				continue
			}
			part := picked(op, "operationId", "parameters", "requestBody")
			answer := mappingOf(line, memberOf("default", mappingOf(line, memberOf("description", textOf(line, "not read")))))
			part.members = append(part.members, memberOf("responses", answer))
			reduced.members = append(reduced.members, memberOf(method, part))
		}
		paths.members = append(paths.members, memberOf(path, reduced))
	}
	info := mappingOf(line, memberOf("title", textOf(line, "tools")), memberOf("version", textOf(line, "1")))
	out := mappingOf(line,
		memberOf("openapi", root.get("openapi").datum), memberOf("info", info), memberOf("paths", paths))
	if components := root.get("components"); components.is(kindMapping) {
		out.members = append(out.members, memberOf("components",
			picked(components, "schemas", "parameters", "requestBodies", keyExamples)))
	}
	return out
}

// picked returns a mapping with these members of p.
func picked(p *place, names ...string) *datum {
	out := mappingOf(p.line)
	for _, m := range p.members {
		for _, name := range names {
			if m.key == name {
				out.members = append(out.members, m)
			}
		}
	}
	return out
}

func oneLine(err error) string {
	return shortened(strings.Join(strings.Fields(err.Error()), " "), MaxLabelBytes)
}
