package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/router/target"
)

// Filling is how a run goes about an environment.
type Filling struct {
	// Samples is how many have to be delivered: 3,000 unless set.
	Samples int
	// UnderWay is how many slots are under way at once, as with that many
	// workers: 1 unless set. A decision sees the outcomes up to that many slots
	// before its own.
	UnderWay int
	// Down is the probability that a pathway is unavailable to a slot, drawn for
	// every slot and pathway; where all would be, none is.
	Down float64
	// NewAt is the progress, 0 to 1, from which on the last pathway exists.
	NewAt float64
}

const defaultSamples = 3000

func (f *Filling) validate() error {
	if f.Samples == 0 {
		f.Samples = defaultSamples
	}
	if f.UnderWay == 0 {
		f.UnderWay = 1
	}
	switch {
	case f.Samples < 0 || f.UnderWay < 0:
		return fmt.Errorf("found %d samples and %d under way, want at least 1", f.Samples, f.UnderWay)
	case !(f.Down >= 0 && f.Down < 1):
		return fmt.Errorf("found down %v, want at least 0, below 1", f.Down)
	case !(f.NewAt >= 0 && f.NewAt < 1):
		return fmt.Errorf("found new at %v, want at least 0, below 1", f.NewAt)
	}
	return nil
}

// Result is what a run came to.
type Result struct {
	// Cost is what all calls cost, Gain the number of accepted samples.
	Cost, Gain float64
	// Expected is the cost without the luck: the sum of what each accepted sample
	// was expected to cost, c/p, by the pathway that made it, and of all calls of
	// which nothing could come. Cost − Expected is a sum of c − 1[accepted]·c/p
	// over the other calls, each 0 in expectation whatever was decided before, so
	// both have the same mean, and Expected varies less.
	Expected float64
	// Optimum is the least expected cost of the same samples.
	Optimum float64
	// Decisions is the number of calls.
	Decisions int
}

// Ratio is the expected cost over the optimum: what the table compares.
func (r *Result) Ratio() float64 { return r.Expected / r.Optimum }

// Paid is the ratio as it was paid, luck included.
func (r *Result) Paid() float64 { return r.Cost / r.Optimum }

// settled is one call and what became of it.
type settled struct {
	slot     int
	cell     int
	progress float64
	mask     router.Mask
	choice   int
	kind     router.Kind
	cost     float64
	decision *router.Decision // nil for a chooser that is no policy
}

// filling is a run under way.
type filling struct {
	Filling

	env     *Environment
	chooser Chooser
	rng     *rand.Rand
	ledger  *target.Ledger
	made    []float64 // by cell, the pathways running fastest
	counts  []int     // by cell
	result  Result
	visit   func(*settled) error
	pending []settled
	next    int // ordinal of the next slot
}

// maxCalls bounds a run: a chooser that never fills a cell must not hang.
const maxCalls = 1000

// errStuck says that a run does not end.
var errStuck = fmt.Errorf("simulate: more than %d calls for a sample", maxCalls)

// fill runs an environment once. The chooser is fresh. visit, where there is
// one, sees every call in the order in which they are settled; what it gets is
// valid until it returns.
func (e *Environment) fill(
	ctx context.Context, f Filling, chooser Chooser, rng *rand.Rand, visit func(*settled) error,
) (*Result, error) {
	if err := f.validate(); err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	// A cell is never given up: every way to route has to fill the same target.
	ledger, err := target.NewLedger(e.Table, target.Options{
		Window: max(f.UnderWay, target.DefaultWindow), CloseAfter: math.MaxInt,
	})
	if err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	r := &filling{
		Filling: f, env: e, chooser: chooser, rng: rng, ledger: ledger, visit: visit,
		made: make([]float64, len(e.odds)), counts: make([]int, e.Table.Cells()),
	}
	for r.ledger.Accepted() < r.Samples {
		if r.result.Decisions%1024 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if r.result.Decisions > maxCalls*r.Samples {
			return nil, errStuck
		}
		if err := r.step(); err != nil {
			return nil, err
		}
	}
	r.result.Optimum = e.Optimum(r.counts)
	return &r.result, nil
}

