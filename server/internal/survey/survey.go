// Package survey sums up a domain that is loaded: what it holds, what of it is
// of no use, and what comes of its default target.
package survey

import (
	"context"
	"errors"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/server/internal/run"
)

// maxFindings bounds each list of findings: they are there to be read.
const maxFindings = 20

// Options bound the attempts at the target's cells.
type Options = run.ProbeOptions

// Folder sums up the domain in a folder. What its author can mend comes as
// faults, anything else as an error.
func Folder(ctx context.Context, dir string, o Options) (*callmillv1.DomainSummary, domain.Faults, error) {
	d, err := domain.LoadDir(dir)
	if faults := domain.Faults(nil); errors.As(err, &faults) {
		return nil, faults, nil
	}
	if err != nil {
		return nil, nil, err
	}
	engine, err := run.NewEngine(d, run.Outside{})
	if faults, ok := targetFaults(d, err); ok {
		return nil, faults, nil
	}
	if err != nil {
		return nil, nil, err
	}
	summary, err := Of(ctx, d.Name, engine, o)
	return summary, nil, err
}

// Of sums up a domain, under the name it is registered by. It tries every cell
// of the default target, within the bounds of the probe. The error is the
// context's.
func Of(ctx context.Context, name string, e *run.Engine, o Options) (*callmillv1.DomainSummary, error) {
	probe, err := e.Probe(ctx, o)
	if err != nil {
		return nil, err
	}
	s := &callmillv1.DomainSummary{
		Domain: Outline(name, e),
		Graph:  graphOf(e.Domain),
		Target: targetOf(probe),
	}
	for _, t := range e.Domain.Tools {
		s.Tools = append(s.Tools, toolOf(e.Domain, t, probe.Tools[t.Name]))
	}
	s.Labels = labelsOf(e.Domain)
	s.LabelCount = int32(len(s.GetLabels()))
	s.Labels = s.GetLabels()[:min(len(s.GetLabels()), maxFindings)]
	s.Notes = notesOf(e.Domain)
	for _, c := range CannotMake(e.Domain, e.Domain.Target) {
		s.Notes = append(s.Notes, c.note())
	}
	return s, nil
}

func notesOf(d *domain.Domain) []*callmillv1.DomainNote {
	notes := make([]*callmillv1.DomainNote, len(d.Notes))
	for i, n := range d.Notes {
		notes[i] = &callmillv1.DomainNote{File: n.File, Line: int32(n.Line), Field: n.Field, Text: n.Text}
	}
	return notes
}
