package starter_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/server/internal/serve"
	"github.com/callmill/callmill/server/internal/serve/servetest"
	"github.com/callmill/callmill/server/internal/starter"
	"github.com/callmill/callmill/server/internal/survey"
)

// written is the domain as a user has it.
func written(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "desk")
	if err := starter.Write(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// There is nothing in the starter that its own check would remark on.
func TestItIsClean(t *testing.T) {
	s, faults, err := survey.Folder(t.Context(), written(t), survey.Options{Seed: 1, Attempts: 32, Limit: 5 * time.Minute})
	if err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	if g := s.GetGraph(); g.GetUsed() != g.GetNodes() {
		t.Errorf("nodes of no use: %v", g)
	}
	if len(s.GetLabels()) > 0 || len(s.GetNotes()) > 0 {
		t.Errorf("labels %v, notes %v", s.GetLabels(), s.GetNotes())
	}
	for _, tool := range s.GetTools() {
		if len(tool.GetNeverGiven()) > 0 || tool.GetSamples() == 0 || tool.GetDistinctCalls() < 10 {
			t.Errorf("tool %v", tool)
		}
	}
	if m := s.GetTarget(); m.GetEmptyCells() > 0 || m.GetCut() || m.GetLanded() < 0.8 {
		t.Errorf("target %v", m)
	}
}

func TestItGenerates(t *testing.T) {
	d, err := domain.LoadDir(written(t))
	if err != nil {
		t.Fatal(err)
	}
	o := serve.Options{Domains: map[string]*domain.Domain{"desk": d}, GRPCAddr: "127.0.0.1:0"}
	for seed := range uint64(3) {
		r := servetest.Uninterrupted(t, o, &callmillv1.GenerateSamplesRequest{Domain: "desk", Count: 200, Seed: seed})
		if n := r.Completed.GetClosedCells(); n > 0 {
			t.Errorf("seed %d: %d cells closed: %v", seed, n, r.Completed.GetClosed())
		}
	}
}

// TestItsFaults breaks what the comments invite to change, one thing at a time.
func TestItsFaults(t *testing.T) {
	for _, c := range []struct{ file, from, to, want string }{
		{
			"domain.yaml", "tools: tools.json", "tools: tols.json",
			`tools: found no file "tols.json", want a file in the domain's folder`,
		},
		{
			"domain.yaml", "values: [city_break, ", "values: [city_brake, ",
			`found "city_brake", want a kind that an item has`,
		},
		{"tools.json", `"required": ["place"],`, `"required": ["plase"],`, `found "plase"`},
		{"tools.json", `"name": "get_weather"`, `"name": "find_stay"`, `found "find_stay" again, want each function once`},
		{"graph.yaml", "place/iceland, place/norway, place/dolomites", "place/islande, place/norway", `"place/islande"`},
		{"content.jsonl", `{"id": "t02", "kind": "city_break", `, `{"id": "t02", `, `content.jsonl:2: found no kind`},
		{
			"bindings.yaml", `walk: "mood? -suits-> activity -at-> place"`,
			`walk: "mood? -suits-> activity -in-> place"`, `found "-in->"`,
		},
		{"bindings.yaml", "trip_id: {context: id}\n  travellers", "trip_id: {context: price}\n  travellers", `found "price"`},
		{"grammar.yaml", `"{place} {stay_type}[ {pets}][ for {guests}]"`, `"{place} {hotel_type}"`, `hotel_type`},
		{"grammar.yaml", `"please <request>[, <why>]"`, `"please <request>[, <why]"`, `at column`},
		{
			"target.yaml", "find_stay: 0.30, ", "find_stay: 0.40, ",
			"target.yaml:9: marginals[0].shares: found tool with a sum of 1.1, want a sum of 1",
		},
		{"target.yaml", "none: 0.10}", "non: 0.10}", `(did you mean "none"?)`},
		// Each part is right, but they contradict each other.
		{
			"target.yaml", "impossible:\n", "impossible:\n  - {tool: [find_stay]}\n",
			"target.yaml:9: marginals[0].shares[0]: found tool find_stay with share 0.3 but no possible cell",
		},
	} {
		t.Run(c.file+" "+c.to, func(t *testing.T) {
			dir := written(t)
			path := filepath.Join(dir, c.file)
			text, err := os.ReadFile(path)
			if err != nil || strings.Count(string(text), c.from) == 0 {
				t.Fatalf("%s has no %q: %v", c.file, c.from, err)
			}
			broken := strings.Replace(string(text), c.from, c.to, 1)
			if err := os.WriteFile(path, []byte(broken), 0o600); err != nil {
				t.Fatal(err)
			}
			_, faults, err := survey.Folder(t.Context(), dir, survey.Options{Seed: 1})
			if err != nil || !strings.Contains(faults.Error(), c.want) {
				t.Errorf("found %v (%v), want %s", faults, err, c.want)
			}
		})
	}
}

func TestWrite(t *testing.T) {
	files := func(fsys fs.FS) (names []string) {
		_ = fs.WalkDir(fsys, ".", func(name string, _ fs.DirEntry, err error) error {
			names = append(names, name)
			return err
		})
		return names
	}
	parent := t.TempDir()
	empty, full := filepath.Join(parent, "empty"), filepath.Join(parent, "full")
	file, link := filepath.Join(parent, "file"), filepath.Join(parent, "link")
	if err := errors.Join(os.Mkdir(empty, 0o700), os.Mkdir(full, 0o700), os.WriteFile(file, nil, 0o600),
		os.Symlink(empty, link), os.WriteFile(filepath.Join(full, "notes.txt"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{empty, filepath.Join(parent, "new")} {
		if err := starter.Write(dir); err != nil {
			t.Fatal(err)
		}
		if got, want := files(os.DirFS(dir)), files(starter.Files()); !slices.Equal(got, want) {
			t.Errorf("%s has %v, want %v", dir, got, want)
		}
		if f, err := os.OpenFile(filepath.Join(dir, "graph.yaml"), os.O_RDWR, 0); err != nil {
			t.Error("the files are not there to be changed:", err)
		} else {
			_ = f.Close()
		}
	}
	for _, dir := range []string{empty, full, file, link} {
		if err := starter.Write(dir); !errors.Is(err, starter.ErrNotEmpty) {
			t.Errorf("%s: found error %v, want %v", dir, err, starter.ErrNotEmpty)
		}
	}
	if err := starter.Write(filepath.Join(parent, "nowhere", "new")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in a folder that is not there: %v", err)
	}
	if got, want := len(files(os.DirFS(full))), 2; got != want {
		t.Errorf("%d files in the folder that was full, want %d", got, want)
	}
	entries, err := os.ReadDir(parent)
	if err != nil || len(entries) != 5 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// Every file but those of JSON explains itself, and domain.yaml explains those.
func TestItIsATutorial(t *testing.T) {
	root, err := fs.ReadFile(starter.Files(), "domain.yaml")
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(starter.Files(), "*")
	if err != nil || len(names) != 8 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(starter.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) == ".yaml" && !strings.HasPrefix(string(text), "# ") {
			t.Errorf("%s begins without a comment", name)
		}
		if !strings.Contains(string(root), name) && name != "domain.yaml" {
			t.Errorf("domain.yaml does not tell of %s", name)
		}
	}
}
