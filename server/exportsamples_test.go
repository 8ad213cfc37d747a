package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/export"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// parsed are the flags of an export as a user gives them.
func parsed(t *testing.T, args ...string) *exportSampleFlags {
	t.Helper()
	f := &exportSampleFlags{}
	fl := pflag.NewFlagSet("export", pflag.ContinueOnError)
	f.register(fl)
	if err := fl.Parse(args); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestExportSamples exports a run of a real server.
func TestExportSamples(t *testing.T) {
	server := servetest.Start(t, servetest.Options(t))
	conn := servetest.Dial(t, server.GRPCAddr())
	stream, err := callmillv1.NewGenerationServiceClient(conn).GenerateSamples(t.Context(),
		&callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 120, Seed: 4, RunId: "to-export"})
	if err != nil {
		t.Fatal(err)
	}
	if err := (&servetest.Reading{}).Read(t, servetest.NextOf(stream), -1); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "set")
	f := parsed(t, "--format", "jsonl,openai", "--format", "bfcl", "--out", dir,
		"--split", "train=0.5,test=0.5", "--split-seed", "9", "--apart", "nodes")
	if !f.given() {
		t.Error("the flags ask for no export")
	}
	o, err := f.options()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"to-export", "runs/to-export"} {
		ctx, cancel := context.WithCancel(t.Context())
		source, err := serverSource(ctx, conn, name)
		if err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		err = exportSamples(ctx, source, o, &said)
		if name == "to-export" && (err != nil || !strings.Contains(said.String(), "train: ")) {
			t.Fatalf("found %v:\n%s", err, said.String())
		}
		// The second finds the first in its way.
		if exit, ok := errors.AsType[*exitError](err); name != "to-export" && (!ok || exit.code != exitUsage) {
			t.Errorf("wrote over what was there: %v", err)
		}
		cancel()
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if want := []string{"README.md", "bfcl", "jsonl", "openai"}; !slices.Equal(names, want) {
		t.Errorf("wrote %v, want %v", names, want)
	}
	card, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil || !strings.Contains(string(card), "120 of 120 asked for (succeeded)") {
		t.Errorf("found the card %v:\n%s", err, card)
	}
	if _, err := serverSource(t.Context(), conn, "nowhere"); err == nil || strings.Contains(err.Error(), "rpc error") {
		t.Errorf("found %v", err)
	}
}

// A run that has not ended is no set of data yet.
func TestExportOfARunThatGoesOn(t *testing.T) {
	server := servetest.Start(t, servetest.Options(t))
	conn := servetest.Dial(t, server.GRPCAddr())
	if _, err := callmillv1.NewGenerationServiceClient(conn).CreateRun(t.Context(), &callmillv1.CreateRunRequest{
		Spec: &callmillv1.RunSpec{Domain: "studio", Count: 100_000}, RunId: "long",
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := serverSource(t.Context(), conn, "long"); err == nil || !strings.Contains(err.Error(), "has not ended") {
		t.Errorf("found %v", err)
	}
}

// TestExportSamplesFaults has every fault exit with its code, say what to do in words
// of ours, and write nothing.
func TestExportSamplesFaults(t *testing.T) {
	parent := t.TempDir()
	out := filepath.Join(parent, "set")
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{
			"no server",
			[]string{"demo", "--out", out, "--addr", "127.0.0.1:1"},
			exitFailed,
			"no server answers at 127.0.0.1:1: start one with `server`, say where one is with --addr",
		},
		{"no address", []string{"demo", "--out", out, "--addr", "here"}, exitUsage, `--addr: found "here", want HOST:PORT`},
		{"no run", []string{"--out", out}, exitUsage, "found 0 runs"},
		{"no place", []string{"demo", "--out", filepath.Join(out, "deeper"), "--addr", "127.0.0.1:1"}, exitUsage, "--out: "},
		{"a folder", []string{"demo", "--out", out, "--data-dir", parent}, exitUsage, "--data-dir: "},
	} {
		code, printed, errs := command(t, append([]string{"export", "--format", "openai"}, c.args...)...)
		if code != c.code || printed != "" || !strings.Contains(errs, c.says) || strings.Contains(errs, "desc =") ||
			strings.Contains(errs, "dial tcp") {
			t.Errorf("%s: exit code %d, want %d, and %q in %s", c.name, code, c.code, c.says, errs)
		}
	}
	if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
		t.Errorf("left behind %v, %v", left, err)
	}
	code, _, errs := command(t, "export", "--decisions", "--out", filepath.Join(t.TempDir(), "d.s2"),
		"--addr", "127.0.0.1:1")
	if code != exitFailed || !strings.Contains(errs, "or name its data directory with --data-dir") ||
		strings.Contains(errs, "dial tcp") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}

// What is not written is told: empty parts, and samples without a place in a format.
func TestExportSamplesTellsWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	call := &callmillv1.Call{Id: "call_1", Name: "find", ArgumentsJson: "{}", ResultJson: `{"id":"i1"}`}
	frames := []*callmillv1.Frame{
		{Event: &callmillv1.Frame_Started{Started: &callmillv1.RunStarted{}}},
		{Event: &callmillv1.Frame_Sample{Sample: &callmillv1.Sample{
			Id: "s", Tools: []string{"find"}, Messages: []*callmillv1.Message{{Role: callmillv1.Role_ROLE_USER, Content: "x"}},
			Calls: []*callmillv1.Call{call, {
				Id: "call_2", Name: "find", ArgumentsJson: "{}", DependsOn: []string{"call_1"},
			}},
		}}},
		{Event: &callmillv1.Frame_Completed{Completed: &callmillv1.Completed{Accepted: 1}}},
	}
	source := export.Source{
		Domain: &callmillv1.Domain{Tools: []*callmillv1.Tool{{Name: "find", ParametersJson: `{"type":"object"}`}}},
		Next: func() (*callmillv1.Frame, error) {
			if len(frames) == 0 {
				return nil, io.EOF
			}
			f := frames[0]
			frames = frames[1:]
			return f, nil
		},
	}
	o, err := parsed(t, "--format", "openai,xlam", "--out", filepath.Join(t.TempDir(), "set"),
		"--split", "train=0.999999,rest=0.000001").options()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	if err := exportSamples(t.Context(), source, o, &said); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"train: 1 samples", "rest has no files, since no sample came into it", "xlam has no place for 1 samples",
	} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, said.String())
		}
	}
	if strings.Contains(said.String(), "openai has no place") {
		t.Errorf("it says that openai has no place:\n%s", said.String())
	}
}

func TestExportFlags(t *testing.T) {
	t.Parallel()
	if parsed(t).given() {
		t.Error("no flags ask for an export")
	}
	for why, args := range map[string][]string{
		"--format": {"--format", "csv", "--out", "x"},
		"--out":    {"--format", "xlam"},
		"--split":  {"--format", "xlam", "--out", "x", "--split", "train=0.5"},
		"--apart":  {"--format", "xlam", "--out", "x", "--split", "a=0.5,b=0.5", "--apart", "words"},
		"--apart:": {"--format", "xlam", "--out", "x", "--apart", "nodes"},
	} {
		_, err := parsed(t, args...).options()
		if exit, ok := errors.AsType[*exitError](err); !ok || exit.code != exitUsage || !strings.Contains(err.Error(), why) {
			t.Errorf("%v: found %v, want an error of usage that names %s", args, err, why)
		}
	}
}
