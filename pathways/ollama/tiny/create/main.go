// Command create gives an Ollama server two tiny models, one for text and one for
// vision, so that a whole run with models can be seen without a download. What
// they write is for seeing, not for training: package tiny says what they do.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path"
	"time"

	"github.com/ollama/ollama/api"
	"github.com/spf13/pflag"

	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/ollama/tiny"
)

const (
	textName   = "callmill-tiny-text"
	visionName = "callmill-tiny-vision"
	within     = time.Minute
)

const about = `Gives an Ollama server two tiny models, ` + textName + ` and
` + visionName + `, that know the words of the studio domain. They weigh a
few megabytes, are made here, and copy what a prompt holds in double brackets;
the second one also names the colour of a picture. Beside them it writes a copy
of studio with prompts for them.

Usage:
  go run ./pathways/ollama/tiny/create [--ollama URL] [--domain DIR]

Flags:
`

const next = `
Now take samples with them:

  go run ./server sample --count 60 --domain studio=%s --ollama %s \
    --model text=%s --model vision=%s --model judge=%s --judge 0.2
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run returns the exit code: 2 where it was called wrongly, 1 on any other fault.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := pflag.NewFlagSet("create", pflag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, about+flags.FlagUsages()) }
	server := flags.String("ollama", "http://127.0.0.1:11434", "where the Ollama server listens")
	dir := flags.String("domain", "tiny-studio", "`DIR` to write studio for them to, if it is not there")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			return 0
		}
		fmt.Fprintf(stderr, "create: %v\n", err)
		return 2
	}
	base, err := address(*server, flags.Args())
	if err != nil {
		fmt.Fprintf(stderr, "create: %v\n", err)
		return 2
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	if err := create(ctx, base, stdout); err != nil {
		fmt.Fprintf(stderr, "create: %v\n", err)
		return 1
	}
	made, err := writeDomain(*dir, studio.Files())
	if err != nil {
		fmt.Fprintf(stderr, "create: %v\n", err)
		return 1
	}
	if made {
		fmt.Fprintf(stdout, "wrote %s, studio with prompts for them\n", *dir)
	}
	fmt.Fprintf(stdout, next, *dir, base, textName, visionName, textName)
	return 0
}

func address(server string, rest []string) (*url.URL, error) {
	if len(rest) > 0 {
		return nil, fmt.Errorf("unexpected argument %q", rest[0])
	}
	base, err := url.Parse(server)
	if err != nil {
		return nil, fmt.Errorf("--ollama: %w", err)
	}
	if base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fmt.Errorf("--ollama: found %q, want a URL such as http://127.0.0.1:11434", server)
	}
	return base, nil
}

func create(ctx context.Context, base *url.URL, stdout io.Writer) error {
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := api.NewClient(base, &http.Client{Transport: transport})
	version, err := client.Version(ctx)
	if err != nil {
		return fmt.Errorf("no Ollama server answers at %s (start one with `ollama serve`): %w", base, err)
	}
	words, err := words(layered{own, studio.Files()})
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "Ollama %s at %s; %d words of studio\n", version, base, len(words))
	models := []struct {
		name  string
		model *tiny.Model
	}{
		{textName, tiny.Text(words)},
		{visionName, tiny.Vision(words, tiny.Colours())},
	}
	for _, m := range models {
		start := time.Now()
		if err := tiny.Create(ctx, client, m.name, m.model); err != nil {
			return err
		}
		size, took := float64(m.model.Size())/1e6, time.Since(start).Seconds()
		fmt.Fprintf(stdout, "created %s, %.1f MB, in %.1f s\n", m.name, size, took)
	}
	return nil
}

// words are those of everything that is text in a domain, prompts too: what is one
// token is read faster than what is spelled.
func words(files fs.FS) ([]string, error) {
	var texts []string
	err := fs.WalkDir(files, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch path.Ext(name) {
		case ".yaml", ".json", ".jsonl":
			text, err := fs.ReadFile(files, name)
			texts = append(texts, string(text))
			if err != nil {
				return fmt.Errorf("reading %s: %w", name, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the domain: %w", err)
	}
	return tiny.Words(texts...), nil
}
