package sim

import (
	"context"
	"fmt"
	"math"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// Learner makes a policy of logged decisions, from a policy to start from.
type Learner func(ctx context.Context, log dataset.Log, start *router.Policy) (*router.Policy, error)

// Bench makes the table: every way to route on the same held-out environments.
// Everything is learned on training environments.
type Bench struct {
	// Seed is that of all draws.
	Seed uint64
	// Heuristic is the hand-set policy: where learning starts, what logs the
	// first decisions, and the contextual greedy to beat. Required.
	Heuristic *router.Policy
	// Policies are more policies for the table, as they are.
	Policies []*router.Policy
	// Learn learns. Nothing is learned where it is nil.
	Learn Learner
	// Runs is the number of held-out environments, LogRuns that of a log's, Samples
	// that of every run.
	Runs, LogRuns, Samples int
	// Curve has the numbers of logged decisions to learn from. Rounds, Ablate and
	// Runs are at Events of them.
	Curve  []int
	Events int
	// Rounds is how often a learned policy logs as many decisions again, in other
	// environments, and all are learned from.
	Rounds int
	// Ablate removes each group of features once.
	Ablate bool
	// Tell is told what is being done. It may be nil.
	Tell func(what string)
}

// Row is a line of the table.
type Row struct {
	Name string
	// Ratio is the mean cost over the optimum, with its standard error.
	Ratio, RatioError float64
	// Difference is Ratio less that of the contextual greedy with the same
	// exploration, on the same environments, with the standard error of the pairs.
	Difference, DifferenceError float64
	// Removed is the part of the greedy's excess over the optimum that this does
	// without.
	Removed float64
	// Cost over optimum as it was paid, luck included.
	Paid float64
}

// Explored is a policy with the least exploration that a policy may have: what
// the table compares explores alike, the hand-set one as well.
func Explored(p *router.Policy) (*router.Policy, error) {
	spec := p.Spec()
	spec.Exploration = router.Exploration{Start: router.MinFloor, Floor: router.MinFloor, Decay: spec.Exploration.Decay}
	explored, err := router.NewPolicy(spec)
	if err != nil {
		return nil, fmt.Errorf("change a policy's exploration: %w", err)
	}
	return explored, nil
}

// entry is a strategy of the table.
type entry struct {
	name     string
	strategy Strategy
}

// Run makes the table. The greedy's row is the one with difference 0.
func (b *Bench) Run(ctx context.Context) ([]Row, error) {
	greedy, err := Explored(b.Heuristic)
	if err != nil {
		return nil, err
	}
	entries := []entry{{fmt.Sprintf("contextual plug-in greedy, ε %v", router.MinFloor), Routed(greedy)}}
	entries = append(entries, b.baselines()...)
	for _, p := range b.Policies {
		explored, err := Explored(p)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{p.Label() + fmt.Sprintf(", ε %v", router.MinFloor), Routed(explored)})
	}
	learned, err := b.learned(ctx)
	if err != nil {
		return nil, err
	}
	entries = append(entries, learned...)
	b.tellf("judging all on held-out environments")
	t := Trial{Filling: Filling{Samples: b.Samples}, Seed: b.Seed, Split: HeldOut, Runs: b.Runs}
	strategies := make([]Strategy, len(entries))
	for i := range entries {
		strategies[i] = entries[i].strategy
	}
	results, err := t.Run(ctx, strategies...)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(entries))
	for i := range rows {
		rows[i] = compare(results[i], results[0])
		rows[i].Name = entries[i].name
	}
	return rows, nil
}

func (b *Bench) tellf(format string, args ...any) {
	if b.Tell != nil {
		b.Tell(fmt.Sprintf(format, args...))
	}
}

func (b *Bench) baselines() []entry {
	e := b.Heuristic.Spec().Exploration
	least := router.Exploration{Start: router.MinFloor, Floor: router.MinFloor, Decay: 1}
	return []entry{
		{"index policy, true parameters", Oracle},
		{"uniform", Uniform},
		{"EXP3", EXP3},
		{"best fixed mix in hindsight", BestFixed(b.Samples)},
		{"greedy on pathway averages", Averages(least)},
		{fmt.Sprintf("contextual plug-in greedy, ε %v to %v", e.Start, e.Floor), Routed(b.Heuristic)},
		{"contextual plug-in greedy, softmax alone", routedBy(b.Heuristic, Unmixed)},
		{"contextual plug-in greedy, best always", routedBy(b.Heuristic, Greedy)},
	}
}

