package export

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/server/internal/wire"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden holds text against a golden file.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what was written (go test -update writes it anew, to be read):\n%s", path, got)
	}
}

// small is a domain of two tools, which does not change with the real ones.
func small() *callmillv1.Domain {
	return &callmillv1.Domain{
		Name: "small", Description: "Search and crop pictures.", Hash: "00ff",
		Nodes: []*callmillv1.Count{{Name: "subject", Count: 3}}, Items: []*callmillv1.Count{{Name: "photo", Count: 4}},
		Tools: []*callmillv1.Tool{
			{Name: "search_images", Description: "Find pictures.", ParametersJson: `{"type": "object", "properties": {
				"query": {"type": "string", "description": "What it shows."},
				"orientation": {"type": "string", "enum": ["portrait", "landscape", "square"]},
				"count": {"type": "integer", "minimum": 1, "default": 10},
				"size": {"type": "object", "properties": {"width": {"type": "number"}, "height": {"type": "number"}},
					"required": ["width"]}}, "required": ["query"]}`},
			{Name: "crop_image", Description: "Crop <a picture>.", ParametersJson: `{"type": "object", "properties": {
				"item_id": {"type": "string"}, "aspect_ratio": {"type": "string"}}, "required": ["item_id"],
				"additionalProperties": false}`},
		},
	}
}

// smallSamples are the examples, and one with an object among its arguments.
func smallSamples() []*sample.Sample {
	return append(examples(), &sample.Sample{
		ID: "object", Tools: []string{"search_images"},
		Calls: []sample.Call{{
			ID: "call_1", Name: "search_images", Arguments: `{"count":10,"query":"a cat","size":{"height":2.5,"width":3}}`,
		}},
		Messages:   []sample.Message{{Role: sample.RoleUser, Content: "ten cats, 3 by 2.5"}},
		Provenance: sample.Provenance{Slot: 99, Nodes: []string{"subject/cat"}},
	})
}

// TestGolden pins every format.
func TestGolden(t *testing.T) {
	t.Parallel()
	tools, err := ToolsFrom(small())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Formats() {
		files := encode(t, f.Name, tools, smallSamples())
		names := make([]string, 0, len(files))
		for name := range files {
			names = append(names, name)
		}
		slices.Sort(names)
		var b strings.Builder
		for _, name := range names {
			if f.Several {
				b.WriteString("== " + name + "\n")
			}
			b.WriteString(strings.Join(files[name], "\n") + "\n")
		}
		golden(t, f.Name+".golden", []byte(b.String()))
	}
}

