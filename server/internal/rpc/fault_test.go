package rpc

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router/target"
	"github.com/callmill/callmill/server/internal/run"
)

// TestFieldPaths gives fields in the terms of each request.
func TestFieldPaths(t *testing.T) {
	flat, nested := &callmillv1.GenerateSamplesRequest{}, &callmillv1.CreateRunRequest{}
	zero := func(path string) error {
		return &run.TargetError{Err: errors.Join(&target.SpecError{Field: path, Found: "a", Want: "b"})}
	}
	for _, c := range []struct {
		err     error
		request proto.Message
		want    string
	}{
		{&run.FieldError{Field: "count"}, flat, "count"},
		{&run.FieldError{Field: "count"}, nested, "spec.count"},
		{&run.FieldError{Field: "pathways[1]"}, nested, "spec.pathways[1]"},
		{&run.FieldError{Field: "run_id"}, nested, "run_id"},
		{&run.FieldError{Field: "spec"}, nested, "spec"},
		{&run.FieldError{Field: "cell[0].facet"}, &callmillv1.ExplainDecisionRequest{}, "cell[0].facet"},
		{&run.FieldError{Field: "name"}, nil, "name"},
		{zero("marginals[2].shares[1]"), flat, "target.marginals[2].shares[1]"},
		{zero("marginals[2].shares[1]"), nested, "spec.target.marginals[2].shares[1]"},
		{zero("zeros[3]"), flat, "target.impossible[3]"},
		{zero("zeros[3][1].buckets[0]"), flat, "target.impossible[3].conditions[1].buckets[0]"},
		{zero("facets[1]"), flat, "target"},
		{zero(""), flat, "target"},
		{&run.TargetError{Err: errors.New("of no field")}, nested, "spec.target"},
	} {
		f := requestFault(c.err, c.request)
		if f == nil || len(f.violations) != 1 || f.violations[0].GetField() != c.want {
			t.Errorf("%v: found %v, want %s", c.err, f, c.want)
		}
	}
}

func TestClip(t *testing.T) {
	for _, text := range []string{
		"", "short", strings.Repeat("x", 100), strings.Repeat("\u20ac\U0001f600", 40), "\xff\xfe" + strings.Repeat("é", 60),
	} {
		for n := 3; n < 30; n++ {
			got := clip(text, n)
			if len(got) > n || !utf8.ValidString(got) {
				t.Errorf("clip(%q, %d): found %q", text, n, got)
			}
		}
	}
	if got := clip("as it is", 8); got != "as it is" {
		t.Errorf("found %q", got)
	}
}
