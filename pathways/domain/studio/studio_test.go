package studio_test

import (
	"image"
	_ "image/png"
	"testing"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
)

// What the project promises of its domain: enough to draw from that samples do
// not repeat each other.
func TestStudioIsLargeEnough(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(studio.Files())
	if err != nil {
		t.Fatal(err)
	}
	edges := 0
	for _, n := range d.Graph.Nodes {
		for _, relation := range d.Graph.Relations() {
			edges += len(d.Graph.Neighbours(n, relation))
		}
	}
	pictures := 0
	for _, it := range d.Items {
		if it.Picture != "" {
			pictures++
			decodes(t, it.Picture)
		}
	}
	t.Logf("%d tools, %d nodes, %d edges, %d items, %d pictures",
		len(d.Tools), len(d.Graph.Nodes), edges, len(d.Items), pictures)
	for _, c := range []struct {
		what        string
		have, least int
	}{
		{"tools", len(d.Tools), 16},
		{"nodes", len(d.Graph.Nodes), 500},
		{"edges", edges, 2000},
		{"items", len(d.Items), 400},
		{"pictures", pictures, 120},
	} {
		if c.have < c.least {
			t.Errorf("%d %s, want at least %d", c.have, c.what, c.least)
		}
	}
}

func decodes(t *testing.T, name string) {
	t.Helper()
	f, err := studio.Files().Open(name)
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = f.Close() }()
	if img, _, err := image.Decode(f); err != nil {
		t.Errorf("%s: %v", name, err)
	} else if b := img.Bounds(); b.Dx() < 80 || b.Dy() < 80 {
		t.Errorf("%s is %v, too small to see anything", name, b.Size())
	}
}
