package survey_test

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/server/internal/run"
	"github.com/callmill/callmill/server/internal/starter"
	"github.com/callmill/callmill/server/internal/survey"
)

// edit replaces a text that stands once in a file.
type edit struct{ file, from, to string }

// engine is the starter domain with edits, made ready.
func engine(t *testing.T, edits ...edit) *run.Engine {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(starter.Files(), "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(starter.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	for _, e := range edits {
		text := string(files[e.file].Data)
		if strings.Count(text, e.from) == 0 {
			t.Fatalf("%s has no %q", e.file, e.from)
		}
		files[e.file].Data = []byte(strings.ReplaceAll(text, e.from, e.to))
	}
	d, err := domain.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	made, err := run.NewEngine(d, run.Outside{})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func sum(t *testing.T, edits ...edit) *callmillv1.DomainSummary {
	t.Helper()
	s, err := survey.Of(t.Context(), "desk", engine(t, edits...), survey.Options{Seed: 1, Limit: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNodesOfNoUse(t *testing.T) {
	s := sum(t,
		edit{"graph.yaml", "  season:\n", "  guide:\n    anna:\n    bruno:\n    carla:\n  season:\n"},
		edit{"graph.yaml", "edges:\n", "edges:\n  knows:\n    guide/anna: [place/rome]\n    guide/bruno: [guide/anna]\n"},
	)
	g := s.GetGraph()
	if !slices.Equal(g.GetUnreachedNodes(), []string{"guide/carla"}) || g.GetUnreached() != 1 {
		t.Errorf("unreached: %v", g)
	}
	if !slices.Equal(g.GetOnlyByEdgesNodes(), []string{"guide/anna", "guide/bruno"}) || g.GetOnlyByEdges() != 2 {
		t.Errorf("only by edges: %v", g)
	}
	if g.GetUsed()+3 != g.GetNodes() {
		t.Errorf("sums: %v", g)
	}
}

func TestLabels(t *testing.T) {
	s := sum(t, edit{"graph.yaml", "hotel: {}", "hotel: {synonyms: [in, \"7\", Rome]}"})
	var found []string
	for _, l := range s.GetLabels() {
		found = append(found, l.GetKind().String()+" "+l.GetLabel()+" "+l.GetTool()+" "+strings.Join(l.GetParameters(), "+"))
	}
	want := []string{
		"KIND_SHARED rome find_stay place+stay_type",
		"KIND_COMMON_WORD in find_stay stay_type",
		"KIND_NUMBER 7 find_stay stay_type",
	}
	if !slices.Equal(found, want) || int(s.GetLabelCount()) != len(want) {
		t.Errorf("found %q, want %q", found, want)
	}
}

func TestWhatIsNeverGiven(t *testing.T) {
	s := sum(t,
		edit{"grammar.yaml", "[ {pets}]", ""}, edit{"grammar.yaml", "[{pets} ]", ""},
	)
	for _, tool := range s.GetTools() {
		want := []string(nil)
		if tool.GetName() == "find_stay" {
			want = []string{"pets"}
		}
		if !slices.Equal(tool.GetNeverGiven(), want) {
			t.Errorf("%v, want %v", tool, want)
		}
	}
}

func TestDistinctCalls(t *testing.T) {
	s := sum(t)
	want := map[string]float64{
		"find_stay":    16 * 7 * 8 * 2, // places, stay types or none, guests or none, pets or not
		"search_trips": (136 + 12) * 5, // walks, topics; seasons or none
		"get_weather":  16 * 5,         // places, seasons or none
		"book_trip":    12 * 8 * 3,     // items, travellers or none, insured, not, or nothing said
		"share_trip":   12 * 3,         // items, formats
	}
	for _, tool := range s.GetTools() {
		if tool.GetDistinctCalls() != want[tool.GetName()] {
			t.Errorf("%v, want %v", tool, want[tool.GetName()])
		}
	}
}

// Half of the target is for models, which a probe does not ask; of the other half
// a part asks for a phrasing that no query is measured in, and there are no words
// for the season.
func TestCellsThatNothingFills(t *testing.T) {
	s := sum(t,
		edit{"target.yaml", "marginals:\n", "marginals:\n  modality: {phrase: 0.5, text: 0.5}\n"},
		edit{"grammar.yaml", `(?i)\b(please|pls|thanks|thank you)\b`, "zzz"},
		edit{"grammar.yaml", "[{season} ](weather|climate) in {place}", "weather in {place}"},
		edit{"grammar.yaml", "[ in {season}]", ""}, edit{"grammar.yaml", "[ {season}]", ""},
		edit{"grammar.yaml", "[{season} ]", ""}, edit{"grammar.yaml", "[ for {season}]", ""},
	)
	m := s.GetTarget()
	var buckets []string
	for _, b := range m.GetEmptyBuckets() {
		buckets = append(buckets, b.GetBucket().GetFacet()+" "+b.GetBucket().GetBucket())
		if r := b.GetReasons()[0]; r.GetStage() != "elsewhere" || !strings.Contains(r.GetReason(), "phrasing") {
			t.Errorf("reasons %v", b.GetReasons())
		}
	}
	if !slices.Equal(buckets, []string{"phrasing polite"}) {
		t.Errorf("empty buckets: %v", m.GetEmptyBuckets())
	}
	if m.GetEmptyShare() < 0.2 || m.GetEmptyShare() > 0.5 || int(m.GetEmptyCells()) <= int(m.GetCells())/6 {
		t.Errorf("found %d of %d cells with %v empty", m.GetEmptyCells(), m.GetCells(), m.GetEmptyShare())
	}
	worst := m.GetWorst()[0]
	buckets = nil
	for _, v := range worst.GetCell() {
		buckets = append(buckets, v.GetBucket())
	}
	if !slices.Contains(buckets, "phrase") || !slices.Contains(buckets, "search_trips") ||
		!slices.Contains(buckets, "2") || worst.GetLanded() != 0 || worst.GetAttempts() != 64 ||
		worst.GetReasons()[0].GetReason() != "no_phrase" {
		t.Errorf("worst is %v", worst)
	}
}

func TestItAlwaysSaysTheSame(t *testing.T) {
	e := engine(t)
	one, err := survey.Of(t.Context(), "desk", e, survey.Options{Seed: 5, Workers: 1, Limit: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	many, err := survey.Of(t.Context(), "desk", e, survey.Options{Seed: 5, Workers: 7, Limit: time.Minute})
	if err != nil || !proto.Equal(one, many) {
		t.Errorf("found %v and %v (%v)", one, many, err)
	}
}

func TestItsBounds(t *testing.T) {
	e := engine(t)
	s, err := survey.Of(t.Context(), "desk", e, survey.Options{Limit: time.Nanosecond})
	if err != nil || !s.GetTarget().GetCut() || s.GetTarget().GetUntriedCells() != s.GetTarget().GetCells() {
		t.Errorf("found %v, %v", s.GetTarget(), err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := survey.Of(ended, "desk", e, survey.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("found error %v", err)
	}
}
