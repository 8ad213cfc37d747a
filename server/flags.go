package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/home"
	"github.com/callmill/callmill/pathways/domain/shop"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/router"
)

// standardDomain is the embedded one that is used where none is named.
const standardDomain = "studio"

// embeddedDomain is a domain that comes with callmill.
type embeddedDomain struct {
	name  string
	files fs.FS
}

func embeddedDomains() []embeddedDomain {
	return []embeddedDomain{{standardDomain, studio.Files()}, {"home", home.Files()}, {"shop", shop.Files()}}
}

// commonFlags are those of every command that runs a server.
type commonFlags struct {
	domains  []string
	policy   string
	dataDir  string
	logLevel string
}

func (f *commonFlags) register(fl *pflag.FlagSet) {
	fl.StringVar(&f.policy, "policy", "", "policy `FILE` that routes; the one that ships if not given")
	fl.StringVar(&f.logLevel, "log-level", "warn", "least `LEVEL` of what is logged to standard error: "+
		"debug, info, warn or error")
}

// logger writes text lines to w.
func (f *commonFlags) logger(w io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(f.logLevel)); err != nil {
		return nil, usage("--log-level: found %q, want debug, info, warn or error", f.logLevel)
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level})), nil
}

// loadPolicy reads the policy file, nil where none was named.
func (f *commonFlags) loadPolicy() (*router.Policy, error) {
	if f.policy == "" {
		return nil, nil //nolint:nilnil // no file means the policy that ships
	}
	data, err := os.ReadFile(f.policy)
	if err != nil {
		return nil, fmt.Errorf("--policy: %w", err)
	}
	p, err := router.ParsePolicy(data)
	if err != nil {
		return nil, fmt.Errorf("--policy %s: %w", f.policy, err)
	}
	return p, nil
}

// loadDomains loads the embedded domains and every NAME=DIR. It returns the
// domains by name, and the name in the last entry, which may be a NAME alone.
func loadDomains(entries []string) (map[string]*domain.Domain, string, error) {
	out := map[string]*domain.Domain{}
	last := standardDomain
	for _, e := range entries {
		name, dir, isDir := strings.Cut(e, "=")
		last = name
		if !isDir {
			continue
		}
		if name == "" || dir == "" {
			return nil, "", usage("--domain: found %q, want NAME or NAME=DIR", e)
		}
		if out[name] != nil {
			return nil, "", usage("--domain: %q is given twice", name)
		}
		d, err := domain.LoadDir(dir)
		if err != nil {
			return nil, "", domainError(name, dir, err)
		}
		out[name] = d
	}
	for _, e := range embeddedDomains() {
		if out[e.name] != nil {
			continue
		}
		d, err := domain.Load(e.files)
		if err != nil {
			return nil, "", fmt.Errorf("the embedded domain %s is broken: %w", e.name, err)
		}
		out[e.name] = d
	}
	for _, e := range entries {
		if name, _, _ := strings.Cut(e, "="); out[name] == nil {
			return nil, "", usage("--domain: no domain is called %q; register it with --domain %s=DIR", name, name)
		}
	}
	return out, last, nil
}

func domainError(name, dir string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("domain %s: %w", name, err)
	}
	return fmt.Errorf("domain %s in %s was not loaded:\n%w", name, dir, err)
}
