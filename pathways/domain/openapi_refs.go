package domain

import (
	"net/url"
	"strings"
)

// isData says whether a key holds data in OpenAPI documents, where a member
// called $ref refers to nothing.
func isData(key string) bool {
	switch key {
	case keyEnum, "const", "default", "example", keyExamples:
		return true
	default:
		return false
	}
}

// checkRefs faults references that lead out of the document, or nowhere, in
// what tools are made of.
func (a *openAPI) checkRefs(p *place) {
	switch {
	case p.is(kindList):
		for i := range p.items {
			a.checkRefs(p.at(i))
		}
	case p.is(kindMapping):
		for _, m := range p.members {
			at := p.under(m)
			switch {
			case m.key == keyRef && m.value.kind == kindText:
				a.target(at)
			case p.key == keyProperties || !isData(m.key) && !ignored(p, m.key):
				a.checkRefs(at)
			}
		}
	}
}

// ignored says whether a part of the document says nothing about tools: how
// servers answer, say.
func ignored(p *place, key string) bool {
	switch key {
	case "responses", "callbacks", "links", "headers", "securitySchemes", "security", "servers", "tags":
		return p.up == nil || p.key == "components" || !p.inMap || p.get("operationId") != nil || p.get("responses") != nil
	}
	return strings.HasPrefix(key, "x-")
}

// target returns what a reference leads to, nil with a fault where that is
// nothing in the document.
func (a *openAPI) target(ref *place) *place {
	pointer, local := strings.CutPrefix(ref.datum.text, "#")
	if !local {
		ref.wrong("a reference inside the document, such as #/components/schemas/Size: nothing is fetched")
		return nil
	}
	decoded, err := url.PathUnescape(pointer)
	if err != nil || decoded != "" && decoded[0] != '/' {
		ref.wrong("a JSON pointer, such as #/components/schemas/Size")
		return nil
	}
	to := descend(a.root, pointerTokens(decoded))
	if to == nil {
		ref.wrong("a reference to what is there")
	}
	return to
}

// resolve follows references from p to what they stand for, nil with a fault
// where they lead in a circle.
func (a *openAPI) resolve(p *place) *place {
	const most = 32
	for range most {
		ref := p.get(keyRef)
		if !ref.is(kindText) {
			return p
		}
		if p = a.target(ref); p == nil {
			return nil
		}
	}
	p.fault("references that lead in a circle", "one that ends")
	return nil
}
