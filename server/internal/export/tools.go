package export

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
)

// Tools are the functions of a domain, as the formats need them. They do not
// change and are safe for concurrent use.
type Tools struct {
	list   []*tool
	byName map[string]*tool
}

// tool is one function.
type tool struct {
	name        string
	description string
	// parameters is the JSON Schema of the arguments, without white space.
	parameters string
	schema     *schema
	// compiled says whether arguments are valid.
	compiled *jsonschema.Schema
}

// ToolsOf gives the tools of a loaded domain.
func ToolsOf(d *domain.Domain) (*Tools, error) {
	t := &Tools{byName: make(map[string]*tool, len(d.Tools))}
	for _, from := range d.Tools {
		if err := t.add(from.Name, from.Description, from.Parameters); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// ToolsFrom gives the tools of a domain as the API describes it.
func ToolsFrom(d *callmillv1.Domain) (*Tools, error) {
	t := &Tools{byName: make(map[string]*tool, len(d.GetTools()))}
	for _, from := range d.GetTools() {
		if err := t.add(from.GetName(), from.GetDescription(), from.GetParametersJson()); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Tools) add(name, description, parameters string) error {
	if t.byName[name] != nil {
		return fmt.Errorf("tool %s is there twice", name)
	}
	s, err := parseSchema(parameters)
	if err != nil {
		return fmt.Errorf("tool %s: %w", name, err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(parameters))
	if err != nil {
		return fmt.Errorf("tool %s: read its parameters: %w", name, err)
	}
	// A schema stands for itself: nothing is ever fetched.
	const at = "callmill:parameters"
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.UseLoader(jsonschema.SchemeURLLoader{})
	if err := compiler.AddResource(at, document); err != nil {
		return fmt.Errorf("tool %s: its parameters: %w", name, err)
	}
	compiled, err := compiler.Compile(at)
	if err != nil {
		return fmt.Errorf("tool %s: its parameters: %w", name, err)
	}
	made := &tool{
		name: name, description: description, parameters: compact([]byte(parameters)),
		schema: s, compiled: compiled,
	}
	t.list = append(t.list, made)
	t.byName[name] = made
	return nil
}

// allows says whether the tool's schema admits these arguments.
func (t *tool) allows(arguments string) bool {
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(arguments))
	return err == nil && t.compiled.Validate(v) == nil
}

// errUnknownTool is the error where a sample names a tool that the domain does
// not have: the samples are of another version of it.
var errUnknownTool = errors.New("the domain has no such tool")

func (t *Tools) tool(name string) (*tool, error) {
	if found := t.byName[name]; found != nil {
		return found, nil
	}
	return nil, fmt.Errorf("tool %q: %w", name, errUnknownTool)
}

// offers writes the list of the tools that a sample offers. Most samples of a run
// offer the same: the last list is kept.
type offers struct {
	texts  map[string]string
	finish func(list string) string
	last   []string
	text   string
}

// asItIs leaves a list the JSON array that it is.
func asItIs(list string) string { return list }

// newOffers has every tool written once. What finish makes of a list, a JSON array,
// is kept with it.
func newOffers(t *Tools, write func(*tool) string, finish func(list string) string) *offers {
	o := &offers{texts: make(map[string]string, len(t.list)), finish: finish, text: finish("[]")}
	for _, one := range t.list {
		o.texts[one.name] = write(one)
	}
	return o
}

// list gives the finished list of the tools with these names.
func (o *offers) list(names []string) (string, error) {
	if slices.Equal(names, o.last) {
		return o.text, nil
	}
	texts := make([]string, len(names))
	for i, n := range names {
		text, ok := o.texts[n]
		if !ok {
			return "", fmt.Errorf("tool %q: %w", n, errUnknownTool)
		}
		texts[i] = text
	}
	o.last, o.text = slices.Clone(names), o.finish(array(texts))
	return o.text, nil
}
