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
	"github.com/callmill/callmill/pathways/dialogue"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/phrase"
)

// Engine is a domain made ready to run: its drafter, its pathways, its checks.
// It is immutable and shared by all runs of the domain.
type Engine struct {
	Domain *domain.Domain
	// Pathways are all that the domain can have; those that need something
	// outside of the process come last.
	Pathways []pathways.Pathway

	drafter  *brief.Drafter
	dialogue *dialogue.Writer
	checks   *check.Pipeline
	judge    Judge
	// outside says that runs take the pathways that need something outside of the
	// process, unless they name others; hints is for runs that do not.
	outside bool
	hints   []string
	changed func() <-chan struct{}
	// toolNames are what every sample offers.
	toolNames []string
}

// Outside is what an engine has outside of the process.
type Outside struct {
	// Pathways makes those that need it, from what the engine has for itself; nil
	// where there are none. They are part of the engine whether what they need is
	// there or not, since a domain's table depends on what they can serve.
	Pathways func(phrases []pathways.Pathway, checks *check.Pipeline) ([]pathways.Outside, error)
	// Judge is nil where there is none.
	Judge Judge
	// Hint says how to turn the pathways on, where the operator has not: then runs
	// leave them out. It is empty where they are on.
	Hint string
	// Changed gives a channel that is closed at the next change of what is up.
	Changed func() <-chan struct{}
}

// NewEngine makes a domain ready, with every pathway that it can have. It fails
// where the domain's default target cannot be fitted.
func NewEngine(d *domain.Domain, o Outside) (*Engine, error) {
	e := &Engine{
		Domain: d, drafter: brief.New(d), checks: check.New(d),
		judge: o.Judge, outside: o.Hint == "", changed: o.Changed,
	}
	var err error
	if e.Pathways, err = phrase.All(d); err != nil {
		return nil, fmt.Errorf("domain %s: %w", d.Name, err)
	}
	e.dialogue = dialogue.New(d, e.Pathways)
	if err := e.add(o); err != nil {
		return nil, fmt.Errorf("domain %s: %w", d.Name, err)
	}
	for _, t := range d.Tools {
		e.toolNames = append(e.toolNames, t.Name)
	}
	if _, err := e.Fit(d.Target); err != nil {
		return nil, fmt.Errorf("domain %s: default target: %w", d.Name, err)
	}
	return e, nil
}

// add takes up the pathways that need something outside of the process.
func (e *Engine) add(o Outside) error {
	if o.Pathways == nil {
		return nil
	}
	made, err := o.Pathways(slices.Clip(e.Pathways), e.checks)
	if err != nil {
		return err
	}
	for _, p := range made {
		e.Pathways = append(e.Pathways, p)
	}
	if o.Hint != "" && len(made) > 0 {
		e.hints = []string{o.Hint}
	}
	return nil
}

// Select returns the pathways with these names, in the engine's order. Where
// names is empty it is all that the operator has turned on.
func (e *Engine) Select(names []string) ([]pathways.Pathway, error) {
	for i, n := range names {
		switch p := e.pathway(n); {
		case p == nil:
			return nil, &FieldError{
				Field: fmt.Sprintf("pathways[%d]", i),
				Found: fmt.Sprintf("%q", n), Want: "one of " + e.pathwayNames(),
			}
		case isOutside(p) && !e.outside:
			return nil, fmt.Errorf("%w: %s: %s", ErrNoPathway, n, strings.Join(e.hints, "; "))
		}
	}
	var out []pathways.Pathway
	for _, p := range e.Pathways {
		if slices.Contains(names, p.Name()) || len(names) == 0 && (e.outside || !isOutside(p)) {
			out = append(out, p)
		}
	}
	return out, nil
}

func isOutside(p pathways.Pathway) bool {
	_, ok := p.(pathways.Outside)
	return ok
}

// pathway returns the one with that name, nil where there is none.
func (e *Engine) pathway(name string) pathways.Pathway {
	for _, p := range e.Pathways {
		if p.Name() == name {
			return p
		}
	}
	return nil
}

func (e *Engine) pathwayNames() string {
	names := make([]string, len(e.Pathways))
	for i, p := range e.Pathways {
		names[i] = p.Name()
	}
	return strings.Join(names, ", ")
}
