package main

import (
	"bytes"
	"flag"
	"os"
	"testing"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

var update = flag.Bool("update", false, "write testdata/*.golden anew, to be read by eye")

// TestDomainReport prints a summary with something of everything.
func TestDomainReport(t *testing.T) {
	value := func(facet, bucket string) *callmillv1.FacetValue {
		return &callmillv1.FacetValue{Facet: facet, Bucket: bucket}
	}
	reason := func(stage, why string, n int64) *callmillv1.ReasonCount {
		return &callmillv1.ReasonCount{Stage: stage, Reason: why, Count: n}
	}
	s := &callmillv1.DomainSummary{
		Domain: &callmillv1.Domain{
			Name:  "bakery",
			Nodes: []*callmillv1.Count{{Name: "bread", Count: 12}, {Name: "topping", Count: 9}},
			Edges: []*callmillv1.Count{{Name: "goes_with", Count: 2012}},
			Items: []*callmillv1.Count{{Name: "cake", Count: 3}}, Pictures: 2,
			Pathways: []*callmillv1.PathwayInfo{{Name: "phrase/graph"}, {Name: "phrase/content"}},
		},
		Tools: []*callmillv1.ToolSummary{
			{Name: "order", Parameters: 4, Required: 1, DistinctCalls: 35_700_000, Samples: 400},
			{Name: "find", Parameters: 2, Required: 1, DistinctCalls: 15_552, Samples: 90, NeverGiven: []string{"gluten"}},
			{Name: "ring", DistinctCalls: 1},
		},
		Graph: &callmillv1.GraphSummary{
			Nodes: 21, Used: 17, OnlyByEdges: 1, OnlyByEdgesNodes: []string{"topping/jam"},
			Unreached: 3, UnreachedNodes: []string{"topping/salt", "bread/rye"},
		},
		Labels: []*callmillv1.LabelFinding{
			{Kind: callmillv1.LabelFinding_KIND_SHARED, Label: "honey", Tool: "order", Parameters: []string{"bread", "topping"}},
			{Kind: callmillv1.LabelFinding_KIND_COMMON_WORD, Label: "some", Tool: "find", Parameters: []string{"bread"}},
			{Kind: callmillv1.LabelFinding_KIND_NUMBER, Label: "550", Tool: "order", Parameters: []string{"flour"}},
		},
		LabelCount: 5,
		Target: &callmillv1.TargetSummary{
			Cells: 120, Attempts: 2400, Landed: 0.615, EmptyCells: 14, EmptyShare: 0.0725, Cut: true, UntriedCells: 1,
			EmptyBuckets: []*callmillv1.BucketFinding{{
				Bucket: value("calls", "2+"), Cells: 12, Share: 0.07,
				Reasons: []*callmillv1.ReasonCount{reason("brief", "no_brief", 768)},
			}},
			Worst: []*callmillv1.CellFinding{
				{
					Cell: []*callmillv1.FacetValue{value("tool", "ring"), value("words", "1-4")}, Share: 0.0025, Attempts: 64,
					Reasons: []*callmillv1.ReasonCount{reason("elsewhere", "words", 60), reason("grounding", "unused_mention", 4)},
				},
				{
					Cell: []*callmillv1.FacetValue{value("tool", "order"), value("words", "9+")}, Share: 0.02, Attempts: 16, Landed: 1,
					Reasons: []*callmillv1.ReasonCount{reason("elsewhere", "words+phrasing", 15)},
				},
			},
		},
		Notes: []*callmillv1.DomainNote{
			{File: "tools.json", Line: 12, Field: "order.gift", Text: "never given: nothing says how"},
			{File: "graph.ttl", Text: "3 nodes have no label"},
		},
	}
	var out bytes.Buffer
	if err := writeDomainSummary(&out, s); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/domainreport.golden"
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || out.String() != string(want) {
		t.Errorf("printed (%v)\n%s\nwant\n%s", err, out.String(), want)
	}
}

func TestNumbersForPeople(t *testing.T) {
	for n, want := range map[float64]string{
		0: "0", 999: "999", 1000: "1,000", 15_552: "15,552", 999_999: "999,999", 35_700_000: "35.7 million",
		2.4e9: "2.4 billion", 7e14: "700.0 trillion", 3e20: "3e+20",
	} {
		if got := grouped(n); got != want {
			t.Errorf("%v: found %s, want %s", n, got, want)
		}
	}
	if got := counted(1, "cell") + counted(2, "fault"); got != "1 cell2 faults" {
		t.Error(got)
	}
}
