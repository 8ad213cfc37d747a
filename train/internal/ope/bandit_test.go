package ope

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// bandit is a world with known truth: finitely many contexts, in each of which
// every pathway has features, a probability of gaining and a mean cost. Half of
// the runs have luck that adds to every probability, the others lack as much,
// and the lucky ones see the contexts in other proportions: that is what makes
// the decisions of a run alike.
type bandit struct {
	contexts []banditContext
	pathways int
	luck     float64       // ± on every probability of gaining
	skew     float64       // ± on the share of the first half of the contexts
	masks    []router.Mask // each as likely; nil: all pathways are available
	drift    [4]float64    // taken off each pathway's probability over the log, from ½ of it above to ½ below
	scale    float64       // of a gain
	shift    float64       // added to every gain
	// newFrom is the share of the runs before which the last pathway does not
	// exist; in the next as many runs it exists and is never available.
	newFrom float64
	// act changes what is drawn from, record what is logged of that; nil: nothing.
	act, record func(p []float64, d *router.Decision)
}

type banditContext struct {
	features   []float64
	gain, cost []float64
}

// Columns of the features that the bandit's policies use.
const (
	signal  = 0 // rises with a pathway's gain
	left    = 1 // tells two pathways of equal worth apart
	setting = 2 // 1 for the pathway that drifts, in the test that lets one
)

// newBandit draws a world of four pathways; 0 and 1 are equal in every respect
// but column left, and none of the others is.
func newBandit() *bandit {
	const contexts, pathways = 12, 4
	b := &bandit{pathways: pathways, luck: 0.08, skew: 0.3, scale: 1}
	rng := rand.New(rand.NewPCG(11, 12))
	for range contexts {
		c := banditContext{
			features: make([]float64, pathways*router.NumFeatures),
			gain:     make([]float64, pathways), cost: make([]float64, pathways),
		}
		for k := range pathways {
			row := c.features[k*router.NumFeatures : (k+1)*router.NumFeatures]
			if k == 1 {
				copy(row, c.features[:router.NumFeatures])
				c.gain[1], c.cost[1] = c.gain[0], c.cost[0]
			} else {
				// Not linear in the features: the reward model is wrong, as it is in life.
				x := rng.Float64()
				c.gain[k], c.cost[k] = 0.2+0.6*x*x, 0.3+rng.Float64()
				row[signal] = 2*x - 1
				for i := 3; i < 12; i++ {
					row[i] = rng.Float64() - 0.5
				}
				row[costColumn()] = c.cost[k] / (1 + c.cost[k])
			}
			row[left], row[setting] = []float64{1, -1, 0, 0}[k], []float64{0, 0, 0, 1}[k]
		}
		b.contexts = append(b.contexts, c)
	}
	return b
}