// smallRun is a run of the small domain, with everything in it that a card tells.
func smallRun() Source {
	frames := []*callmillv1.Frame{{Event: &callmillv1.Frame_Started{Started: &callmillv1.RunStarted{
		Run: "runs/small", DomainHash: "00ff", PolicyHash: "ab12", Cells: 4, OnArrival: true,
		Spec: &callmillv1.RunSpec{
			Domain: "small", Count: 16, Seed: 7, Window: 64, Policy: "start@1", Target: &callmillv1.Target{},
		},
	}}}}
	delivered := map[string]int64{}
	for _, s := range smallSamples() {
		bucket := "none"
		if len(s.Calls) > 0 {
			bucket = s.Calls[0].Name
		}
		delivered[bucket]++
		s.Facets = []sample.FacetValue{{Facet: "tool", Bucket: bucket}}
		s.Provenance.Template = "<find> | {query}"
		if s.ID == "twice" {
			turn := sample.ModelTurn{
				Purpose: sample.PurposeWrite, Model: "llama3.2:3b", Digest: "5f0c", PromptTokens: 900, OutputTokens: 150,
			}
			s.Provenance.Turns = []sample.ModelTurn{turn, turn}
			turn.Purpose = sample.PurposeJudge
			s.Provenance.Verdict = &sample.Verdict{Turn: turn}
		}
		frames = append(frames, &callmillv1.Frame{Event: &callmillv1.Frame_Sample{Sample: wire.Sample(s)}})
	}
	far := &callmillv1.FacetDivergence{Facets: []string{"tool"}, Asked: 0.0021, InForce: 0.0011}
	completed := &callmillv1.Completed{
		State: callmillv1.Run_STATE_SHORT, Accepted: int64(len(frames) - 1), Slots: 1018, ClosedCells: 1, HeldOut: 1200,
		EndTime: timestamppb.New(time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)),
		Facets: []*callmillv1.FacetReport{{Facet: "tool", Buckets: []*callmillv1.BucketReport{
			{Bucket: "search_images", Asked: 0.5, InForce: 0.5, Delivered: delivered["search_images"]},
			{Bucket: "crop_image", Asked: 0.4, InForce: 0.3, Delivered: delivered["crop_image"]},
			{Bucket: "none", Asked: 0.1, InForce: 0.2, Delivered: delivered["none"]},
			{Bucket: "nobody asked", Asked: 0},
		}}},
		Divergences: []*callmillv1.FacetDivergence{far},
		Joint:       far,
		Joints: []*callmillv1.JointReport{{
			Divergence: &callmillv1.FacetDivergence{Facets: []string{"tool", "words"}, Asked: 0.0131, InForce: 0.0121},
			Cells:      1200, Floor: 0.0119,
		}},
		Diversity: []*callmillv1.Diversity{
			{
				Pathway: "phrase/graph", Samples: 13, LeastWords: 1, MedianWords: 4.5, MeanWords: 4.25, MostWords: 9,
				Measured: 13, Distinct: []float64{0.5, 0.75, 1}, SelfBleu: 0.4,
				Vocabulary: []*callmillv1.Growth{{Queries: 10, Words: 20}}, Positions: []float64{0.25, 0.5, 0.25},
				Nodes: &callmillv1.Coverage{Used: 1, All: 3}, Items: &callmillv1.Coverage{Used: 2, All: 4},
			},
			{
				Samples: 14, LeastWords: 1, MedianWords: 4, MeanWords: 4.125, MostWords: 9, Measured: 14,
				Distinct: []float64{0.4, 0.7}, SelfBleu: 0.5,
				Vocabulary: []*callmillv1.Growth{{Queries: 10, Words: 20}, {Queries: 14, Words: 27}},
				Positions:  []float64{0.2, 0.5, 0.3},
				Entropies: []*callmillv1.ArgumentEntropy{
					{Tool: "search_images", Argument: "query", Bits: 1.5, Values: 3, Calls: 4},
					{Tool: "crop_image", Argument: "item_id", Bits: 0.75, Values: 2, Calls: 9},
				},
				Kinds: []*callmillv1.Tally{{Name: "photo", Count: 8}, {Count: 6}},
				Nodes: &callmillv1.Coverage{Used: 1, All: 3}, Items: &callmillv1.Coverage{Used: 2, All: 4},
			},
		},
		Pathways: []*callmillv1.PathwayReport{
			{Pathway: "phrase/graph", Chosen: 1008, Accepted: int64(len(frames) - 2), Refused: []*callmillv1.ReasonCount{
				{Stage: "grounding", Reason: "ungrounded_argument", Count: 20},
				{Stage: "ledger", Reason: "surplus", Count: 970},
				{Stage: heldOutStage, Reason: "near", Count: 4},
				{Stage: heldOutStage, Reason: "equal", Count: 1},
			}},
			{Pathway: "text/write", Chosen: 1, Accepted: 1},
		},
		Unrouted: []*callmillv1.ReasonCount{{Stage: "brief", Reason: "no_content", Count: 9}},
	}
	frames = append(frames, &callmillv1.Frame{Event: &callmillv1.Frame_Completed{Completed: completed}})
	return replay(small(), frames)
}

func replay(d *callmillv1.Domain, frames []*callmillv1.Frame) Source {
	i := 0
	return Source{Domain: d, Next: func() (*callmillv1.Frame, error) {
		if i == len(frames) {
			return nil, io.EOF
		}
		i++
		return frames[i-1], nil
	}}
}

// TestCard pins the card, of a run with everything and of one with little.
func TestCard(t *testing.T) {
	t.Parallel()
	card := func(name string, s Source, o Options) {
		o.Dir = filepath.Join(t.TempDir(), "set")
		if err := os.Mkdir(o.Dir, 0o755); err != nil { // an empty folder is no obstacle
			t.Fatal(err)
		}
		if _, err := Write(t.Context(), s, o); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(o.Dir, cardName))
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, got)
	}
	card("card.golden", smallRun(), Options{
		Formats: allFormats(t), Licence: "The pictures' titles are under CC BY 4.0.",
		Split: Split{Parts: []Part{{"train", 0.6}, {"test", 0.4}}, Seed: 2, Apart: ApartItems | ApartNodes},
	})
	bare := small()
	bare.Description = ""
	card("cardempty.golden", replay(bare, []*callmillv1.Frame{
		{Event: &callmillv1.Frame_Started{Started: &callmillv1.RunStarted{
			DomainHash: "00ff", Spec: &callmillv1.RunSpec{Domain: "small", Count: 8},
		}}},
		{Event: &callmillv1.Frame_Completed{Completed: &callmillv1.Completed{State: callmillv1.Run_STATE_CANCELLED}}},
	}), Options{Formats: Formats()[:1]})
}
