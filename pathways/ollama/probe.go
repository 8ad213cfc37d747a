package ollama

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/ollama/ollama/api"
	ollamamodel "github.com/ollama/ollama/types/model"
)

// watch probes the host until ctx ends.
func (h *host) watch(ctx context.Context) {
	interval := h.fleet.options.Probe
	const longest = 8 // times the interval
	backoff, misses := interval/4, 0
	asked := true // whether to look at the models too
	for n := 0; ; n++ {
		err := h.probe(ctx, asked || n%listEvery == 0)
		if ctx.Err() != nil {
			return
		}
		pause := interval
		switch {
		case err == nil:
			backoff, misses = interval/4, 0
		case h.missed(ctx, err, misses):
			backoff, misses = min(2*backoff, longest*interval), misses+1
			pause = backoff
		default: // it may only be slow: look again without a pause
			pause, misses = 0, misses+1
		}
		h.fleet.mu.Lock()
		close(h.round)
		h.round = make(chan struct{})
		h.fleet.mu.Unlock()
		if n == 0 {
			close(h.seen)
		}
		// The jitter keeps many callmills from probing a host that comes back at once.
		timer := time.NewTimer(pause/2 + rand.N(pause/2+1))
		asked = false
		select {
		case <-timer.C:
		case <-h.kick:
			asked = true
		case <-ctx.Done():
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

// listEvery is how many probes of a host that is up there are for one that looks at
// its models: a server reads files to list them.
const listEvery = 5

// missed deals with a probe that failed, and says whether the host is down. A host
// that was up and is merely slow has another chance.
func (h *host) missed(ctx context.Context, err error, misses int) bool {
	h.fleet.mu.Lock()
	defer h.fleet.mu.Unlock()
	slow := errors.Is(err, context.DeadlineExceeded)
	if slow && misses == 0 && (h.state == up || h.state == suspect) {
		return false
	}
	cause, why := errDead, plain(err)
	if slow {
		cause, why = errHung, fmt.Sprintf("it did not answer within %v", probeTimeout)
	}
	h.goDown(ctx, cause, why)
	return true
}

// plain says what is wrong with a connection, without its addresses.
func plain(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET):
		return "connection reset"
	}
	return err.Error()
}

// probe asks the host for its version and, where it was not up or list says so, its
// models, and takes it into service.
func (h *host) probe(ctx context.Context, list bool) error {
	short, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	version, err := h.api.Version(short)
	if err != nil {
		return fmt.Errorf("asking for the version: %w", err)
	}
	if version == "" {
		return errors.New("what listens there is no Ollama server: it has no version")
	}
	h.fleet.mu.Lock()
	models := h.models
	list = list || h.state != up
	h.fleet.mu.Unlock()
	if list {
		if models, err = h.list(ctx); err != nil {
			return err
		}
	}
	h.fleet.mu.Lock()
	defer h.fleet.mu.Unlock()
	changed := h.state == down || h.state == unseen
	if changed {
		h.fleet.options.Logger.InfoContext(ctx, "an Ollama host is up",
			"host", h.url.String(), "version", version, "models", len(models))
	}
	if changed || h.state == suspect {
		h.state, h.why = up, ""
		h.fleet.dispatch()
	}
	if h.replace(models) || changed {
		h.fleet.tell()
	}
	return nil
}

// replace puts the models in place of those that were known, and says whether one
// of those that somebody wants has changed. The caller holds fleet.mu.
func (h *host) replace(list map[string]*model) bool {
	changed := false
	for key := range h.fleet.wanted {
		was, is := h.models[key], list[key]
		if (was == nil) != (is == nil) || was != nil && *was != *is {
			changed = true
		}
	}
	h.models = list
	return changed
}

// list asks what models there are, and what those can do that somebody wants and
// that have come or changed since.
func (h *host) list(ctx context.Context) (map[string]*model, error) {
	short, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	tags, err := h.api.List(short)
	if err != nil {
		return nil, fmt.Errorf("asking for the models: %w", err)
	}
	out := make(map[string]*model, len(tags.Models))
	for i := range tags.Models {
		t := &tags.Models[i]
		key := modelKey(t.Name)
		h.fleet.mu.Lock()
		known, wanted := h.models[key], h.fleet.wanted[key]
		h.fleet.mu.Unlock()
		m := &model{digest: t.Digest, remote: t.RemoteHost}
		if known != nil && known.digest == t.Digest && known.resolved {
			m = known
		} else if wanted {
			if err := h.resolve(ctx, t.Name, m); err != nil {
				return nil, err
			}
		}
		out[key] = m
	}
	return out, nil
}

// resolve asks what a model can do. A host that does not say is asked again.
func (h *host) resolve(ctx context.Context, name string, m *model) error {
	const showTimeout = 5 * time.Second // it reads a file of gigabytes, from a disk that may be cold
	short, cancel := context.WithTimeout(ctx, showTimeout)
	defer cancel()
	show, err := h.api.Show(short, &api.ShowRequest{Model: name})
	_, refused := errors.AsType[api.StatusError](err)
	switch {
	case refused || err != nil && short.Err() != nil:
		m.trouble = err.Error() // of the model: the host is well
		return nil
	case err != nil:
		return fmt.Errorf("asking about the model %s: %w", name, err)
	}
	m.resolved = true
	m.completes = slices.Contains(show.Capabilities, ollamamodel.CapabilityCompletion)
	m.vision = slices.Contains(show.Capabilities, ollamamodel.CapabilityVision)
	m.thinks = slices.Contains(show.Capabilities, ollamamodel.CapabilityThinking)
	if show.RemoteHost != "" {
		m.remote = show.RemoteHost
	}
	m.context = contextOf(show.Parameters)
	return nil
}

// contextOf reads num_ctx out of a model's parameters, one a line; 0 where they
// leave it to the server.
func contextOf(parameters string) int {
	for line := range strings.Lines(parameters) {
		if fields := strings.Fields(line); len(fields) == 2 && fields[0] == "num_ctx" {
			if n, err := strconv.Atoi(fields[1]); err == nil {
				return n
			}
		}
	}
	return 0
}

// modelKey is one spelling for all the names of a model: "llama3.2" and
// "registry.ollama.ai/library/llama3.2:latest" are the same.
func modelKey(name string) string {
	return strings.ToLower(ollamamodel.ParseName(name).String())
}