// policyOf gives a policy that explores with ε 0.1 for good and scores with the
// weights, by column.
func policyOf(tb testing.TB, name string, weights map[int]float64) *router.Policy {
	tb.Helper()
	spec := router.Spec{
		Name: name, Version: "1", Weights: make([]float64, router.NumFeatures),
		Exploration: router.Exploration{Start: 0.1, Floor: 0.1, Decay: 1000},
	}
	for column, w := range weights {
		spec.Weights[column] = w
	}
	p, err := router.NewPolicy(spec)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// share is the probability of a context in a run, which is lucky or not.
func (b *bandit) share(context int, lucky bool) float64 {
	sign := 1.0
	if lucky == (context >= len(b.contexts)/2) {
		sign = -1
	}
	return (1 + sign*b.skew) / float64(len(b.contexts))
}

// worth is the exact worth of a decision of a policy at a place of the log, 0 to
// 1, in a run that is lucky or not.
func (b *bandit) worth(tb testing.TB, p *router.Policy, price float64, lucky bool, place float64) float64 {
	tb.Helper()
	var d router.Decision
	v := 0.0
	masks := b.available(place)
	for m, c := range b.contexts {
		for _, mask := range masks {
			if err := p.Evaluate(c.features, mask, 0, &d); err != nil {
				tb.Fatal(err)
			}
			for k, pk := range d.Probabilities {
				gain := b.scale*b.chance(m, k, lucky, place) + b.shift
				v += b.share(m, lucky) / float64(len(masks)) * pk * (gain - price*c.cost[k])
			}
		}
	}
	return v
}

// localDifference is the exact difference of two policies where a gain counts its
// Worth, by the models of each of these runs.
func (b *bandit) localDifference(
	tb testing.TB, logging, target *router.Policy, price float64, models Models, runs int,
) float64 {
	tb.Helper()
	var from, to router.Decision
	gain, cost := make([]float64, b.pathways), make([]float64, b.pathways)
	v := 0.0
	for m, c := range b.contexts {
		mask := router.AllPathways(b.pathways)
		err := errors.Join(logging.Evaluate(c.features, mask, 0, &from), target.Evaluate(c.features, mask, 0, &to))
		if err != nil {
			tb.Fatal(err)
		}
		for run := range runs {
			for k := range gain {
				row := c.features[k*router.NumFeatures : (k+1)*router.NumFeatures]
				gain[k], cost[k] = models.For(run).Gain(row), models.For(run).Cost(row)
			}
			worth := Worth(&dataset.Event{Probabilities: from.Probabilities}, price, gain, cost)
			for k := range gain {
				for _, lucky := range []bool{false, true} {
					v += b.share(m, lucky) / 2 / float64(runs) * (to.Probabilities[k] - from.Probabilities[k]) *
						(worth*b.chance(m, k, lucky, 0.5) - price*c.cost[k])
				}
			}
		}
	}
	return v
}

// available lists the masks that a place of the log may have.
func (b *bandit) available(place float64) []router.Mask {
	switch {
	case place < 2*b.newFrom:
		return []router.Mask{router.AllPathways(b.pathways - 1)}
	case b.masks != nil:
		return b.masks
	default:
		return []router.Mask{router.AllPathways(b.pathways)}
	}
}

// chance is the probability that a pathway gains.
func (b *bandit) chance(context, pathway int, lucky bool, place float64) float64 {
	luck := -b.luck
	if lucky {
		luck = b.luck
	}
	return b.contexts[context].gain[pathway] + luck + b.drift[pathway]*(0.5-place)
}

// value is the exact worth of a policy, over both kinds of runs and these places
// of the log (the middle where none are given).
func (b *bandit) value(tb testing.TB, p *router.Policy, price float64, places ...float64) float64 {
	tb.Helper()
	if places == nil {
		places = []float64{0.5}
	}
	v := 0.0
	for _, place := range places {
		v += b.worth(tb, p, price, false, place) + b.worth(tb, p, price, true, place)
	}
	return v / 2 / float64(len(places))
}

// log makes runs of n decisions each under a policy.
func (b *bandit) log(tb testing.TB, p *router.Policy, runs, n int, seed uint64) *memory {
	tb.Helper()
	l := &memory{}
	rng := rand.New(rand.NewPCG(seed, 1))
	for run := range runs {
		place := (float64(run) + 0.5) / float64(runs)
		pathways := b.pathways
		if place < b.newFrom {
			pathways--
		}
		r := dataset.Run{Name: fmt.Sprintf("runs/%d", run), PolicyHash: p.Hash(), Policy: p.Label(), Count: int64(n)}
		for k := range pathways {
			r.Pathways = append(r.Pathways, dataset.Pathway{Name: fmt.Sprintf("pathway-%d", k), Modality: "phrase", Cost: 1})
		}
		l.runs = append(l.runs, r)
		lucky, masks := rng.IntN(2) == 0, b.available(place)
		for i := range n {
			e := b.event(tb, p, rng, lucky, place, pathways, masks[rng.IntN(len(masks))])
			e.Run, e.Decision = run, uint64(i)
			l.events = append(l.events, e)
		}
	}
	return l
}

// event draws one decision and what it brings.
func (b *bandit) event(
	tb testing.TB, p *router.Policy, rng *rand.Rand, lucky bool, place float64, pathways int, mask router.Mask,
) dataset.Event {
	tb.Helper()
	context := rng.IntN(len(b.contexts)) // and another until the skew is met
	for rng.Float64() >= b.share(context, lucky)*float64(len(b.contexts))/(1+b.skew) {
		context = rng.IntN(len(b.contexts))
	}
	c := &b.contexts[context]
	var d router.Decision
	features := c.features[:pathways*router.NumFeatures]
	if err := p.Evaluate(features, mask, 0, &d); err != nil {
		tb.Fatal(err)
	}
	e := dataset.Event{Mask: mask, Probabilities: slices.Clone(d.Probabilities), Features: features}
	if b.act != nil {
		b.act(e.Probabilities, &d)
	}
	e.Choice = sampled(rng, e.Probabilities)
	if b.record != nil {
		b.record(e.Probabilities, &d)
	}
	e.Propensity = e.Probabilities[e.Choice]
	if rng.Float64() < b.chance(context, e.Choice, lucky, place) {
		e.Gain = b.scale
	}
	e.Gain += b.shift
	e.Cost = c.cost[e.Choice] * (0.5 + rng.Float64())
	return e
}

func sampled(rng *rand.Rand, p []float64) int {
	u := rng.Float64()
	last := 0
	for k, pk := range p {
		if pk > 0 {
			last = k
			if u -= pk; u < 0 {
				break
			}
		}
	}
	return last
}

// memory is a log whose events may share their features, so that thousands of
// logs are quickly made.
type memory struct {
	runs   []dataset.Run
	events []dataset.Event
}

func (l *memory) Runs() []dataset.Run { return l.runs }

func (l *memory) Each(ctx context.Context, use func(int) bool, visit func(*dataset.Event) error) error {
	var e dataset.Event
	for i := range l.events {
		if i%256 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		e = l.events[i]
		if use != nil && !use(e.Run) {
			continue
		}
		if err := visit(&e); err != nil {
			return err
		}
	}
	return nil
}

func near(tb testing.TB, what string, found, expected, within float64) {
	tb.Helper()
	if !(math.Abs(found-expected) <= within) {
		tb.Errorf("%s: found %v, expected %v ± %v", what, found, expected, within)
	}
}
