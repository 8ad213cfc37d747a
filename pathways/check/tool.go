package check

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/callmill/callmill/pathways/domain"
)

// tool is a domain's tool, indexed for the stages.
type tool struct {
	schema *jsonschema.Schema
	params map[string]*param
	// leaves are the parameters that take a value of their own, at any depth.
	leaves []*param
	// from are the domain's, in the same order.
	from []*domain.Param
	// byValue, byNode and byType say what a label stands for in a call: a value
	// of a closed list, or a node that a walk can take.
	languages []string
	byValue   map[*domain.Value][]admission
	byNode    map[*domain.Node][]admission
	byType    map[string][]admission
}

// admission is a parameter and the value that it admits; a nil value stands for
// a node in a walk.
type admission struct {
	param *param
	value *domain.Value
}

// param is a parameter with its binding; a nil binding stands for what the
// domain binds to nothing.
type param struct {
	name    string
	binding *domain.Binding
	values  map[string]*domain.Value
	// scales are the units that numbers are not in, unitWords those that they are
	// in, of all languages.
	scales    []scale
	unitWords []string
	walk      []string
	schema    *jsonschema.Schema
	// members of an object, and what the elements of a list are.
	members map[string]*param
	item    *param
	// excludes says that it takes what is not wanted.
	excludes bool
}

func newTool(d *domain.Domain, t *domain.Tool) *tool {
	ct := &tool{
		languages: append([]string{""}, d.Languages...),
		schema:    t.Schema,
		params:    make(map[string]*param, len(t.Params)),
		byValue:   map[*domain.Value][]admission{},
		byNode:    map[*domain.Node][]admission{},
		byType:    map[string][]admission{},
	}
	for _, dp := range t.Params {
		ct.params[dp.Name] = ct.newParam(dp, dp.Name, member(t.Schema, dp.Name))
	}
	left := excluded(d, t)
	for i, p := range ct.leaves {
		p.excludes = excludes(p.name) || left[ct.from[i]]
	}
	return ct
}

func (t *tool) newParam(dp *domain.Param, name string, schema *jsonschema.Schema) *param {
	p := &param{name: name, binding: &dp.Binding, schema: schema}
	switch p.binding.Kind {
	case domain.BindObject:
		p.members = make(map[string]*param, len(dp.Members))
		for _, m := range dp.Members {
			p.members[m.Name] = t.newParam(m, name+"/"+m.Name, member(schema, m.Name))
		}
		return p
	case domain.BindList:
		p.item = t.newParam(dp.Element, name, items(schema))
		return p
	case domain.BindValues:
		p.values = make(map[string]*domain.Value, len(p.binding.Values))
		for _, v := range p.binding.Values {
			p.values[v.JSON] = v
			t.byValue[v] = append(t.byValue[v], admission{p, v})
			if v.Node != nil {
				t.byNode[v.Node] = append(t.byNode[v.Node], admission{p, v})
			}
		}
	case domain.BindWalk:
		for _, step := range p.binding.Walk {
			if !p.walks(step.NodeType) {
				p.walk = append(p.walk, step.NodeType)
				t.byType[step.NodeType] = append(t.byType[step.NodeType], admission{p, nil})
			}
		}
	case domain.BindRange:
		p.scales, p.unitWords = unitsOf(&p.binding.Range, t.languages)
	default: // labels do not stand for what others are bound to
	}
	t.leaves, t.from = append(t.leaves, p), append(t.from, dp)
	return p
}

// admit returns what the entry can stand for in a call of t: values of closed
// lists, and nodes in walks.
func (t *tool) admit(e domain.Entry) (values, walks []admission) {
	if e.Node == nil {
		return t.byValue[e.Value], nil
	}
	if values = t.byNode[e.Node]; values == nil && e.Value != nil {
		values = t.byValue[e.Value]
	}
	return values, t.byType[e.Node.Type]
}

