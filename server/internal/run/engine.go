// Package run makes samples: the loop from target to log, and the host that
// keeps a server's runs.
//
// A run is a line of slots. For each slot the ledger chooses a cell, the
// drafter a brief, the router a pathway; the pathway writes a candidate, the
// checks judge it, and the slot is settled: its outcome goes to the ledger, the
// router's statistics and the log. Up to W slots are under way at once; slots
// are settled in order, and slot i is aimed after slot i-W was settled, no
// matter how many workers there are or how fast. So the samples depend on the
// order of slots and never on the order of arrival.
package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/phrase"
)

// Engine is a domain made ready to run: its drafter, its pathways, its checks.
// It is immutable and shared by all runs of the domain.
type Engine struct {
	Domain   *domain.Domain
	Pathways []pathways.Pathway

	drafter *brief.Drafter
	checks  *check.Pipeline
	// toolNames are what every sample offers.
	toolNames []string
}

// NewEngine makes a domain ready, with every pathway that it can have. It fails
// where the domain's default target cannot be fitted.
func NewEngine(d *domain.Domain) (*Engine, error) {
	graph, err := phrase.Graph(d)
	if err != nil {
		return nil, fmt.Errorf("domain %s: %w", d.Name, err)
	}
	content, err := phrase.Content(d)
	if err != nil {
		return nil, fmt.Errorf("domain %s: %w", d.Name, err)
	}
	grammar, err := phrase.Grammar(d)
	if err != nil {
		return nil, fmt.Errorf("domain %s: %w", d.Name, err)
	}
	e := &Engine{
		Domain:   d,
		Pathways: []pathways.Pathway{graph, content, grammar},
		drafter:  brief.New(d),
		checks:   check.New(d),
	}
	for _, t := range d.Tools {
		e.toolNames = append(e.toolNames, t.Name)
	}
	if _, err := e.Fit(d.Target); err != nil {
		return nil, fmt.Errorf("domain %s: default target: %w", d.Name, err)
	}
	return e, nil
}

// Select returns the pathways with these names, in the engine's order; all of
// them where names is empty.
func (e *Engine) Select(names []string) ([]pathways.Pathway, error) {
	if len(names) == 0 {
		return e.Pathways, nil
	}
	for i, n := range names {
		if !slices.ContainsFunc(e.Pathways, func(p pathways.Pathway) bool { return p.Name() == n }) {
			return nil, &FieldError{
				Field: fmt.Sprintf("pathways[%d]", i),
				Found: fmt.Sprintf("%q", n), Want: "one of " + e.pathwayNames(),
			}
		}
	}
	var out []pathways.Pathway
	for _, p := range e.Pathways {
		if slices.Contains(names, p.Name()) {
			out = append(out, p)
		}
	}
	return out, nil
}

func (e *Engine) pathwayNames() string {
	names := make([]string, len(e.Pathways))
	for i, p := range e.Pathways {
		names[i] = p.Name()
	}
	return strings.Join(names, ", ")
}