// Log simulates the log of a round: 0 is the first.
func (b *Bench) log(ctx context.Context, p *router.Policy, round, events int) (dataset.Log, error) {
	return Log(ctx, Config{
		Filling: Filling{Samples: b.Samples}, Seed: b.Seed, From: round * b.LogRuns, Runs: b.LogRuns,
		Policy: p, Events: events,
	})
}

// learned learns everything that the table has of that kind.
func (b *Bench) learned(ctx context.Context) ([]entry, error) {
	if b.Learn == nil {
		return nil, nil
	}
	var entries []entry
	for _, n := range b.Curve {
		b.tellf("learning from %d decisions", n)
		log, err := b.log(ctx, b.Heuristic, 0, n)
		if err != nil {
			return nil, err
		}
		p, err := b.learn(ctx, log)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{fmt.Sprintf("learned, %d offline decisions", n), Routed(p)})
	}
	rounds, err := b.rounds(ctx)
	if err != nil || !b.Ablate {
		return append(entries, rounds...), err
	}
	ablated, err := b.ablated(ctx)
	return append(append(entries, rounds...), ablated...), err
}

func (b *Bench) learn(ctx context.Context, log dataset.Log) (*router.Policy, error) {
	p, err := b.Learn(ctx, log, b.Heuristic)
	if err != nil {
		return nil, err
	}
	return Explored(p)
}

// Improve learns from a log of the heuristic's, and then, as often as Rounds
// says, from that and what the last policy logged, in environments of their own.
// It returns the policy after every round, from the 0th.
func (b *Bench) Improve(ctx context.Context) ([]*router.Policy, error) {
	var (
		logs     Joined
		policies []*router.Policy
	)
	p := b.Heuristic
	for round := range b.Rounds + 1 {
		b.tellf("round %d: learning from %d decisions", round, (round+1)*b.Events)
		log, err := b.log(ctx, p, round, b.Events)
		if err != nil {
			return nil, err
		}
		logs = append(logs, log)
		if p, err = b.learn(ctx, logs); err != nil {
			return nil, err
		}
		policies = append(policies, p)
	}
	return policies, nil
}

func (b *Bench) rounds(ctx context.Context) ([]entry, error) {
	if b.Rounds == 0 {
		return nil, nil
	}
	policies, err := b.Improve(ctx)
	if err != nil {
		return nil, err
	}
	var entries []entry
	for round, p := range policies[1:] {
		entries = append(entries, entry{
			fmt.Sprintf("learned, %d offline decisions and %d on-policy rounds of as many", b.Events, round+1), Routed(p),
		})
	}
	return entries, nil
}

func (b *Bench) ablated(ctx context.Context) ([]entry, error) {
	log, err := b.log(ctx, b.Heuristic, 0, b.Events)
	if err != nil {
		return nil, err
	}
	var entries []entry
	for _, g := range groups() {
		b.tellf("learning without %s", g.name)
		p, err := b.learn(ctx, without{log, g.columns()})
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{fmt.Sprintf("learned, %d, without %s", b.Events, g.name), Routed(p)})
	}
	return entries, nil
}

// compare makes a row of results and those of the greedy, pair by pair.
func compare(of, greedy []Result) Row {
	n := float64(len(of))
	ratio, difference, base, paid := make([]float64, len(of)), make([]float64, len(of)), 0.0, 0.0
	for i := range of {
		ratio[i] = of[i].Ratio()
		difference[i] = ratio[i] - greedy[i].Ratio()
		base += greedy[i].Ratio() / n
		paid += of[i].Paid() / n
	}
	r := Row{Paid: paid}
	r.Ratio, r.RatioError = meanAndError(ratio)
	r.Difference, r.DifferenceError = meanAndError(difference)
	r.Removed = -r.Difference / (base - 1)
	return r
}

// meanAndError is the mean and its standard error.
func meanAndError(values []float64) (mean, standardError float64) {
	n := float64(len(values))
	for _, v := range values {
		mean += v / n
	}
	for _, v := range values {
		standardError += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(standardError / max(1, n-1) / n)
}
