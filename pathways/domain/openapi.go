package domain

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// operationMethods returns the methods that become tools, in the order in which
// the OpenAPI specification lists them. HEAD, OPTIONS and TRACE ask nothing that
// a person would.
func operationMethods() []string { return []string{"get", "put", "post", "delete", "patch"} }

// openAPI reads the tools of an OpenAPI 3 document: each operation is one.
//
// Its name is the operationId, else the method and the path, with _ for what a
// function's name cannot have and a number where two would be alike. Its
// description is the summary and the first paragraph of the description. Its
// parameters are those of the path and the query and the members of a JSON body,
// in one object; headers and cookies are not what people ask for. A body that is
// no object of known members is one parameter called body. Where two have one
// name, the later is called query_NAME or body_NAME. A member of the body that
// its schema requires is required, also where the document forgets to say that
// the body is.
//
// Schemas become JSON Schema 2020-12: references inside of the document are
// kept, as $defs (others are faults: nothing is ever fetched); nullable and the
// boolean forms of exclusiveMinimum and exclusiveMaximum of OpenAPI 3.0 are
// rewritten; readOnly members are left out, as are examples and extensions.
type openAPI struct {
	*loader

	root *place
	// old says that the document is of 3.0, whose schemas are not 2020-12.
	old bool
	// ids are the operationIds so far and their lines.
	ids   map[string]int
	names map[string]bool
}

// readOpenAPI reads the document at root.
func (l *loader) readOpenAPI(root *place) {
	version, ok := root.get("openapi").text("the version of OpenAPI", MaxLabelBytes)
	if !ok {
		return
	}
	m := regexp.MustCompile(`^3\.([01])\.\d+$`).FindStringSubmatch(version)
	if m == nil {
		root.get("openapi").wrong("3.0.x or 3.1.x")
		return
	}
	a := &openAPI{loader: l, root: root, old: m[1] == "0", ids: map[string]int{}, names: map[string]bool{}}
	before := len(l.faults.faults)
	a.checkRefs(root.get("paths"))
	a.checkRefs(root.get("components"))
	if len(l.faults.faults) > before {
		return
	}
	paths := root.need("paths")
	l.tools = map[string]*toolFile{}
	for path, at := range paths.entries("paths, each with its operations") {
		at = a.resolve(at)
		if !at.is(kindMapping) {
			at.wrong("operations")
			continue
		}
		for _, method := range operationMethods() {
			if op := at.get(method); op != nil {
				a.operation(path, method, at, op)
			}
		}
	}
	l.chooseOperations()
	switch {
	case len(l.faults.faults) > before:
		// One that is checked as a whole, if it can be read at all.
	case len(l.d.Tools) == 0:
		paths.fault("no operation", "at least one of "+strings.Join(operationMethods(), ", "))
	case len(l.d.Tools) > MaxTools:
		paths.fault(fmt.Sprintf("%d operations", len(l.d.Tools)), fmt.Sprintf("at most %d", MaxTools))
	default:
		conforms(root, a.resolve)
	}
}

// operation makes a tool of an operation.
func (a *openAPI) operation(path, method string, item, op *place) {
	if !op.is(kindMapping) {
		op.wrong("an operation")
		a.toolsDropped = true
		return
	}
	name, ok := a.operationName(path, method, op)
	if !ok {
		a.toolsDropped = true
		return
	}
	t := &toolFile{tool: &Tool{Name: name}, at: op, properties: map[string]*place{}}
	t.tool.Description = operationDescription(op)
	params := a.parameters(item, op)
	t.whole = params != nil && t.readParameters(params)
	a.tools[name] = t
	a.d.tools[name] = t.tool
	a.d.Tools = append(a.d.Tools, t.tool)
}

// operationName returns a name that no other tool has.
func (a *openAPI) operationName(path, method string, op *place) (string, bool) {
	base := toolName(method + "_" + path)
	if p := op.get("operationId"); p != nil {
		id, ok := p.text("an operation's id", MaxTextBytes)
		if !ok {
			return "", false
		}
		if first, again := a.ids[id]; again {
			p.fault(fmt.Sprintf("%s again (first on line %d)", quoted(id), first), "each operationId once")
			return "", false
		}
		a.ids[id] = p.line
		if name := toolName(id); name != "" {
			base = name
		}
	}
	name := base
	for i := 2; a.names[name] || name == sample.BucketNone || name == ""; i++ {
		suffix := fmt.Sprintf("_%d", i)
		name = base[:min(len(base), 64-len(suffix))] + suffix
	}
	a.names[name] = true
	return name, true
}

// toolName makes a text match ^[a-zA-Z0-9_-]{1,64}$, as far as there are letters
// in it.
func toolName(text string) string {
	name := regexp.MustCompile(`[^a-zA-Z0-9-]+`).ReplaceAllString(text, "_")
	if isName(text) {
		name = text
	}
	name = strings.Trim(name[:min(len(name), 64)], "_")
	return name
}

func operationDescription(op *place) string {
	summary, _ := op.get("summary").text("a text", MaxTextBytes)
	text := ""
	if p := op.get("description"); p.is(kindText) {
		// Descriptions are pages of Markdown, of which a tool needs the gist.
		text, _, _ = strings.Cut(strings.TrimSpace(p.datum.text), "\n\n")
		text = strings.Join(strings.Fields(text), " ")
	}
	summary = strings.TrimSpace(summary)
	switch {
	case summary == "" || strings.HasPrefix(text, strings.TrimSuffix(summary, ".")):
		summary = text
	case text != "":
		summary = strings.TrimSuffix(summary, ".") + ". " + text
	}
	return shortened(summary, MaxTextBytes/4)
}

// shortened cuts a text at a word, with … for the rest.
func shortened(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	cut := strings.LastIndexByte(text[:limit], ' ')
	if cut <= 0 {
		cut = validPrefix([]byte(text[:limit]))
	}
	return text[:cut] + "…"
}

// chooseOperations drops the tools that domain.yaml does not list, where it
// lists any.
func (l *loader) chooseOperations() {
	p := l.manifest.root.get("operations")
	if p == nil {
		return
	}
	chosen := map[string]bool{}
	for item := range p.elements("a list of operations", MaxTools) {
		name, ok := item.text("an operation", MaxLabelBytes)
		switch {
		case !ok:
		case l.tools[name] == nil:
			if !l.toolsDropped {
				item.wrong("an operation" + item.hint(name, keys(l.tools)))
			}
		case chosen[name]:
			item.fault(quoted(name)+" again", "each operation once")
		default:
			chosen[name] = true
		}
	}
	l.d.Tools = slices.DeleteFunc(l.d.Tools, func(t *Tool) bool {
		if chosen[t.Name] {
			return false
		}
		delete(l.tools, t.Name)
		delete(l.d.tools, t.Name)
		return true
	})
}
