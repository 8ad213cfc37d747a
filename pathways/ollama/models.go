package ollama

import (
	"fmt"
	"maps"
	"strings"
	"time"
)

// Models are the models that a domain uses, by role, on the hosts of a fleet.
type Models struct {
	fleet *Fleet
	names map[Role]string
}

// Models binds names of models to roles. Where the fleet has been started, it asks
// the hosts about names that are new to it, and waits for that, at most 2 seconds.
// On a nil Fleet every role is down.
func (f *Fleet) Models(names map[Role]string) *Models {
	m := &Models{fleet: f, names: maps.Clone(names)}
	if f == nil {
		return m
	}
	var rounds []<-chan struct{}
	f.mu.Lock()
	fresh := false
	for _, name := range names {
		if key := modelKey(name); name != "" && !f.wanted[key] {
			f.wanted[key] = true
			fresh = true
		}
	}
	for _, h := range f.hosts {
		if fresh && h.state == up && !f.stopped {
			rounds = append(rounds, h.round)
			h.look()
		}
	}
	f.mu.Unlock()
	late := time.NewTimer(probeTimeout)
	defer late.Stop()
	for len(rounds) > 0 {
		select {
		case <-rounds[0]:
			// That round may have begun before it was asked for.
			rounds = append(rounds[1:], f.unresolved(m)...)
		case <-late.C:
			return m
		}
	}
	return m
}

// unresolved gives the rounds to wait for of the hosts that have a model which they
// have not been asked about.
func (f *Fleet) unresolved(m *Models) []<-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, h := range f.hosts {
		for _, name := range m.names {
			if known := h.models[modelKey(name)]; h.state == up && known != nil && !known.resolved && known.trouble == "" {
				h.look()
				return []<-chan struct{}{h.round}
			}
		}
	}
	return nil
}

// Name is the name of the role's model, empty where it has none.
func (m *Models) Name(role Role) string { return m.names[role] }

// Load is how much of what the role's hosts can take is taken, in [0, 1]: questions
// under way or waiting over what may be under way at a time. 1 where there is no
// host.
func (m *Models) Load(role Role) float64 {
	f := m.fleet
	if f == nil {
		return 1
	}
	n := m.need(role)
	f.mu.Lock()
	defer f.mu.Unlock()
	taken, capacity := 0, 0
	for _, h := range f.hosts {
		if h.serves(&n) {
			taken += len(h.calls)
			capacity += f.options.Concurrency
		}
	}
	for _, w := range f.waiting {
		if w.need.key == n.key {
			taken++
		}
	}
	if capacity == 0 {
		return 1
	}
	return min(1, float64(taken)/float64(capacity))
}

func (m *Models) need(role Role) need {
	return need{key: modelKey(m.names[role]), vision: role == RoleVision}
}

const noHosts = "no Ollama host is named: start `ollama serve` and pass --ollama http://127.0.0.1:11434 " +
	"(or set OLLAMA_HOST)"

// Down says in one sentence why the role cannot be asked now and what to do about
// it; empty where it can.
func (m *Models) Down(role Role) string {
	f, name := m.fleet, m.names[role]
	if f == nil || len(f.hosts) == 0 {
		return noHosts
	}
	if name == "" {
		return fmt.Sprintf("no model is named for the role %s: pass --model %s=NAME", role, role)
	}
	n := m.need(role)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopped || f.stop == nil {
		return "callmill does not look at its Ollama hosts now: it is starting or stopping"
	}
	var asleep []string
	var having []*model
	for _, h := range f.hosts {
		switch known := h.models[n.key]; {
		case h.serves(&n):
			return ""
		case h.state == down || h.state == unseen:
			asleep = append(asleep, h.downText())
		case known != nil:
			having = append(having, known)
		}
	}
	switch {
	case len(asleep) == len(f.hosts):
		return strings.Join(asleep, "; ") + ": start `ollama serve` there"
	case len(having) == 0:
		return fmt.Sprintf("no Ollama host has the model %s: run `ollama pull %s`", name, name)
	}
	return having[0].unusable(role, name)
}

func (h *host) downText() string {
	why := h.why
	if h.state == unseen {
		why = "it has not answered yet"
	}
	return fmt.Sprintf("Ollama at %s cannot be reached (%s)", h.url, why)
}

// unusable says why a model that a host has cannot be asked.
func (m *model) unusable(role Role, name string) string {
	switch {
	case m.remote != "":
		return fmt.Sprintf("the model %s runs at %s, and only local ones are asked: "+
			"pass --model %s=NAME with one that is pulled", name, m.remote, role)
	case m.trouble != "":
		return fmt.Sprintf("Ollama cannot say what the model %s can do (%s): try `ollama show %s`", name, m.trouble, name)
	case !m.resolved:
		return fmt.Sprintf("Ollama has not said yet what the model %s can do: wait a moment", name)
	case !m.completes:
		return fmt.Sprintf("the model %s cannot chat: pass --model %s=NAME with one that can", name, role)
	}
	return fmt.Sprintf("the model %s cannot see pictures: pass --model %s=NAME with one that has the vision capability",
		name, role)
}
