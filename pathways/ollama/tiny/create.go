package tiny

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/ollama/ollama/api"
)

// template puts every message on lines of its own, marks what the model itself
// has said, and opens its turn.
const template = `{{ range .Messages }}{{ if eq .Role "assistant" }}` + answerText +
	`{{ .Content }}` + promptText + `{{ else }}{{ .Content }}{{ end }}
{{ end }}` + answerText

// Create gives the model to a server, under a name, in place of what had it.
func Create(ctx context.Context, client *api.Client, name string, m *Model) (err error) {
	f, err := os.CreateTemp("", "callmill-*.gguf")
	if err != nil {
		return fmt.Errorf("creating %s: %w", name, err)
	}
	defer func() {
		err = errors.Join(err, f.Close(), os.Remove(f.Name()))
	}()
	if err := m.Write(f); err != nil {
		return fmt.Errorf("creating %s: %w", name, err)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return fmt.Errorf("creating %s: %w", name, err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("creating %s: %w", name, err)
	}
	digest := "sha256:" + hex.EncodeToString(sum.Sum(nil))
	// Without its Close, which the client would call.
	if err := client.CreateBlob(ctx, digest, struct{ io.Reader }{f}); err != nil {
		return fmt.Errorf("sending the weights of %s: %w", name, err)
	}
	request := &api.CreateRequest{
		Model:    name,
		Files:    map[string]string{"model.gguf": digest},
		Template: template,
		// One thread: two that wait for each other on busy cores take up to 100 ms a
		// token, one takes less than one.
		Parameters: map[string]any{"num_thread": 1, "num_ctx": Context, "num_predict": 512},
	}
	if err := client.Create(ctx, request, func(api.ProgressResponse) error { return nil }); err != nil {
		return fmt.Errorf("creating %s: %w", name, err)
	}
	return nil
}
