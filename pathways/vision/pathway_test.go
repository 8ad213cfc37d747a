package vision_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/pathwaytest"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/pathways/vision"
)

func load(t *testing.T) *domain.Domain {
	t.Helper()
	d, err := domain.Load(studio.Files())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// makers are the pathways' constructors, by name.
var makers = map[string]func(*domain.Domain, vision.Model, *check.Pipeline) *vision.Pathway{
	vision.NameNeed: vision.Need, vision.NameEdit: vision.Edit,
}

func TestConformance(t *testing.T) {
	t.Parallel()
	d := load(t)
	checks := check.New(d)
	say := diligent(t, d)
	for name, makes := range makers {
		t.Run(strings.ReplaceAll(name, "/", "-"), func(t *testing.T) {
			t.Parallel()
			// The script is as deterministic as the pathway has to be.
			pathwaytest.Run(t, d, makes(d, &scripted{say: say}, checks), pathwaytest.Options{
				Deterministic: true,
				Down:          makes(d, &scripted{down: "no server; start one with: ollama serve"}, checks),
			})
		})
	}
}

// Between them the pathways serve the tools that a picture has to do with, each
// tool one of them.
func TestServesTool(t *testing.T) {
	t.Parallel()
	d := load(t)
	need, edit := vision.Need(d, &scripted{}, check.New(d)), vision.Edit(d, &scripted{}, check.New(d))
	var searches, edits, none []string
	for _, tool := range d.Tools {
		switch n, e := need.ServesTool(tool), edit.ServesTool(tool); {
		case n && e:
			t.Errorf("both serve %s", tool.Name)
		case n:
			searches = append(searches, tool.Name)
		case e:
			edits = append(edits, tool.Name)
		default:
			none = append(none, tool.Name)
		}
	}
	if want := []string{"search_templates", "search_images", "generate_image"}; !slices.Equal(searches, want) {
		t.Errorf("vision/need serves %q, want %q", searches, want)
	}
	want := []string{"create_design", "list_designs", "create_brand_kit", "write_copy"}
	if !slices.Equal(none, want) || len(edits) != 15 {
		t.Errorf("neither serves %q, want %q; vision/edit serves %q", none, want, edits)
	}
	if need.ServesTool(nil) || edit.ServesTool(nil) {
		t.Error("serves requests that need no tool")
	}
}

// What a model writes that does as it is told passes the checks, in the cell that
// was asked for as far as that is the brief's to decide, with the evidence.
func TestWritesForPictures(t *testing.T) {
	t.Parallel()
	d := load(t)
	checks, drafter := check.New(d), brief.New(d)
	tools := make([]string, len(d.Tools))
	for i, tool := range d.Tools {
		tools[i] = tool.Name
	}
	say := diligent(t, d)
	for name, makes := range makers {
		m := &scripted{say: say}
		p := makes(d, m, checks)
		wrote, served := 0, 0
		for i := range uint64(400) {
			rng := rand.New(rand.NewPCG(i, 3))
			b, err := drafter.Draft(i, visual(d), rng)
			if err != nil || !p.CanServe(b) {
				continue
			}
			served++
			c, err := p.Write(t.Context(), b, rng)
			if err != nil {
				t.Logf("%s: %v", name, err)
				continue
			}
			wrote++
			it := b.Context
			if name == vision.NameNeed {
				it = b.Item
			}
			asked := m.requests[len(m.requests)-1]
			want, err := d.Picture(it)
			if err != nil {
				t.Fatal(err)
			}
			if asked.Role != ollama.RoleVision || len(asked.Turns) != 1 || len(asked.Turns[0].Pictures) != 1 ||
				!slices.Equal(asked.Turns[0].Pictures[0], want) {
				t.Fatalf("%s: the model was not shown the picture of %s", name, it.ID)
			}
			s := &sample.Sample{
				Messages: c.Messages, Tools: tools, Calls: c.Calls, Context: c.Context,
				Provenance: sample.Provenance{Modality: p.Modality(), Seen: c.Seen, Items: c.Items},
			}
			if r := checks.Verify(s); r != nil {
				t.Errorf("%s: %q: %v", name, s.Query(), r)
			}
			if c.Items[0] != it.ID || !slices.Equal(c.Seen, it.Keywords) || !reflect.DeepEqual(c.Calls, b.SampleCalls()) {
				t.Errorf("%s: %+v does not say what it was made from", name, c)
			}
		}
		t.Logf("%s: %d of %d briefs", name, wrote, served)
		if served < 40 || wrote*100 < served*90 {
			t.Errorf("%s: wrote for %d of %d briefs", name, wrote, served)
		}
	}
}

// visual asks for the vision modality and nothing else.
func visual(d *domain.Domain) []string {
	buckets := make([]string, len(d.Facets))
	buckets[d.Facet(sample.FacetModality)] = string(sample.ModalityVision)
	return buckets
}

// briefFor drafts a brief that the pathway serves.
func briefFor(t *testing.T, d *domain.Domain, p *vision.Pathway) *pathways.Brief {
	t.Helper()
	drafter := brief.New(d)
	for i := range uint64(1000) {
		b, err := drafter.Draft(i, visual(d), rand.New(rand.NewPCG(i, 1)))
		if err == nil && p.CanServe(b) {
			return b
		}
	}
	t.Fatalf("no brief for %s", p.Name())
	return nil
}

// needOf drafts a brief for the picture of that item.
func needOf(t *testing.T, d *domain.Domain, p *vision.Pathway, id string) *pathways.Brief {
	t.Helper()
	drafter := brief.New(d)
	for i := range uint64(100_000) {
		b, err := drafter.Draft(i, visual(d), rand.New(rand.NewPCG(i, 1)))
		if err == nil && p.CanServe(b) && b.Item.ID == id {
			return b
		}
	}
	t.Fatalf("no brief for the picture of %s", id)
	return nil
}
