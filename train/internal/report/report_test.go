package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
	"github.com/callmill/callmill/train/internal/ope"
)

// written is data that a real gate made of a log of random decisions.
func written(t *testing.T, runs, pathways int, prefix string) Data {
	t.Helper()
	heuristic, err := router.HeuristicPolicy()
	if err != nil {
		t.Fatal(err)
	}
	spec := heuristic.Spec()
	spec.Name = "trained"
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range spec.Weights {
		spec.Weights[i] = spec.Weights[i]*0.3 + rng.NormFloat64()
	}
	candidate, err := router.NewPolicy(spec)
	if err != nil {
		t.Fatal(err)
	}
	log := randomLog(t, heuristic, rng, runs, pathways, prefix)
	v, err := ope.Gate(t.Context(), log, heuristic, candidate, ope.Options{Local: runs > 2})
	if err != nil {
		t.Fatal(err)
	}
	data := Data{
		Log: "decisions.s2", Candidate: candidate, Active: heuristic, Heuristic: heuristic, Verdict: &v, Kept: 2400,
	}
	for step := 0; step <= 3000; step += 100 {
		x := float64(step) / 3000
		data.Curve = append(data.Curve, Point{
			Step: step, Loss: -0.1 - 0.1*(1-math.Exp(-4*x)) + 0.004*rng.NormFloat64(),
			Robust:         0.05 * (1 - math.Exp(-5*x)) * (1 - 0.1*x),
			SelfNormalised: 0.045*(1-math.Exp(-4*x)) + 0.002*rng.NormFloat64(),
		})
	}
	if v.Models != nil {
		if data.Profile, err = ope.Describe(t.Context(), log, nil, v.Models, ope.Policy(candidate)); err != nil {
			t.Fatal(err)
		}
	}
	return data
}

// randomLog is routed by a policy on features that are drawn at random, within
// their bounds, and brings a gain that depends on them.
func randomLog(
	t *testing.T, p *router.Policy, rng *rand.Rand, runs, pathways int, prefix string,
) *dataset.Memory {
	t.Helper()
	log := &dataset.Memory{}
	features := router.Features()
	var d router.Decision
	for run := range runs {
		r := dataset.Run{Name: fmt.Sprintf("runs/%d", run), Count: 80}
		for k := range pathways {
			r.Pathways = append(r.Pathways, dataset.Pathway{Name: fmt.Sprintf("%s%d", prefix, k), Modality: "text", Cost: 1})
		}
		index := log.AddRun(r)
		for i := range 120 {
			row := make([]float64, pathways*router.NumFeatures)
			for k := range pathways {
				for j, f := range features {
					u := (rng.Float64() + rng.Float64() + rng.Float64()) / 3
					row[k*router.NumFeatures+j] = f.Min + (f.Max-f.Min)*(0.3+u*(0.4+0.03*float64(k)))
				}
			}
			if err := p.Evaluate(row, router.AllPathways(pathways), uint64(i), &d); err != nil {
				t.Fatal(err)
			}
			e := dataset.Event{
				Run: index, Decision: uint64(i), Mask: d.Mask, Probabilities: d.Probabilities, Features: row,
				Cost: 0.2 + rng.ExpFloat64(),
			}
			for u := rng.Float64() - d.Probabilities[0]; u > 0 && e.Choice < pathways-1; u -= d.Probabilities[e.Choice] {
				e.Choice++
			}
			e.Propensity = d.Probabilities[e.Choice]
			if rng.Float64() < 0.5+0.3*row[e.Choice*router.NumFeatures] {
				e.Gain = 0.8
			}
			log.Add(&e)
		}
		log.End(index, 80)
	}
	return log
}

func render(t *testing.T, data Data) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestTheReportStandsAlone checks that the page parses, that nothing in it asks
// for anything from anywhere, and that its parts are there and have names.
func TestTheReportStandsAlone(t *testing.T) {
	t.Parallel()
	data := written(t, 30, 5, "pathway-")
	page := render(t, data)
	if path := os.Getenv("CALLMILL_REPORT"); path != "" { // to look at it
		if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	checkPage(t, page)
	for _, want := range []string{
		"The gate", "What it would have been worth", "How the fit went", "Who would write",
		"How far the reward models can be believed", "gain × its worth here",
		"What the weights mean", "pathway-4", "decisions.s2", data.Candidate.Hash(),
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not have %q", want)
		}
	}
	for _, f := range router.Features() {
		if !strings.Contains(page, "<code>"+f.Name+"</code>") {
			t.Errorf("the page does not have the feature %s", f.Name)
		}
	}
	if again := render(t, data); again != page {
		t.Error("the same data give another page")
	}
}

