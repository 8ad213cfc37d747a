package domain

import (
	"os"
	"slices"
	"testing"

	"github.com/callmill/callmill/pathways/sample"
)

func TestImpossibleHolds(t *testing.T) {
	// A sample of an optional argument's value must not be ruled out, one
	// without a required argument must.
	d, err := Load(os.DirFS("testdata/good"))
	if err != nil {
		t.Fatal(err)
	}
	tools := []string{"search_templates", "export_design", "undo"}
	for _, c := range []struct {
		call string
		want bool
	}{
		{`{"query":"x"}`, false},
		{`{"design_type":"card","query":"x"}`, false},
		{`{"color":"pink","design_type":"card","query":"x"}`, false},
		{`{"design_type":"card"}`, true},
		{`{}`, true},
		{`{"color":"pink","other":"card","query":"x"}`, true},
	} {
		s := &sample.Sample{Tools: tools, Calls: []sample.Call{{Name: "search_templates", Arguments: c.call}}}
		if got := ruledOut(d, s); got != c.want {
			t.Errorf("%s: ruled out %t, want %t", c.call, got, c.want)
		}
	}
	if ruledOut(d, &sample.Sample{Tools: tools}) {
		t.Error("no call is ruled out")
	}
}

func ruledOut(d *Domain, s *sample.Sample) bool {
	for _, cells := range d.Impossible() {
		all := true
		for _, c := range cells {
			f := &d.Facets[d.Facet(c.Facet)]
			bucket := f.Buckets[f.Measure(s)]
			all = all && slices.Contains(c.Buckets, bucket)
		}
		if all {
			return true
		}
	}
	return false
}
