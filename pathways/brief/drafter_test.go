package brief_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/sample"
)

func load(t *testing.T) *domain.Domain {
	t.Helper()
	return studioDomain(t)
}

func studioDomain(tb testing.TB) *domain.Domain {
	tb.Helper()
	d, err := domain.Load(studio.Files())
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// For every tool and number of arguments the draft is in the cell, meets the
// tools' schemas, and draws every argument from where its binding says.
func TestDraftFillsItsCell(t *testing.T) {
	t.Parallel()
	d := load(t)
	dr := brief.New(d)
	tool, arguments := d.Facet(sample.FacetTool), d.Facet(sample.FacetArguments)
	for _, name := range d.Facets[tool].Buckets {
		for _, count := range d.Facets[arguments].Buckets {
			drafted := 0
			for i := range uint64(50) {
				buckets := make([]string, len(d.Facets))
				buckets[tool], buckets[arguments] = name, count
				b, err := dr.Draft(i, buckets, rand.New(rand.NewPCG(i, 9)))
				if err != nil {
					if reason, ok := pathways.ReasonOf(err); !ok || reason != pathways.ReasonNoBrief {
						t.Fatalf("%s with %s arguments: %v", name, count, err)
					}
					continue
				}
				drafted++
				inCell(t, d, b, name, count)
			}
			if want := possible(d.Tool(name), count); (drafted > 0) != want {
				t.Errorf("%s with %s arguments: %d drafts, possible is %v", name, count, drafted, want)
			}
		}
	}
}

func possible(tool *domain.Tool, count string) bool {
	digits, open := strings.CutSuffix(count, "+")
	n, _ := strconv.Atoi(digits)
	if tool == nil {
		return true // no call has no arguments; the ledger rules the rest out
	}
	return n <= len(tool.Params) && (open || n >= tool.Required())
}

func inCell(t *testing.T, d *domain.Domain, b *pathways.Brief, name, count string) {
	t.Helper()
	if name == sample.BucketNone {
		if len(b.Calls) != 0 {
			t.Errorf("calls %v where none is asked for", b.SampleCalls())
		}
		return
	}
	call := b.SampleCalls()[0]
	s := &sample.Sample{Calls: b.SampleCalls()}
	for facet, want := range map[string]string{sample.FacetTool: name, sample.FacetArguments: count} {
		f := &d.Facets[d.Facet(facet)]
		if got := f.Buckets[f.Measure(s)]; got != want {
			t.Errorf("%s is %s, want %s: %v", facet, got, want, call)
		}
	}
	for _, a := range b.Calls[0].Arguments {
		switch bind := &a.Param.Binding; bind.Kind {
		case domain.BindRange:
			if a.Number < bind.Range.Min || a.Number > bind.Range.Max {
				t.Errorf("%s is %v, outside %v", a.Param.Name, a.Number, bind.Range)
			}
			if q := (a.Number - bind.Range.Min) / bind.Range.Step; bind.Range.Step > 0 && math.Abs(q-math.Round(q)) > 1e-6 {
				t.Errorf("%s is %v, not on the step of %v", a.Param.Name, a.Number, bind.Range)
			}
		case domain.BindValues:
			if bind.Value(a.JSON) != a.Value {
				t.Errorf("%s is %s, which is not admitted", a.Param.Name, a.JSON)
			}
		case domain.BindContext:
			if want := sample.StringJSON(b.Context.Field(bind.Field)); a.JSON != want {
				t.Errorf("%s is %s, want %s", a.Param.Name, a.JSON, want)
			}
		case domain.BindWalk:
			if len(a.Nodes) == 0 && a.Field == "" {
				t.Errorf("%s is %s, from neither nodes nor a field", a.Param.Name, a.JSON)
			}
		default:
		}
	}
}

func TestDraftIsDeterministic(t *testing.T) {
	t.Parallel()
	d := load(t)
	dr := brief.New(d)
	for i := range uint64(200) {
		one, errOne := dr.Draft(i, make([]string, len(d.Facets)), rand.New(rand.NewPCG(i, 5)))
		two, errTwo := dr.Draft(i, make([]string, len(d.Facets)), rand.New(rand.NewPCG(i, 5)))
		if !reflect.DeepEqual(one, two) || (errOne == nil) != (errTwo == nil) {
			t.Fatalf("equal draws gave %+v and %+v", one, two)
		}
	}
}

func TestWhatCannotBeDrafted(t *testing.T) {
	t.Parallel()
	d := load(t)
	for name, cell := range map[string]map[string]string{
		"none with several":    {sample.FacetTool: sample.BucketNone, sample.FacetCalls: "2+"},
		"none with a call":     {sample.FacetTool: sample.BucketNone, sample.FacetCalls: "1"},
		"a tool without calls": {sample.FacetTool: d.Tools[0].Name, sample.FacetCalls: "0"},
	} {
		buckets := make([]string, len(d.Facets))
		for facet, bucket := range cell {
			buckets[d.Facet(facet)] = bucket
		}
		b, err := brief.New(d).Draft(0, buckets, rand.New(rand.NewPCG(1, 1)))
		if reason, ok := pathways.ReasonOf(err); !ok || reason != pathways.ReasonNoBrief {
			t.Errorf("%s: drafted %+v, error %v", name, b, err)
		}
	}
}

// A schema may want more arguments than it names as required.
func TestLeastArguments(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(fstest.MapFS{
		"domain.yaml": {Data: []byte("name: least\n")},
		"tools.json": {Data: []byte(`[{"name": "get_weather", "parameters": {"type": "object", "minProperties": 2,
  "properties": {"day": {"enum": ["today", "friday"]}, "city": {"enum": ["rome", "oslo"]},
  "unit": {"enum": ["c", "f"]}}}}]`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	dr, buckets := brief.New(d), make([]string, len(d.Facets))
	for i := range uint64(200) {
		b, err := dr.Draft(i, buckets, rand.New(rand.NewPCG(i, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if len(b.Calls) > 0 && d.Tools[0].Check(b.Calls[0].ArgumentsJSON()) != nil {
			t.Fatalf("drafted %s", b.Calls[0].ArgumentsJSON())
		}
	}
}
