package fit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
	"github.com/callmill/callmill/train/internal/ope"
)

// ErrTooLittle means that the log has not two runs with decisions, or decisions
// that never gained or never cost anything: there is nothing to fit.
var ErrTooLittle = errors.New("too little to learn from")

// Result is what was learned.
type Result struct {
	// Weights are those that the held-out runs like best; the starting policy's
	// own where they like none better.
	Weights []float64
	// Price is the θ that they were fitted at.
	Price float64
	// Steps is how many steps were made, Best after how many the weights were
	// taken: 0 where they are the starting policy's.
	Steps, Best int
	// Runs and Decisions were learned from; HeldOutRuns and HeldOutDecisions said
	// when to stop.
	Runs, Decisions, HeldOutRuns, HeldOutDecisions int
	// Curve is how it went, from step 0.
	Curve []Point
}

// Point is a moment of the fitting.
type Point struct {
	// Step is how many steps were made, of Of.
	Step, Of int
	// Loss is the mean loss since the point before: the penalty less the
	// objective. At step 0 it is the negative of what the starting policy is
	// worth on the runs that are learned from.
	Loss float64
	// HeldOut is what the weights are worth on the held-out runs.
	HeldOut Estimate
}

// Kept is the point of the curve that the weights are from.
func (r *Result) Kept() Point {
	return r.Curve[slices.IndexFunc(r.Curve, func(p Point) bool { return p.Step == r.Best })]
}

// Policy makes the policy of these weights. Exploration is the starting
// policy's.
func (r *Result) Policy(start *router.Policy, name, version, card string) (*router.Policy, error) {
	p, err := router.NewPolicy(router.Spec{
		Name: name, Version: version, Card: card, Exploration: start.Spec().Exploration,
		Price: r.Price, Weights: r.Weights,
	})
	if err != nil {
		return nil, fmt.Errorf("make a policy of what was learned: %w", err)
	}
	return p, nil
}

// fitting is one call of Fit.
type fitting struct {
	Options

	log      dataset.Log
	result   *Result
	pathways int
	learn    func(run int) bool
	held     func(run int) bool
	centre   []float64
	// best is what the weights in the result are worth on the held-out runs, last
	// what those of the last point of the curve are.
	best, last Estimate
}

// Fit learns from a log, which it reads from two goroutines at once. The same
// log and options give the same weights, per build and architecture.
func Fit(ctx context.Context, log dataset.Log, opts Options) (*Result, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	f := &fitting{Options: opts, log: log, result: &Result{}, centre: opts.Start.Spec().Weights}
	if err := f.survey(ctx); err != nil {
		return nil, err
	}
	if err := f.begin(ctx); err != nil {
		return nil, err
	}
	if err := f.descend(ctx); err != nil {
		return nil, err
	}
	return f.result, nil
}

// survey reads the log once: what there is, how to split it, and at what price.
func (f *fitting) survey(ctx context.Context) error {
	runs := f.log.Runs()
	decisions := make([]int, len(runs))
	gain, cost := 0.0, 0.0
	err := f.log.Each(ctx, f.Use, func(e *dataset.Event) error {
		decisions[e.Run]++
		gain += e.Gain
		cost += e.Cost
		return nil
	})
	if err != nil {
		return fmt.Errorf("survey the log: %w", err)
	}
	var with []int
	for run, n := range decisions {
		if n > 0 {
			with = append(with, run)
			f.pathways = max(f.pathways, len(runs[run].Pathways))
		}
	}
	if f.Price == 0 {
		f.Price = gain / cost
	}
	if len(with) < 2 || !(f.Price > 0 && f.Price <= 1e6) {
		return fmt.Errorf("%w: found %d runs with decisions, of gain %.4g and cost %.4g in all",
			ErrTooLittle, len(with), gain, cost)
	}
	f.result.Price = f.Price
	f.split(with, decisions)
	return f.reward(ctx, with)
}

// reward learns the models of rewards, where none were given. They are of all
// runs: that of a run knows nothing of it, and of the others it may know both
// those that are learned from and those held out.
func (f *fitting) reward(ctx context.Context, with []int) error {
	if f.Rewards != nil {
		return nil
	}
	of := make([]int, len(f.log.Runs()))
	for i, fold := range ope.Fold(len(with), folds, f.Seed^streamFolds) {
		of[with[i]] = fold
	}
	models, err := ope.CrossFit(ctx, f.log, f.Use, of)
	if err != nil {
		return fmt.Errorf("learn what pathways bring: %w", err)
	}
	f.Rewards = func(run int) Rewards { return models.For(run) }
	return nil
}

