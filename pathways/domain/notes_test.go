package domain

import (
	"fmt"
	"testing"
)

func TestNotes(t *testing.T) {
	d, err := Load(withParam(t, `{"type":"number"}`, ""))
	if err != nil {
		t.Fatal(err)
	}
	want := "[tools.json:27: [1].parameters.properties.more: export_design: the parameter more is never given: " +
		"nothing says where its values come from, such as export_design: {more: {range: {min: 1, max: 10}}}]"
	if got := fmt.Sprint(d.Notes); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	export := d.Tool("export_design")
	if p := export.Param("more"); !p.Never() || export.Leaf("more") != nil || export.Givable() != len(export.Params)-1 {
		t.Errorf("%+v is given", p)
	}
}

// A value that the tool states is given and need not be said.
func TestFixed(t *testing.T) {
	for _, c := range []struct{ schema, want string }{
		{`{"const":"v1"}`, `"v1"`},
		{`{"type":"number","default":3}`, "3"},
		{`{"type":"object","properties":{},"default":{"a":1}}`, `{"a":1}`},
		{`{"type":"object"}`, "{}"},
	} {
		fsys := withParam(t, c.schema, "")
		tools := replaced(t, string(fsys["tools.json"].Data), `["item_id", "format"]`, `["item_id", "format", "more"]`)
		fsys["tools.json"].Data = []byte(tools)
		d, err := Load(fsys)
		if err != nil {
			t.Error(err)
			continue
		}
		checkInvariants(t, d)
		p := d.Tool("export_design").Param("more")
		if p.Binding.Kind != BindFixed || p.Binding.Fixed != c.want || p.Said() {
			t.Errorf("%s: %+v", c.schema, p.Binding)
		}
	}
}
