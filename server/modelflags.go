package main

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/server/internal/serve"
)

// modelFlags say where models are, and which.
type modelFlags struct {
	hosts       []string
	models      []string
	concurrency int
	timeout     time.Duration
}

func (f *modelFlags) register(fl *pflag.FlagSet) {
	fl.StringArrayVar(&f.hosts, "ollama", nil, "`URL` of an Ollama server; may be repeated. Where neither this nor "+
		"OLLAMA_HOST names one, none is asked")
	fl.StringArrayVar(&f.models, "model", nil, "`ROLE=NAME` of a model over the one that the domain names; "+
		"the roles are text, vision and judge")
	countVar(fl, &f.concurrency, "ollama-concurrency", 0,
		"how many questions each Ollama server gets at a time; 2 if 0")
	countVar(fl, &f.timeout, "ollama-timeout", 2*time.Minute, "how long one answer may take")
}

// apply puts the flags into a server's options; host is what OLLAMA_HOST says.
func (f *modelFlags) apply(o *serve.Options, host string) error {
	o.Ollama = ollama.Options{Hosts: f.hosts, Concurrency: f.concurrency, Timeout: f.timeout}
	if len(f.hosts) == 0 && host != "" {
		o.Ollama.Hosts = []string{host}
	}
	o.Models = map[ollama.Role]string{}
	for _, m := range f.models {
		role, name, ok := strings.Cut(m, "=")
		if !ok || name == "" || !slices.Contains(serve.Roles(), ollama.Role(role)) {
			return usage("--model: found %q, want ROLE=NAME with a role of text, vision or judge", m)
		}
		o.Models[ollama.Role(role)] = name
	}
	// What is wrong with a host is told before anything starts.
	if _, err := ollama.New(o.Ollama); err != nil {
		return usage("--ollama: %w", err)
	}
	return nil
}