// split holds runs out.
func (f *fitting) split(with, decisions []int) {
	held := make([]bool, len(decisions))
	used := make([]bool, len(decisions))
	count := max(1, min(len(with)-1, int(math.Round(f.HeldOut*float64(len(with))))))
	rng := rand.New(rand.NewPCG(f.Seed, streamSplit))
	for at, i := range rng.Perm(len(with)) {
		run := with[i]
		used[run], held[run] = true, at < count
		if held[run] {
			f.result.HeldOutRuns++
			f.result.HeldOutDecisions += decisions[run]
		} else {
			f.result.Runs++
			f.result.Decisions += decisions[run]
		}
	}
	f.learn = func(run int) bool { return used[run] && !held[run] }
	f.held = func(run int) bool { return held[run] }
}

// begin judges the starting policy: what it is worth is what the others have to
// beat.
func (f *fitting) begin(ctx context.Context) error {
	learned, err := estimate(ctx, f.log, f.learn, f.scorer(), f.centre)
	if err != nil {
		return fmt.Errorf("estimate the starting policy: %w", err)
	}
	if f.best, err = estimate(ctx, f.log, f.held, f.scorer(), f.centre); err != nil {
		return fmt.Errorf("estimate the starting policy: %w", err)
	}
	f.last, f.result.Weights = f.best, slices.Clone(f.centre)
	f.result.Steps = max(f.Steps, int(math.Ceil(passes*float64(f.result.Decisions)/float64(f.Batch))))
	f.keep(Point{Of: f.result.Steps, Loss: -learned.Robust, HeldOut: f.best})
	return nil
}

func (f *fitting) scorer() *scorer { return &scorer{models: f.Rewards, price: f.Price, clip: f.Clip} }

// keep adds a point to the curve.
func (f *fitting) keep(p Point) {
	f.result.Curve = append(f.result.Curve, p)
	f.tell(p)
}

func (f *fitting) tell(p Point) {
	if f.Progress != nil {
		f.Progress(p)
	}
}

// descend makes the steps.
func (f *fitting) descend(ctx context.Context) (err error) {
	size := min(f.Batch, f.result.Decisions)
	pool := min(poolBatches*size, max(size, f.result.Decisions))
	g, err := newGraph(size, f.pathways, f.centre, f.Penalty/float64(f.result.Decisions))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	s := newStream(ctx, f.log, f.learn, f.scorer(), size, f.pathways, pool, f.Seed)
	defer s.close()
	var b *batch
	every := max(1, f.result.Steps/points)
	sum, since := 0.0, 0
	for step := 1; step <= f.result.Steps; step++ {
		if b, err = s.next(b); err != nil {
			return fmt.Errorf("read the log: %w", err)
		}
		loss, err := g.step(b, f.rate(step))
		if err != nil {
			return err
		}
		sum, since = sum+loss, since+1
		p := Point{Step: step, Of: f.result.Steps, Loss: sum / float64(since), HeldOut: f.last}
		if step%every != 0 && step != f.result.Steps {
			f.tell(p)
			continue
		}
		if err := f.judge(ctx, g.w, p); err != nil {
			return err
		}
		sum, since = 0, 0
	}
	return nil
}

// judge asks the held-out runs.
func (f *fitting) judge(ctx context.Context, w []float64, p Point) error {
	var err error
	if p.HeldOut, err = estimate(ctx, f.log, f.held, f.scorer(), w); err != nil {
		return fmt.Errorf("estimate on the held-out runs: %w", err)
	}
	if p.HeldOut.Robust > f.best.Robust {
		f.best, f.result.Best = p.HeldOut, p.Step
		f.result.Weights = slices.Clone(w)
	}
	f.last = p.HeldOut
	f.keep(p)
	return nil
}

// rate is the learning rate of a step.
func (f *fitting) rate(step int) float64 {
	const least = 0.1
	along := float64(step) / float64(f.result.Steps)
	return f.Rate * (least + (1-least)*(1+math.Cos(math.Pi*along))/2)
}
