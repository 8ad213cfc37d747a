package pathways

import (
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// PlannedCall is one call and where its arguments came from.
type PlannedCall struct {
	Tool *domain.Tool
	// Arguments are the values of the call, one for each leaf that it has and
	// for each element of a list, in the order of the tool's leaves.
	Arguments []Argument
	// Item is the one that the arguments of context are fields of, nil where there
	// are none: what is open, one of the list on the screen, or what a call before
	// it finds or makes.
	Item *domain.Item
	// DependsOn are the indices of the calls of the brief whose results it needs.
	DependsOn []int
	// Result is what it returns, as canonical JSON; empty unless another depends
	// on it.
	Result string
}

// Argument returns the first planned argument of the leaf called name, as
// domain.Tool.Leaf resolves it, or nil.
func (c *PlannedCall) Argument(name string) *Argument {
	leaf := c.Tool.Leaf(name)
	for i := range c.Arguments {
		if c.Arguments[i].Param == leaf && leaf != nil {
			return &c.Arguments[i]
		}
	}
	return nil
}

// Of returns the planned arguments of a leaf: several where it stands in a list.
func (c *PlannedCall) Of(leaf *domain.Param) []*Argument {
	var list []*Argument
	for i := range c.Arguments {
		if c.Arguments[i].Param == leaf {
			list = append(list, &c.Arguments[i])
		}
	}
	return list
}

// Argument is one planned value of a call.
type Argument struct {
	// Param is the leaf that it is a value of.
	Param *domain.Param
	// Path is where the value stands in the call's arguments: the leaf's path
	// with the index of the element behind each list, "colors[1]".
	Path string
	// JSON is the value as canonical JSON text.
	JSON string
	// Value is the admitted value it is, for parameters of closed lists.
	Value *domain.Value
	// Nodes are the graph nodes it was put together from, in order.
	Nodes []*domain.Node
	// Field is the content field it was taken from, empty for none.
	Field string
	// Number is the value of a range binding.
	Number float64
}

// ArgumentsJSON returns the call's arguments as a sample carries them: canonical
// JSON, with objects and lists put together from the values in them.
func (c *PlannedCall) ArgumentsJSON() string {
	args := make([]sample.Argument, len(c.Arguments))
	nested := false
	for i := range c.Arguments {
		a := &c.Arguments[i]
		args[i] = sample.Argument{Name: a.Path, JSON: a.JSON}
		if a.Path == "" {
			args[i].Name = a.Param.Name
		}
		nested = nested || strings.ContainsAny(args[i].Name, ".[")
	}
	if nested {
		args = assembled(args)
	}
	return sample.ArgumentsJSON(args)
}

// Sample returns the call in the form a sample carries, without what it depends on.
func (c *PlannedCall) Sample(id string) sample.Call {
	return sample.Call{ID: id, Name: c.Tool.Name, Arguments: c.ArgumentsJSON(), Result: c.Result}
}

// assembled puts the members of one object together: values whose names go on
// with the same name become one object or list.
func assembled(leaves []sample.Argument) []sample.Argument {
	var out []sample.Argument
	inner := map[string][]sample.Argument{}
	for _, leaf := range leaves {
		end := strings.IndexAny(leaf.Name, ".[")
		if end < 0 {
			out = append(out, leaf)
			continue
		}
		name, rest := leaf.Name[:end], leaf.Name[end:]
		if inner[name] == nil {
			out = append(out, sample.Argument{Name: name})
		}
		inner[name] = append(inner[name], sample.Argument{Name: rest, JSON: leaf.JSON})
	}
	for i := range out {
		if parts := inner[out[i].Name]; parts != nil {
			out[i].JSON = composite(parts)
		}
	}
	return out
}

// composite writes an object or a list of values whose names are what follows
// it: ".width", "[0]", "[1].color".
func composite(parts []sample.Argument) string {
	if parts[0].Name[0] == '.' {
		members := make([]sample.Argument, len(parts))
		for i, p := range parts {
			members[i] = sample.Argument{Name: p.Name[1:], JSON: p.JSON}
		}
		return sample.ArgumentsJSON(assembled(members))
	}
	var b strings.Builder
	b.WriteByte('[')
	for i := 0; i < len(parts); {
		index, _, _ := strings.Cut(parts[i].Name, "]")
		// The values of one element stand side by side.
		from := i
		for i < len(parts) && strings.HasPrefix(parts[i].Name, index+"]") {
			i++
		}
		if from > 0 {
			b.WriteByte(',')
		}
		element := make([]sample.Argument, i-from)
		for k := range element {
			element[k] = sample.Argument{Name: parts[from+k].Name[len(index)+1:], JSON: parts[from+k].JSON}
		}
		if element[0].Name == "" {
			b.WriteString(element[0].JSON)
		} else {
			b.WriteString(composite(element))
		}
	}
	b.WriteByte(']')
	return b.String()
}

// ElementPath is the path of a list's element with that index, where list is
// the path of the list.
func ElementPath(list string, index int) string { return list + "[" + strconv.Itoa(index) + "]" }
