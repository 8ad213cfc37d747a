package sim

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
)

// Split tells environments to learn and choose on from those to judge by: no
// draw of one is ever a draw of the other.
type Split uint64

const (
	// Training environments are for logs, for learning and for every choice.
	Training Split = iota + 1
	// HeldOut environments are for the final table alone.
	HeldOut
)

// source is the random numbers of one purpose in one environment of a split.
func source(seed uint64, split Split, index int, purpose uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed^uint64(split)<<56, uint64(index)<<8|purpose))
}

const (
	purposeEnvironment = iota
	purposeRun
	purposeLogged
)

// lucky is the random numbers of a logged run.
func lucky(seed, luck uint64, split Split, index int) *rand.Rand {
	return rand.New(rand.NewPCG(seed^uint64(split)<<56^luck<<32, uint64(index)<<8|purposeLogged))
}

// EnvironmentAt draws one environment of a split.
func EnvironmentAt(seed uint64, split Split, index int) (*Environment, error) {
	return NewEnvironment(source(seed, split, index, purposeEnvironment))
}

// Trial fills environments with several strategies, to compare them pair by pair.
type Trial struct {
	Filling

	Seed  uint64
	Split Split
	// From is the first environment, Runs how many there are.
	From, Runs int
}

// Run returns the results, by strategy and run. All strategies meet the same
// environments and the same random numbers. It uses all cores, and gives the same
// on any number of them.
func (t *Trial) Run(ctx context.Context, strategies ...Strategy) ([][]Result, error) {
	results := make([][]Result, len(strategies))
	for i := range results {
		results[i] = make([]Result, t.Runs)
	}
	err := inParallel(t.Runs, func(i int) error {
		e, err := EnvironmentAt(t.Seed, t.Split, t.From+i)
		if err != nil {
			return err
		}
		for s, strategy := range strategies {
			chooser, err := strategy(e)
			if err != nil {
				return err
			}
			r, err := e.fill(ctx, t.Filling, chooser, source(t.Seed, t.Split, t.From+i, purposeRun), nil)
			if err != nil {
				return fmt.Errorf("environment %d, strategy %d: %w", t.From+i, s, err)
			}
			results[s][i] = *r
		}
		return nil
	})
	return results, err
}

// inParallel does n things on all cores. The errors are joined.
func inParallel(n int, do func(i int) error) error {
	var (
		next atomic.Int64
		work sync.WaitGroup
		errs = make([]error, n)
	)
	for range min(n, runtime.GOMAXPROCS(0)) {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				errs[i] = do(i)
			}
		})
	}
	work.Wait()
	return errors.Join(errs...)
}

// BestFixed is the best fixed mix in hindsight of an environment, for a run of so
// many samples.
func BestFixed(samples int) Strategy {
	return func(e *Environment) (Chooser, error) {
		counts := make([]int, e.Table.Cells())
		for c := range counts {
			counts[c] = int(e.Table.Share(c)*float64(samples) + 0.5) //nolint:mnd // to the nearest
		}
		return Fixed(e.BestMix(counts))(e)
	}
}
