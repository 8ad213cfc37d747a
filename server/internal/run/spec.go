package run

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/server/internal/wire"
)

// What a specification may ask for, and what it gets where it says nothing.
const (
	defaultWindow       = 64
	maxWindow           = 4096
	maxWorkers          = 1024
	defaultLead         = 256
	maxLead             = 1 << 20
	defaultResumeWindow = 10 * time.Minute
	maxResumeWindow     = 7 * 24 * time.Hour
)

var runIDPattern = regexp.MustCompile(`^[a-z][a-z0-9-]{0,62}$`)

// fill returns a copy of spec with every default in place, so that what is
// logged says all that the samples depend on. Errors are a *FieldError.
func fill(spec *callmillv1.RunSpec, maxCount int64, active *router.Policy) (*callmillv1.RunSpec, error) {
	s := proto.CloneOf(spec)
	if s.GetCount() < 1 || s.GetCount() > maxCount {
		return nil, &FieldError{
			Field: "count", Found: strconv.FormatInt(s.GetCount(), 10),
			Want: fmt.Sprintf("1 to %d", maxCount),
		}
	}
	if s.GetResumeWindow() == nil {
		s.ResumeWindow = durationpb.New(defaultResumeWindow)
	}
	d := s.GetResumeWindow()
	if err := d.CheckValid(); err != nil || d.AsDuration() <= 0 || d.AsDuration() > maxResumeWindow {
		return nil, &FieldError{
			Field: "resume_window", Found: fmt.Sprintf("%ds", d.GetSeconds()),
			Want: fmt.Sprintf("more than 0s, at most %.0fs", maxResumeWindow.Seconds()),
		}
	}
	for _, f := range []struct {
		name         string
		value        *int32
		standard, to int32
	}{
		{"window", &s.Window, defaultWindow, maxWindow},
		{"workers", &s.Workers, int32(runtime.GOMAXPROCS(0)), maxWorkers},
		{"lead", &s.Lead, defaultLead, maxLead},
	} {
		if *f.value == 0 {
			*f.value = f.standard
		}
		if *f.value < 0 || *f.value > f.to {
			return nil, &FieldError{
				Field: f.name, Found: strconv.Itoa(int(*f.value)), Want: fmt.Sprintf("0 (for %d) to %d", f.standard, f.to),
			}
		}
	}
	for _, f := range []struct {
		name  string
		value float64
		most  float64
		want  string
	}{
		{"judge", s.GetJudge(), 1, "the share of samples that are judged, 0 to 1"},
		{"budget", s.GetBudget(), math.MaxFloat64, "a number of typical model calls, or 0 for no bound"},
	} {
		if !(f.value >= 0 && f.value <= f.most) {
			return nil, &FieldError{Field: f.name, Found: fmt.Sprint(f.value), Want: f.want}
		}
	}
	if s.GetPolicy() == "" {
		s.Policy = active.Label()
	}
	return s, nil
}

// prepare checks a filled specification whole: everything that can fail about
// a run fails here, before anything of it exists.
func (h *Host) prepare(name string, spec *callmillv1.RunSpec, policy *router.Policy) (*plan, error) {
	engine, err := h.Engine(spec.GetDomain())
	if err != nil {
		return nil, err
	}
	selected, err := engine.Select(spec.GetPathways())
	if err != nil {
		return nil, err
	}
	held, err := holdOut(spec.GetHeldOut())
	if err != nil {
		return nil, err
	}
	spec.HeldOut = nil
	p, err := newPlan(name, engine, spec, selected, policy)
	if err != nil {
		return nil, err
	}
	p.heldOut = held
	var reasons []string
	p.up, reasons = p.standingNow()
	if len(spec.GetPathways()) == 0 {
		p.always = engine.hints
	}
	p.hints = append(hints(reasons), p.always...)
	if spec.GetJudge() > 0 {
		if engine.judge == nil {
			return nil, &FieldError{
				Field: "judge", Found: strconv.FormatFloat(spec.GetJudge(), 'g', -1, 64) + ", and no model to judge with",
				Want: "0, or a model: " + strings.Join(engine.hints, "; "),
			}
		}
		p.hints = append(p.hints, hints([]string{engine.judge.Down()})...)
	}
	if p.up == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoPathway, strings.Join(p.hints, "; "))
	}
	lost, all := p.unwritten()
	switch {
	case all:
		return nil, fmt.Errorf("%w: the target has only %s, which no pathway that takes part writes",
			ErrNoPathway, strings.Join(lost, ", "))
	case len(lost) > 0 && len(spec.GetPathways()) > 0:
		p.hints = append(p.hints, fmt.Sprintf("no pathway that takes part writes %s: its share goes to the others",
			strings.Join(lost, ", ")))
	}
	return p, nil
}

