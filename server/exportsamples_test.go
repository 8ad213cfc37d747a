package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
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
