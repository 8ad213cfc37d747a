package pathways_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// leavesOf takes a JSON value apart into the values in it and where they stand,
// members in order of their names.
func leavesOf(path string, v any) []pathways.Argument {
	var out []pathways.Argument
	switch v := v.(type) {
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			inner := name
			if path != "" {
				inner = path + "." + name
			}
			out = append(out, leavesOf(inner, v[name])...)
		}
	case []any:
		for i, item := range v {
			out = append(out, leavesOf(pathways.ElementPath(path, i), item)...)
		}
	default:
		text, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		out = append(out, pathways.Argument{Param: &domain.Param{Name: path}, Path: path, JSON: string(text)})
	}
	return out
}

// What is taken apart is put together again.
func TestArgumentsJSON(t *testing.T) {
	t.Parallel()
	name := rapid.StringMatching(`[a-z]{1,3}`)
	leaf := rapid.OneOf(rapid.Map(rapid.IntRange(0, 99), func(i int) any { return i }),
		rapid.Map(rapid.StringMatching(`[a-z.\[\]]{0,4}`), func(s string) any { return s }))
	value := func(inner *rapid.Generator[any]) *rapid.Generator[any] {
		return rapid.OneOf(leaf,
			rapid.Map(rapid.MapOfN(name, inner, 1, 3), func(m map[string]any) any { return m }),
			rapid.Map(rapid.SliceOfN(inner, 1, 12), func(l []any) any { return l }))
	}
	object := rapid.MapOfN(name, value(value(value(leaf))), 1, 4)
	rapid.Check(t, func(t *rapid.T) {
		want := object.Draw(t, "arguments")
		call := pathways.PlannedCall{Tool: &domain.Tool{}, Arguments: leavesOf("", want)}
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		canonical, err := sample.Canonical(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := call.ArgumentsJSON(); got != canonical {
			t.Errorf("got %s, want %s", got, canonical)
		}
	})
}

func TestArguments(t *testing.T) {
	t.Parallel()
	width := &domain.Param{Name: "width", Path: "size.width"}
	color := &domain.Param{Name: "colors", Path: "colors[]"}
	tool := &domain.Tool{Params: []*domain.Param{
		{Name: "size", Path: "size", Binding: domain.Binding{Kind: domain.BindObject}, Members: []*domain.Param{width}},
		{Name: "colors", Path: "colors", Binding: domain.Binding{Kind: domain.BindList}, Element: color},
	}}
	call := &pathways.PlannedCall{Tool: tool, Arguments: []pathways.Argument{
		{Param: width, Path: "size.width", JSON: "5"},
	}}
	for i := range 2 {
		call.Arguments = append(call.Arguments,
			pathways.Argument{Param: color, Path: pathways.ElementPath("colors", i), JSON: strconv.Itoa(i)})
	}
	for _, name := range []string{"width", "size.width"} {
		if a := call.Argument(name); a == nil || a.JSON != "5" {
			t.Errorf("%s is %+v", name, a)
		}
	}
	if a := call.Argument("height"); a != nil {
		t.Errorf("height is %+v", a)
	}
	if got := call.Of(color); len(got) != 2 || got[1].JSON != "1" || tool.Leaf("colors") != color {
		t.Errorf("colors are %+v", got)
	}
	if got, want := call.ArgumentsJSON(), `{"colors":[0,1],"size":{"width":5}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