// holdOut prepares the queries that are held out. Errors are a *FieldError.
func holdOut(queries []string) (*check.HeldOut, error) {
	if n := len(queries); n > check.MaxHeldOut {
		return nil, &FieldError{
			Field: "held_out", Found: fmt.Sprintf("%d queries", n), Want: fmt.Sprintf("at most %d", check.MaxHeldOut),
		}
	}
	bytes := 0
	for _, q := range queries {
		bytes += len(q)
	}
	if bytes > check.MaxHeldOutBytes {
		return nil, &FieldError{
			Field: "held_out", Found: fmt.Sprintf("%d bytes", bytes), Want: fmt.Sprintf("at most %d", check.MaxHeldOutBytes),
		}
	}
	return check.NewHeldOut(queries), nil
}

// unwritten lists the modalities of the target that no pathway of the run writes,
// and says whether those are all it has.
func (p *plan) unwritten() (lost []string, all bool) {
	facet, ok := p.table.Facet(sample.FacetModality)
	if !ok {
		return nil, false
	}
	all = true
	for b, s := range p.table.Marginal(facet) {
		switch name := p.table.Facets()[facet].Buckets[b]; {
		case s == 0:
		case p.writes(name):
			all = false
		default:
			lost = append(lost, name)
		}
	}
	return lost, all
}

// newPlan is the plan of a run with these pathways.
func newPlan(name string, engine *Engine, spec *callmillv1.RunSpec, selected []pathways.Pathway,
	policy *router.Policy,
) (*plan, error) {
	asked := engine.Domain.Target
	if spec.GetTarget() != nil {
		asked = wire.TargetFrom(spec.GetTarget())
	}
	table, err := engine.Fit(asked)
	if err != nil {
		return nil, err
	}
	p := &plan{
		name: name, engine: engine, spec: spec, pathways: selected, outside: outsideOf(selected),
		table: table, policy: policy, heldOut: check.NewHeldOut(nil),
	}
	p.onArrival = spec.GetJudge() > 0 ||
		slices.ContainsFunc(p.outside, func(o pathways.Outside) bool { return o != nil })
	return p, nil
}

// started is what the run's first record says.
func (p *plan) started() *callmillv1.RunStarted {
	m := &callmillv1.RunStarted{
		Run: p.name, Spec: p.spec, DomainHash: p.engine.Domain.Hash, PolicyHash: p.policy.Hash(),
		Cells: int32(p.cells()), OnArrival: p.onArrival, Hints: p.hints,
	}
	_, reasons := p.standingNow()
	m.Pathways = p.infos(p.up, reasons)
	return m
}

// cells counts the cells of the table's parts.
func (p *plan) cells() int {
	n := 0
	for k := range p.table.Parts() {
		n += p.table.PartCells(k)
	}
	return n
}

// infos describes the pathways, of which some are up.
func (p *plan) infos(up router.Mask, reasons []string) []*callmillv1.PathwayInfo {
	out := make([]*callmillv1.PathwayInfo, len(p.pathways))
	for i, w := range p.pathways {
		out[i] = &callmillv1.PathwayInfo{Name: w.Name(), Modality: string(w.Modality()), Cost: w.Cost()}
		if !up.Has(i) {
			// It may have come up in between; the run takes note of that next.
			out[i].Unavailable = cmp.Or(reasons[i], "it was down")
		}
	}
	return out
}

// planOf is the plan of a run that its log tells of, with the pathways and the
// state of them that it began with.
func (h *Host) planOf(id string, start *callmillv1.LoggedStart) (*plan, error) {
	policy, err := router.ParsePolicy(start.GetPolicy())
	if err != nil {
		return nil, fmt.Errorf("the run's policy: %w", err)
	}
	spec := start.GetStarted().GetSpec()
	engine, err := h.Engine(spec.GetDomain())
	if err != nil {
		return nil, err
	}
	if have, want := engine.Domain.Hash, start.GetStarted().GetDomainHash(); have != want {
		return nil, fmt.Errorf("domain %s has changed since the run began: found hash %.12s, want %.12s",
			engine.Domain.Name, have, want)
	}
	var selected []pathways.Pathway
	var up router.Mask
	for i, info := range start.GetStarted().GetPathways() {
		p := engine.pathway(info.GetName())
		if p == nil {
			return nil, fmt.Errorf("this build has no pathway %q, which the run began with", info.GetName())
		}
		selected = append(selected, p)
		if info.GetUnavailable() == "" {
			up = up.With(i)
		}
	}
	p, err := newPlan(runName(id), engine, spec, selected, policy)
	if err != nil {
		return nil, err
	}
	p.up = up
	if p.heldOut, err = holdOut(start.GetAsked().GetHeldOut()); err != nil {
		return nil, err
	}
	return p, nil
}
