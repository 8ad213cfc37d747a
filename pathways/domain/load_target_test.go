package domain

import (
	"os"
	"reflect"
	"testing"
)

func TestParseTarget(t *testing.T) {
	data, err := os.ReadFile("testdata/good/target.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseTarget("mine.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Load(os.DirFS("testdata/good"))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Joints, d.Target.Joints) || got.Lines["joints[0].cells[1]"] != "mine.yaml:10" {
		t.Errorf("%+v", got)
	}
	// Targets also come without a file.
	inline := &Target{Marginals: []Marginal{{Facet: "word", Shares: []Share{{"1-3", 1}}}}}
	want := `marginals[0]: found facet "word", want one of tool, calls, words, arguments, phrasing, modality, ` +
		`answer, turns, offered, twist, design_type, content_type (did you mean "words"?)`
	if err := inline.Check(d.Facets); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := ParseTarget("t.yaml", []byte("marginals: [\xff]")); err == nil ||
		err.Error() != "t.yaml:1: found byte 0xff, want UTF-8" {
		t.Error(err)
	}
}