// checkPage fails for what no report may have.
func checkPage(t *testing.T, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatalf("no HTML: %v", err)
	}
	for _, not := range []string{
		"http:", "https:", "//", "url(", "@import", "NaN", "Inf", "ZgotmplZ", "<script", "<no value>",
	} {
		if at := strings.Index(page, not); at >= 0 {
			t.Errorf("found %q in …%s…", not, page[max(0, at-60):min(len(page), at+60)])
		}
	}
	ids, drawings := map[string]bool{}, 0
	var referred []string
	for n := range root.Descendants() {
		switch n.Data {
		case "script", "link", "iframe", "img", "object", "embed", "image", "use", "base", "form":
			t.Errorf("found <%s>", n.Data)
		case "svg":
			drawings++
		}
		for _, a := range n.Attr {
			switch a.Key {
			case "src", "href", "srcset", "action", "data", "poster", "style":
				t.Errorf("found %s=%q on <%s>", a.Key, a.Val, n.Data)
			case "id":
				if ids[a.Val] {
					t.Errorf("found the id %q twice", a.Val)
				}
				ids[a.Val] = true
			case "aria-labelledby":
				referred = append(referred, strings.Fields(a.Val)...)
			}
		}
	}
	if drawings == 0 {
		t.Error("found no drawings")
	}
	for _, id := range referred {
		if !ids[id] {
			t.Errorf("nothing has the id %q", id)
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

// TestTheReportOfLittle has logs from which there is nothing to estimate, and
// more pathways than pictures.
func TestTheReportOfLittle(t *testing.T) {
	t.Parallel()
	for _, runs := range []int{0, 1, 2} {
		data := written(t, runs, 14, "pathway-")
		data.Curve = nil
		page := render(t, data)
		checkPage(t, page)
		if !strings.Contains(page, "Not enough data") || strings.Contains(page, "How the fit went") {
			t.Errorf("%d runs: found %s", runs, page)
		}
		if strings.Contains(page, "2 more are in the tables") != (runs == 2) {
			t.Errorf("%d runs: what has no picture is not said", runs)
		}
	}
	data := written(t, 1, 3, "pathway-")
	for outcome, want := range map[ope.Outcome]string{
		ope.Promote: "✓</span> Promote", ope.NotBetter: "Not better", ope.BadPropensities: "✗</span> Bad propensities",
		9: "Outcome(9)",
	} {
		data.Verdict.Outcome = outcome
		if page := render(t, data); !strings.Contains(page, want) {
			t.Errorf("%v: found %s", outcome, page)
		}
	}
}

// TestTheReportEscapes has names that would like to be markup.
func TestTheReportEscapes(t *testing.T) {
	t.Parallel()
	const evil = `<img src=x onerror="alert(1)">&`
	data := written(t, 3, 3, evil)
	data.Log = evil
	page := render(t, data)
	checkPage(t, page)
	if !strings.Contains(page, "&lt;img src=x onerror=") {
		t.Error("the name is gone")
	}
}

func TestTheReportWantsItsData(t *testing.T) {
	t.Parallel()
	if err := Write(io.Discard, Data{}); err == nil {
		t.Error("found no error without data")
	}
	fault := errors.New("full")
	if err := Write(failing{fault}, written(t, 1, 2, "p")); !errors.Is(err, fault) {
		t.Errorf("found %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestDrawingsAreWellFormed reads every drawing as XML, which forgives nothing.
func TestDrawingsAreWellFormed(t *testing.T) {
	t.Parallel()
	page := render(t, written(t, 5, 3, "pathway-"))
	n := 0
	for rest := page; ; n++ {
		from := strings.Index(rest, "<svg")
		if from < 0 {
			break
		}
		to := strings.Index(rest, "</svg>") + len("</svg>")
		d := xml.NewDecoder(strings.NewReader(rest[from:to]))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in %s", err, rest[from:to])
			}
		}
		rest = rest[to:]
	}
	if n < 10 {
		t.Errorf("found %d drawings", n)
	}
}
