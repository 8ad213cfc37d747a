package report

import (
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"google.golang.org/protobuf/types/known/timestamppb"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// ran is a run of n samples whose every name begins with a text, without and with
// its closing report.
func ran(n int, text string, closed bool) *Collector {
	c := NewCollector()
	created := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	infos := []*callmillv1.PathwayInfo{{Name: text + "phrase/a"}, {Name: text + "phrase/b"}, {Name: text + "text/idle"}}
	c.Frame(&callmillv1.Frame{Event: &callmillv1.Frame_Started{Started: &callmillv1.RunStarted{
		Run: "runs/" + text, Cells: 12, DomainHash: "ab12", CreateTime: timestamppb.New(created), Pathways: infos,
		Spec: &callmillv1.RunSpec{Domain: text + "studio", Count: int64(n), Policy: text, Target: &callmillv1.Target{
			Marginals: []*callmillv1.Marginal{{Facet: text + "tool", Shares: []*callmillv1.Share{
				{Bucket: text + "find", Share: 0.5}, {Bucket: text + "none", Share: 0.4}, {Bucket: text + "crop", Share: 0.1},
			}}},
		}},
	}}})
	rng := rand.New(rand.NewPCG(1, 2))
	counts := [2]int64{}
	for i := range n {
		kind := rng.IntN(2)
		counts[kind]++
		s := &callmillv1.Sample{
			Id: fmt.Sprintf("s%d", i), Query: strings.Repeat("word ", 1+i%50) + text,
			Messages: []*callmillv1.Message{
				{Role: callmillv1.Role_ROLE_USER, Content: text + "first"},
				{Role: callmillv1.Role_ROLE_ASSISTANT, Calls: []*callmillv1.Call{{Name: "find", ArgumentsJson: text}}},
				{Role: callmillv1.Role_ROLE_TOOL, Content: text + "[]"},
				{Role: callmillv1.Role_ROLE_USER, Content: text},
			},
			Facets: []*callmillv1.FacetValue{
				{Facet: text + "tool", Bucket: text + []string{"find", "none"}[kind]},
				{Facet: text + "words", Bucket: text + "1-3"},
			},
			Context:    &callmillv1.Context{Items: []*callmillv1.Item{{Kind: text, Title: text}}},
			Provenance: &callmillv1.Provenance{Pathway: text + []string{"phrase/a", "phrase/b"}[i%2]},
		}
		if kind == 0 {
			s.Calls = []*callmillv1.Call{{Name: text, ArgumentsJson: text, ResultJson: text, DependsOn: []string{text}}}
		} else {
			s.Reply = &callmillv1.Reply{Kind: callmillv1.Reply_KIND_DECLINE, Text: text + "I cannot"}
		}
		c.Frame(&callmillv1.Frame{Event: &callmillv1.Frame_Sample{Sample: s}})
	}
	notice := &callmillv1.Notice{
		Kind: callmillv1.Notice_KIND_CELL_CLOSED, Message: text,
		Cell:    []*callmillv1.FacetValue{{Facet: text, Bucket: text + "crop"}},
		Reasons: []*callmillv1.ReasonCount{{Stage: text, Reason: text, Count: 64}},
	}
	c.Frame(&callmillv1.Frame{Event: &callmillv1.Frame_Notice{Notice: notice}})
	if closed {
		c.Frame(&callmillv1.Frame{Event: &callmillv1.Frame_Completed{
			Completed: report(n, text, counts, notice, created.Add(90*time.Second)),
		}})
	}
	return c
}

func report(
	n int, text string, counts [2]int64, closed *callmillv1.Notice, end time.Time,
) *callmillv1.Completed {
	refused := []*callmillv1.ReasonCount{
		{Stage: "ledger", Reason: "surplus", Count: 30}, {Stage: "grounding", Reason: text + "odd", Count: 20},
	}
	d := &callmillv1.Diversity{
		Pathway: text + "phrase/a", Samples: int64(n), MedianWords: 4.5, Measured: 2000,
		Distinct: []float64{0.1, 0.2, 0.3, 0.4},
		SelfBleu: 0.5, Vocabulary: []*callmillv1.Growth{{Queries: 100, Words: 80}, {Queries: int64(n), Words: 200}},
		Positions: []float64{0.25, 0.25, 0.5},
		Entropies: []*callmillv1.ArgumentEntropy{{Tool: text, Argument: text, Bits: 1.5, Values: 4, Calls: 9}},
		Kinds:     []*callmillv1.Tally{{Name: "", Count: 3}, {Name: text, Count: 1}},
	}
	all := &callmillv1.Diversity{
		Samples: int64(n), Vocabulary: d.GetVocabulary(), Entropies: d.GetEntropies(), Kinds: d.GetKinds(), Measured: 2000,
	}
	return &callmillv1.Completed{
		State: callmillv1.Run_STATE_SHORT, Accepted: int64(n), Slots: int64(n) + 60, Error: text,
		Facets: []*callmillv1.FacetReport{{Facet: text + "tool", Buckets: []*callmillv1.BucketReport{
			{Bucket: text + "find", Asked: 0.5, InForce: 0.55, Delivered: counts[0]},
			{Bucket: text + "none", Asked: 0.4, InForce: 0.45, Delivered: counts[1]},
			{Bucket: text + "crop", Asked: 0.1, InForce: 6e-15},
		}}},
		Divergences: []*callmillv1.FacetDivergence{{Facets: []string{text + "tool"}, Asked: 0.05, InForce: 6e-15}},
		Joints: []*callmillv1.JointReport{{
			Divergence: &callmillv1.FacetDivergence{Facets: []string{text, "words"}, Asked: 0.0123}, Cells: 9040, Floor: 0.0119,
		}},
		Pathways: []*callmillv1.PathwayReport{
			{Pathway: text + "phrase/a", Chosen: int64(n) + 50, Accepted: int64(n), Refused: refused, Gain: float64(n), Cost: 3},
			{Pathway: text + "text/idle", Unavailable: text},
		},
		Unrouted: []*callmillv1.ReasonCount{{Stage: "brief", Reason: "no_brief", Count: 10}},
		Judged:   4, Unjudged: []*callmillv1.ReasonCount{{Reason: text, Count: 1}},
		Closed: []*callmillv1.Notice{closed}, ClosedCells: 1, Diversity: []*callmillv1.Diversity{d, all}, HeldOut: 5,
		EndTime: timestamppb.New(end),
	}
}

func render(t *testing.T, c *Collector) string {
	t.Helper()
	var b strings.Builder
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// checkPage checks that a page is whole, and that nothing in it points elsewhere or
// does anything.
func checkPage(t *testing.T, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for _, not := range []string{"ZgotmplZ", "<script", "<no value>", "url(", "@import", "NaN", "Inf", "e-15"} {
		if at := strings.Index(page, not); at >= 0 {
			t.Errorf("found %q in …%s…", not, page[max(0, at-60):min(len(page), at+60)])
		}
	}
	ids := map[string]bool{}
	for n := range root.Descendants() {
		switch n.Data {
		case "script", "link", "iframe", "img", "object", "embed", "image", "use", "base", "form", "a":
			if n.Type == html.ElementNode {
				t.Errorf("found <%s>", n.Data)
			}
		}
		for _, a := range n.Attr {
			switch {
			case slices.Contains([]string{"src", "href", "srcset", "action", "data", "poster", "style"}, a.Key),
				strings.HasPrefix(a.Key, "on"):
				t.Errorf("found %s=%q on <%s>", a.Key, a.Val, n.Data)
			case a.Key == "id":
				if ids[a.Val] {
					t.Errorf("found the id %q twice", a.Val)
				}
				ids[a.Val] = true
			}
		}
	}
	checkBalanced(t, page)
}

// checkBalanced checks that every element that is opened is closed: a parser of
// HTML forgives that, and shows something else than was meant.
func checkBalanced(t *testing.T, page string) {
	t.Helper()
	void := map[string]bool{"meta": true, "br": true}
	z := html.NewTokenizer(strings.NewReader(page))
	var open []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) || len(open) > 0 {
				t.Errorf("at the end %v is open: %v", open, z.Err())
			}
			return
		case html.StartTagToken:
			if name, _ := z.TagName(); !void[string(name)] {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Fatalf("</%s> closes %v", name, open)
			}
			open = open[:len(open)-1]
		default:
		}
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	page := render(t, ran(900, "", true))
	checkPage(t, page)
	for _, not := range []string{"http:", "https:", "//"} {
		if strings.Contains(page, not) {
			t.Errorf("found %q", not)
		}
	}
	for _, want := range []string{
		`<span class="bad">short</span>: 900 of 900 samples`, "1 March 2026, 12:00:00 UTC, ended 1m30s later",
		"joint table of  × words", "0.01190", "9\u202f040", "&lt; 0.00001", "I cannot", "phrase/a: 50.0\u202f% of all",
		"samples, in parts of 8", "first</p>", "5 queries", "no content", "0.75", "25.0\u202f%", "64",
		"no_brief", "Facets that the target says nothing of", "words, the last column 40 and more",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if again := render(t, ran(900, "", true)); again != page {
		t.Error("the same run gives another page")
	}
}

// What the log says cannot become markup.
func TestReportEscapes(t *testing.T) {
	t.Parallel()
	for _, evil := range []string{
		`</script><script src="http://evil.example/x.js"></script>`, `"><img src=x onerror='alert(1)'>`,
		"</title></style><a href=javascript:alert(1)>`${x}`\x00", `' onload=alert(1) x='{{.Run}}`,
	} {
		for _, closed := range []bool{true, false} {
			page := render(t, ran(40, evil, closed))
			checkPage(t, page)
			if !strings.Contains(page, "alert(1)") && !strings.Contains(page, "evil.example") {
				t.Error("what was said is not there")
			}
		}
	}
}

// A run that has not ended is told of as far as it is: by its own target, and by
// its decisions.
func TestReportOfARunThatGoesOn(t *testing.T) {
	t.Parallel()
	c := ran(400, "", false)
	c.State = callmillv1.Run_STATE_PAUSED
	c.Decision(&callmillv1.DecisionEvent{Event: &callmillv1.DecisionEvent_Run{Run: &callmillv1.DecisionRun{
		Pathways: []*callmillv1.PathwayInfo{{Name: "phrase/a"}, {Name: "phrase/b"}},
	}}})
	for i := range 10 {
		o := &callmillv1.Outcome{Kind: callmillv1.Outcome_KIND_ACCEPTED, Gain: 1, Cost: 0.25}
		if i > 7 {
			o = &callmillv1.Outcome{Kind: callmillv1.Outcome_KIND_REJECTED, Stage: "schema", Reason: "broken", Cost: 0.25}
		}
		c.Decision(&callmillv1.DecisionEvent{Event: &callmillv1.DecisionEvent_Decision{Decision: &callmillv1.SettledDecision{
			Decision: &callmillv1.Decision{Choice: 1}, Outcome: o,
		}}})
	}
	v := c.view()
	if len(v.Waterfalls) != 2 || len(v.Waterfalls[1].Steps) != 3 || v.Waterfalls[1].Steps[1].Slots != 2 ||
		v.Pathways[1].Cost != 2.5 || v.Pathways[1].Gain != 8 {
		t.Errorf("found %+v and %+v", v.Waterfalls, v.Pathways)
	}
	if f := v.Facets[0]; !f.Targeted || f.InForce || len(f.Buckets) != 3 || f.Buckets[2].Asked != 0.1 {
		t.Errorf("found %+v", f)
	}
	page := render(t, c)
	checkPage(t, page)
	for _, want := range []string{
		"paused", "The run has not ended", "that the target asks for", "broken", "when the run has ended",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// Nothing was delivered; and logs of older builds, which say less.
func TestReportOfLittle(t *testing.T) {
	t.Parallel()
	checkPage(t, render(t, ran(0, "", false)))
	checkPage(t, render(t, ran(0, "", true)))
	checkPage(t, render(t, ran(1, "", true)))
	old := ran(150, "", true)
	old.completed.Joints, old.completed.Diversity = nil, nil
	old.completed.Joint = &callmillv1.FacetDivergence{Facets: []string{"tool", "words"}, Asked: 0.25}
	page := render(t, old)
	checkPage(t, page)
	if !strings.Contains(page, "an older build") || !strings.Contains(page, "joint table of tool × words") {
		t.Errorf("found %s", page)
	}
	if err := NewCollector().Write(io.Discard); err == nil {
		t.Error("a log without its start gives a report")
	}
}

// The curve of the gap is the divergence of what was delivered up to each moment.
func TestGapCurve(t *testing.T) {
	t.Parallel()
	c := ran(500, "", true)
	facets := c.facetViews()
	curves, least := c.gapCurves(facets)
	curve := curves[0]
	if len(curve) != len(c.snapshots.list)+1 || curves[1] != nil || least < leastGap {
		t.Fatalf("found %d points of %d", len(curve), len(c.snapshots.list)+1)
	}
	for i, s := range c.snapshots.list {
		n := float64(s.samples)
		p := []float64{0, 0.0}
		for j, k := range s.counts[0] {
			p[j] = float64(k) / n
		}
		q := map[string]float64{"find": 0.55, "none": 0.45}
		want := 0.0
		for j, b := range c.facets[0].buckets {
			for _, x := range []float64{p[j], q[b]} {
				if x > 0 {
					want += x / 2 * math.Log2(2*x/(p[j]+q[b]))
				}
			}
		}
		if math.Abs(curve[i]-want) > 1e-9 && len(s.counts[0]) == 2 {
			t.Fatalf("at %d: %v, want %v", s.samples, curve[i], want)
		}
	}
}
