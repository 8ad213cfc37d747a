package domain_test

import (
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

var drafts = flag.Int("drafts", 400, "how many briefs TestRealData drafts for each domain")

// TestRealData makes domains of data that nobody here wrote, beside the project,
// and measures what they give:
//
//	go test ./pathways/domain -run TestRealData -v -drafts 5000
func TestRealData(t *testing.T) {
	shared := sharedData(t)
	for _, c := range []struct {
		name string
		make func(t *testing.T, shared, dir string)
		// least is the share of the drafts that must pass the checks.
		least float64
	}{
		{"image_api", imageAPI, 0.95},
		{"class_hierarchy", classHierarchy, 0.95},
		{"vocabulary", vocabulary, 0.95},
		{"pictures", pictures, 0.95},
		{"prompts", prompts, 0.95},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			c.make(t, shared, dir)
			start := time.Now()
			d, err := domain.LoadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("loaded in %v: %d tools, %d nodes, %d items, %d notes", time.Since(start).Round(time.Millisecond),
				len(d.Tools), len(d.Graph.Nodes), len(d.Items), len(d.Notes))
			measure(t, d, c.least)
		})
	}
}

// sharedData finds the folder beside the project, or skips.
func sharedData(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
	}
	shared := filepath.Join(dir, "..", "shared", "data")
	if _, err := os.Stat(shared); err != nil {
		t.Skipf("no real data in ../shared/data: %v", err)
	}
	return shared
}

// measure drafts, phrases and checks, and logs the rates.
func measure(t *testing.T, d *domain.Domain, least float64) {
	t.Helper()
	pipeline := check.New(d)
	var ways []*phrase.Pathway
	for _, way := range []func(*domain.Domain) (*phrase.Pathway, error){phrase.Graph, phrase.Content, phrase.Grammar} {
		p, err := way(d)
		if err != nil {
			t.Fatal(err)
		}
		ways = append(ways, p)
	}
	drafter := brief.New(d)
	refused, queries := map[string]int{}, map[string]bool{}
	passed, shown := 0, 0
	start := time.Now()
	for i := range uint64(*drafts) {
		rng := rand.New(rand.NewPCG(i, 3))
		b, err := drafter.Draft(i, make([]string, len(d.Facets)), rng)
		if err != nil {
			refused[err.Error()]++
			continue
		}
		s, reason := written(ways, pipeline, b, rng)
		if reason != "" {
			refused[reason]++
			continue
		}
		passed++
		queries[s.Query()] = true
		if shown < 6 && i%7 == 0 {
			shown++
			t.Logf("%q %v", s.Query(), calls(s))
		}
	}
	took := time.Since(start)
	t.Logf("%d of %d drafts passed (%.1f %%), %d distinct queries, %.0f samples/s", passed, *drafts,
		100*float64(passed)/float64(*drafts), len(queries), float64(passed)/took.Seconds())
	for reason, n := range refused {
		t.Logf("%6d %.300s", n, reason)
	}
	if float64(passed) < least*float64(*drafts) {
		t.Errorf("%d of %d drafts passed, want %.0f %%", passed, *drafts, 100*least)
	}
}

// written lets a pathway that can serve the brief write, and checks what it
// wrote.
func written(
	ways []*phrase.Pathway, pipeline *check.Pipeline, b *pathways.Brief, rng *rand.Rand,
) (*sample.Sample, string) {
	first := rng.IntN(len(ways))
	for k := range ways {
		p := ways[(first+k)%len(ways)]
		if !p.CanServe(b) {
			continue
		}
		return phrased(p, pipeline, b, rng)
	}
	return nil, "no pathway"
}

// phrased lets a pathway write, and checks what it wrote; a reason where there
// is no sample.
func phrased(p *phrase.Pathway, pipeline *check.Pipeline, b *pathways.Brief, rng *rand.Rand) (*sample.Sample, string) {
	c, err := p.Write(context.Background(), b, rng)
	if err != nil {
		return nil, err.Error()
	}
	s := &sample.Sample{Messages: c.Messages, Calls: c.Calls, Context: c.Context}
	for i := range b.Calls {
		s.Tools = append(s.Tools, b.Calls[i].Tool.Name)
	}
	if r := pipeline.Verify(s); r != nil {
		return nil, string(r.Stage) + ": " + string(r.Reason)
	}
	return s, ""
}

func calls(s *sample.Sample) []string {
	var list []string
	for _, c := range s.Calls {
		list = append(list, c.Name+c.Arguments)
	}
	return list
}
