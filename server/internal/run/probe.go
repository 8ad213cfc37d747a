package run

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/router/target"
)

// probeStubborn is how many attempts a cell gets that nothing has filled: after
// as many slots in a row that missed, a run closes a cell.
const probeStubborn = target.DefaultCloseAfter

// ProbeOptions bound a probe.
type ProbeOptions struct {
	// Seed of every draw.
	Seed uint64
	// Attempts is how many each cell gets, and a cell that none of them filled
	// gets 64; 0 means 16.
	Attempts int
	// Limit bounds the time; 0 means ten seconds. What it cuts off depends on the
	// machine, all else does not.
	Limit time.Duration
	// Workers is how many attempts are made at once; 0 means one per core.
	Workers int
}

// Probe is what came of trying every cell of a domain's default target: briefs
// drafted, written, checked and measured as a run does it, each by one of the
// pathways that can serve it, but with no ledger and no memory of duplicates.
type Probe struct {
	// Cells are those of the target's parts, in the table's order, but for those of
	// modalities that only models have; shares are of the others. Where a target has
	// several parts, a cell of one is tried with the likeliest of the others.
	Cells []CellProbe
	// Tools has an entry for every tool of which a sample passed the checks.
	Tools map[string]*ToolProbe
	// Cut says that the time was up before all attempts were made.
	Cut bool
}

// CellProbe is what came of trying one cell.
type CellProbe struct {
	// Facets are those of its part of the target, Buckets its buckets' names, one
	// per facet. Share is its share of that part.
	Facets, Buckets []string
	Share           float64
	// Landed counts the Attempts whose sample was measured in the cell.
	Attempts, Landed int
	// Reasons say what became of the others, most frequent first.
	Reasons []*callmillv1.ReasonCount

	// whole is the cell of the table that is aimed at for it.
	whole, part int
	refused     map[refusal]int64
}

// ToolProbe is how often a tool and its parameters came in samples that passed
// the checks, wherever they landed.
type ToolProbe struct {
	Samples int
	Given   map[string]int
}

// Probe tries every cell of the default target. The error is the context's.
func (e *Engine) Probe(ctx context.Context, o ProbeOptions) (*Probe, error) {
	o.Attempts = min(cmp.Or(max(o.Attempts, 0), 16), probeStubborn)
	o.Limit = cmp.Or(o.Limit, 10*time.Second)
	o.Workers = cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
	p, err := newProber(e, o)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, o.Limit)
	defer cancel()
	for round := range probeStubborn {
		p.round(limited, round)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return p.report(), nil
}

// prober tries cells with a run's own drafter, pathways and checks.
type prober struct {
	ProbeOptions
	*loop

	cells []CellProbe
	// order is by share: should the time be up, what matters most was tried.
	order []int
	cut   atomic.Bool

	mu    sync.Mutex
	tools map[string]*ToolProbe
}

func newProber(e *Engine, o ProbeOptions) (*prober, error) {
	policy, err := router.StartPolicy()
	if err != nil {
		return nil, fmt.Errorf("try the domain: %w", err)
	}
	table, err := e.Fit(e.Domain.Target)
	if err != nil {
		return nil, err
	}
	spec, err := fill(&callmillv1.RunSpec{Count: 1, Seed: o.Seed}, 1, policy)
	if err != nil {
		return nil, err
	}
	var own []pathways.Pathway // a probe asks no model
	for _, w := range e.Pathways {
		if !isOutside(w) {
			own = append(own, w)
		}
	}
	l, err := newLoop(&plan{
		engine: e, spec: spec, pathways: own, outside: outsideOf(own),
		table: table, policy: policy, heldOut: check.NewHeldOut(nil), up: router.AllPathways(len(own)),
	})
	if err != nil {
		return nil, err
	}
	l.logger = slog.New(slog.DiscardHandler)
	p := &prober{ProbeOptions: o, loop: l, tools: map[string]*ToolProbe{}}
	for part, facets := range table.Parts() {
		p.addPart(part, facets)
	}
	slices.SortStableFunc(p.order, func(a, b int) int { return cmp.Compare(p.cells[b].Share, p.cells[a].Share) })
	return p, nil
}

// addPart adds the cells of a part of the table, but for those that rest.
func (p *prober) addPart(part int, facets []string) {
	rest, first := 0.0, len(p.cells)
	for c := range p.table.PartCells(part) {
		whole, ok := p.table.Likeliest(func(k, other int) bool {
			return (k != part || other == c) && p.awake(k, other)
		})
		if !ok {
			rest += p.table.PartShare(part, c)
			continue
		}
		p.order = append(p.order, len(p.cells))
		p.cells = append(p.cells, CellProbe{
			Facets: facets, Buckets: p.table.PartNames(part, c), Share: p.table.PartShare(part, c),
			whole: whole, part: part, refused: map[refusal]int64{},
		})
	}
	for i := range p.cells[first:] {
		p.cells[first+i].Share /= 1 - rest
	}
}

// awake says whether a cell of a part is one that a probe can fill.
func (p *prober) awake(part, cell int) bool {
	at := slices.Index(p.table.Parts()[part], sample.FacetModality)
	return at < 0 || p.writes(p.table.PartNames(part, cell)[at])
}

// round makes one attempt at every cell that wants one. Workers share the cells
// out, so that each cell belongs to one goroutine.
func (p *prober) round(ctx context.Context, round int) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range p.Workers {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(p.order)); i = next.Add(1) - 1 {
				c := &p.cells[p.order[i]]
				if round >= p.Attempts && c.Landed > 0 {
					continue
				}
				if !p.attempt(ctx, p.order[i], round) {
					p.cut.Store(true)
					return
				}
			}
		})
	}
	wg.Wait()
}

func (p *prober) report() *Probe {
	out := &Probe{Cells: p.cells, Tools: p.tools, Cut: p.cut.Load()}
	for i := range out.Cells {
		c := &out.Cells[i]
		c.Reasons, c.refused = reasonCounts(c.refused), nil
	}
	return out
}