// param returns the parameter called name; one without a binding where the tool
// has none of that name.
func (t *tool) param(name string) *param {
	if p, ok := t.params[name]; ok {
		return p
	}
	return &param{name: name, schema: member(t.schema, name)}
}

// member returns the parameter for what stands under key in an object that p
// takes.
func (p *param) member(key string) *param {
	if m, ok := p.members[key]; ok {
		return m
	}
	return &param{name: p.name + "/" + key, schema: member(p.schema, key)}
}

// element returns the parameter for the elements of an array that p takes;
// where the domain says nothing of them, the same binding, one level down in the
// schema.
func (p *param) element() *param {
	if p.item != nil {
		return p.item
	}
	e := *p
	e.schema = items(p.schema)
	return &e
}

// units returns the words that may be written right behind a number.
func (p *param) units() []string {
	if p.unitWords == nil && p.binding != nil {
		return p.binding.Range.Units
	}
	return p.unitWords
}

// walks says whether a node of that type can be part of p's values.
func (p *param) walks(typ string) bool { return slices.Contains(p.walk, typ) }

// member finds the schema of an object's member through references and allOf.
func member(s *jsonschema.Schema, key string) *jsonschema.Schema {
	return find(s, maxDepth, func(s *jsonschema.Schema) *jsonschema.Schema { return s.Properties[key] })
}

// items finds the schema of an array's elements.
func items(s *jsonschema.Schema) *jsonschema.Schema {
	return find(s, maxDepth, func(s *jsonschema.Schema) *jsonschema.Schema { return s.Items2020 })
}

// given says whether the schema itself states the value of node i, as const or
// default: whoever sees the tool can derive it.
func (in *inspection) given(s *jsonschema.Schema, i int) bool {
	stated := find(s, maxDepth, func(s *jsonschema.Schema) *jsonschema.Schema {
		if s.Const != nil && in.equal(i, *s.Const) || s.Default != nil && in.equal(i, *s.Default) {
			return s
		}
		return nil
	})
	return stated != nil
}

// find looks in s, then in what it refers to and what must hold beside it. The
// depth ends references that lead back to themselves.
func find(s *jsonschema.Schema, depth int, f func(*jsonschema.Schema) *jsonschema.Schema) *jsonschema.Schema {
	if s == nil || depth == 0 {
		return nil
	}
	if found := f(s); found != nil {
		return found
	}
	if found := find(s.Ref, depth-1, f); found != nil {
		return found
	}
	for _, part := range s.AllOf {
		if found := find(part, depth-1, f); found != nil {
			return found
		}
	}
	return nil
}

// equal compares node i with a value from a schema.
func (in *inspection) equal(i int, v any) bool {
	n := &in.nodes[i]
	switch v := v.(type) {
	case nil:
		return n.kind == kindNull
	case bool:
		return n.kind == kindBool && n.json == strconv.FormatBool(v)
	case string:
		return n.kind == kindString && n.text == v
	case json.Number:
		return n.kind == kindNumber && parseNumber(n.json) == parseNumber(v.String())
	case float64:
		return n.kind == kindNumber && parseNumber(n.json) == parseNumber(strconv.FormatFloat(v, 'g', -1, 64))
	case []any:
		return n.kind == kindArray && in.equalElements(i, v)
	case map[string]any:
		return n.kind == kindObject && in.equalMembers(i, v)
	default:
		return false
	}
}

func (in *inspection) equalElements(i int, list []any) bool {
	k := 0
	for j := range in.members(i) {
		if k == len(list) || !in.equal(j, list[k]) {
			return false
		}
		k++
	}
	return k == len(list)
}

func (in *inspection) equalMembers(i int, object map[string]any) bool {
	k := 0
	for j := range in.members(i) {
		v, ok := object[in.nodes[j].key]
		if !ok || !in.equal(j, v) {
			return false
		}
		k++
	}
	return k == len(object)
}