// step hands out slots while there is room, and settles the oldest.
func (r *filling) step() error {
	for len(r.pending) < r.UnderWay && r.ledger.Accepted()+len(r.pending) < r.Samples {
		s, err := r.open()
		if err != nil {
			return err
		}
		r.pending = append(r.pending, s)
	}
	oldest := r.pending[0]
	r.pending = r.pending[:copy(r.pending, r.pending[1:])]
	return r.settle(&oldest)
}

// open takes the ledger's next cell, and has its pathway chosen.
func (r *filling) open() (settled, error) {
	cell, _ := r.ledger.Next() // no cell is ever closed
	s := settled{
		slot: r.next, cell: cell, mask: r.mask(cell),
		progress: float64(r.ledger.Accepted()) / float64(r.Samples),
	}
	r.next++
	at := Slot{
		Cell: cell, Mask: s.mask, Decision: uint64(s.slot), Progress: s.progress,
		Made: r.made[cell*len(r.env.Pathways) : (cell+1)*len(r.env.Pathways)], ledger: r.ledger,
	}
	var err error
	s.choice, s.decision, err = r.chooser.Choose(&at, r.rng.Float64())
	if err != nil {
		return s, fmt.Errorf("simulate: slot %d: %w", s.slot, err)
	}
	if s.decision != nil && r.UnderWay > 1 {
		s.decision = s.decision.Clone()
	}
	return s, nil
}

// mask is the set of pathways that are available to a slot of a cell.
func (r *filling) mask(cell int) router.Mask {
	all := r.env.available(cell)
	n := len(r.env.Pathways)
	if r.NewAt > 0 && float64(r.ledger.Accepted()) < r.NewAt*float64(r.Samples) && all.Count() > 1 {
		all = all.Without(n - 1)
	}
	if r.Down == 0 {
		return all
	}
	mask := all
	for k := range n {
		if r.rng.Float64() < r.Down {
			mask = mask.Without(k)
		}
	}
	if mask == 0 {
		return all
	}
	return mask
}

// settle draws what became of a call, and books it.
func (r *filling) settle(s *settled) error {
	n := len(r.env.Pathways)
	o := &r.env.at(s.cell)[s.choice]
	made := &r.made[s.cell*n+s.choice]
	mean := r.env.cost[s.choice]
	s.cost = mean
	if r.env.Pathways[s.choice].Modality != phrase {
		s.cost *= math.Exp(normal(r.rng, -costSpread*costSpread/2, costSpread))
	}
	s.kind = o.outcome(*made, r.rng)
	if o.success(*made) == 0 {
		r.result.Expected += mean // nothing could come of it
	}
	outcome := target.Failed()
	if s.kind == router.Accepted {
		outcome = target.Accepted(s.cell)
		r.result.Gain++
		r.result.Expected += mean / o.success(*made)
		r.counts[s.cell]++
		*made++
	}
	r.result.Cost += s.cost
	r.result.Decisions++
	r.ledger.Settle(s.cell, outcome)
	if err := r.chooser.Settle(s.cell, s.choice, s.kind, s.cost); err != nil {
		return fmt.Errorf("simulate: slot %d: %w", s.slot, err)
	}
	if r.visit == nil {
		return nil
	}
	return r.visit(s)
}

// outcome draws what becomes of a candidate.
func (o *odds) outcome(made float64, rng *rand.Rand) router.Kind {
	switch {
	case rng.Float64() >= o.accept:
		return router.Rejected
	case rng.Float64()*o.pool < made:
		return router.Duplicate
	case rng.Float64() < o.astray:
		return router.Surplus
	default:
		return router.Accepted
	}
}
