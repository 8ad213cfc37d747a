package main

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/types/model"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama/ollamatest"
)

// Both models are there, with their capabilities, also when they were there before.
func TestCreate(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	dir := filepath.Join(t.TempDir(), "domain")
	for range 2 {
		var stdout, stderr bytes.Buffer
		args := []string{"--ollama", s.URL(), "--domain", dir}
		if code := run(t.Context(), args, &stdout, &stderr); code != 0 || stderr.Len() > 0 {
			t.Fatalf("exit %d: %s", code, &stderr)
		}
		want := "--domain studio=" + dir + " --ollama " + s.URL()
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("printed %s, want %s in it", &stdout, want)
		}
	}
	d, err := domain.LoadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if p := d.PromptsFor(domain.PromptTextRewrite); len(p) != 1 || d.Tool("generate_image") == nil {
		t.Errorf("prompts %v", p)
	}
	for name, sees := range map[string]bool{textName: false, visionName: true} {
		res, err := s.Client(t).Show(t.Context(), &api.ShowRequest{Model: name})
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(res.Capabilities, model.CapabilityVision) != sees {
			t.Errorf("%s: capabilities %v", name, res.Capabilities)
		}
	}
}

func TestCalledWrongly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"help":      {[]string{"--help"}, 0, "Usage:"},
		"flag":      {[]string{"--olama", "x"}, 2, "unknown flag"},
		"argument":  {[]string{"now"}, 2, `unexpected argument "now"`},
		"no URL":    {[]string{"--ollama", "localhost"}, 2, "want a URL"},
		"no server": {[]string{"--ollama", "http://127.0.0.1:1"}, 1, "no Ollama server answers at http://127.0.0.1:1"},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), c.args, &stdout, &stderr); code != c.code || !strings.Contains(stderr.String(), c.says) {
			t.Errorf("%s: exit %d: %s", name, code, &stderr)
		}
		if stdout.Len() > 0 {
			t.Errorf("%s: printed %s", name, &stdout)
		}
	}
}
