package domain

import "testing"

// A path is meant before a name that several have: {y} is the parameter y, also
// where objects before it have members of that name.
func TestLeafPrefersPaths(t *testing.T) {
	leaf := func(name, path string) *Param {
		return &Param{Name: name, Path: path, Binding: Binding{Kind: BindRange}}
	}
	a, b, y, z := leaf("y", "a.y"), leaf("y", "b.y"), leaf("y", "y"), leaf("z", "b.z")
	object := func(name string, members ...*Param) *Param {
		return &Param{Name: name, Path: name, Members: members, Binding: Binding{Kind: BindObject}}
	}
	tool := &Tool{Params: []*Param{object("a", a), object("b", b, z), y}}
	for name, want := range map[string]*Param{"y": y, "a.y": a, "b.y": b, "z": z, "x": nil} {
		if got := tool.Leaf(name); got != want {
			t.Errorf("%s is %+v, want %+v", name, got, want)
		}
	}
	if got := (&Tool{Params: []*Param{object("a", a), object("b", b)}}).Leaf("y"); got != nil {
		t.Errorf("y of two objects is %+v, want none", got)
	}
}
