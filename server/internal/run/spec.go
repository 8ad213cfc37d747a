package run

import (
	"fmt"
	"regexp"
	"runtime"
	"strconv"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
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
	asked := engine.Domain.Target
	if spec.GetTarget() != nil {
		asked = wire.TargetFrom(spec.GetTarget())
	}
	table, err := engine.Fit(asked)
	if err != nil {
		return nil, err
	}
	return &plan{name: name, engine: engine, spec: spec, pathways: selected, table: table, policy: policy}, nil
}

// started is what the run's first record says.
func (p *plan) started() *callmillv1.RunStarted {
	m := &callmillv1.RunStarted{
		Run: p.name, Spec: p.spec, DomainHash: p.engine.Domain.Hash, PolicyHash: p.policy.Hash(),
		Cells: int32(p.table.Cells()),
	}
	for _, w := range p.pathways {
		m.Pathways = append(m.Pathways, &callmillv1.PathwayInfo{
			Name: w.Name(), Modality: string(w.Modality()), Cost: w.Cost(),
		})
	}
	return m
}
