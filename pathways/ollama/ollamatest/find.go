package ollamatest

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

const module = "github.com/ollama/ollama"

// pinned is the version of Ollama that go.mod requires, without the v, as it is
// found from the folder of the test, such as 0.17.4.
func pinned() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Version}}", module).Output()
	if err != nil {
		return "", fmt.Errorf("asking go.mod for the version of %s: %w", module, err)
	}
	return strings.TrimPrefix(strings.TrimSpace(string(out)), "v"), nil
}

// Find returns the path of an ollama of the version that go.mod requires: the one
// on the PATH, else the one that `make ollama` built. .ci/ollama looks in the
// same places.
func Find() (string, error) {
	version, err := pinned()
	if err != nil {
		return "", err
	}
	if path, err := exec.LookPath("ollama"); err == nil && versionOf(path) == version {
		return path, nil
	}
	cache := os.Getenv("XDG_CACHE_HOME")
	if cache == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("looking for the cached ollama: %w", err)
		}
		cache = filepath.Join(home, ".cache")
	}
	path := filepath.Join(cache, "callmill", "ollama-"+version, "ollama")
	if _, err := os.Stat(path); err != nil { //nolint:gosec // the cache is where its owner says
		return "", fmt.Errorf("no ollama %s on the PATH nor at %s: run `make ollama`, which builds it once", version, path)
	}
	return path, nil
}

var versionLine = regexp.MustCompile(`client version is (\S+)|ollama version is (\S+)`)

// versionOf returns the version of an ollama, or "". What go install built knows
// it from its module, and a release from what its build set.
func versionOf(path string) string {
	if info, err := buildinfo.ReadFile(path); err == nil && info.Main.Path == module {
		if v, ok := strings.CutPrefix(info.Main.Version, "v"); ok {
			return v
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "--version")
	cmd.Env = append(os.Environ(), "OLLAMA_HOST=127.0.0.1:1") // nothing listens there
	out, err := cmd.CombinedOutput()
	if err != nil {
		return ""
	}
	if m := versionLine.FindStringSubmatch(string(out)); m != nil {
		return m[1] + m[2]
	}
	return ""
}
