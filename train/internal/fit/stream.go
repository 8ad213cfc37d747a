package fit

import (
	"context"
	"errors"
	"math/rand/v2"

	"github.com/callmill/callmill/train/internal/dataset"
)

// stream gives batches of decisions drawn at random, pass after pass over the
// log, which is read in order: the decisions go through a pool, and each that
// comes takes the place of a random one, which goes into the batch. So memory is
// bounded, and a batch mixes decisions of many runs. It reads ahead in a
// goroutine of its own while a step is computed; the batches depend on the seed
// alone.
type stream struct {
	log   dataset.Log
	use   func(run int) bool
	score *scorer
	rng   *rand.Rand
	pool  *batch
	in    int // decisions in the pool

	full, free chan *batch
	stop       context.CancelFunc
	err        error // of the goroutine, after full was closed
}

// ahead is how many batches there are: one in use, one ready, one being made.
const ahead = 3

// errStopped ends a pass of the log when nobody wants more.
var errStopped = errors.New("stopped")

// newStream starts reading. pool is the number of decisions to draw from.
func newStream(
	ctx context.Context, log dataset.Log, use func(run int) bool, score *scorer, size, pathways, pool int, seed uint64,
) *stream {
	s := &stream{
		log: log, use: use, score: score, rng: rand.New(rand.NewPCG(seed, streamBatches)),
		pool: newBatch(pool, pathways), full: make(chan *batch, ahead), free: make(chan *batch, ahead),
	}
	// The scale of the rewards is the batch's, not the pool's.
	s.pool.size = size
	for range ahead {
		s.free <- newBatch(size, pathways)
	}
	ctx, s.stop = context.WithCancel(ctx)
	go func() {
		defer close(s.full)
		s.err = s.read(ctx, pool)
	}()
	return s
}

// next returns the next batch, which is the caller's until the one after is
// asked for and done with it.
func (s *stream) next(done *batch) (*batch, error) {
	if done != nil {
		s.free <- done
	}
	b, ok := <-s.full
	if !ok {
		return nil, s.err
	}
	return b, nil
}

// close ends the goroutine.
func (s *stream) close() {
	s.stop()
	for range s.full {
		continue // until the goroutine is done
	}
}

func (s *stream) read(ctx context.Context, pool int) error {
	var b *batch
	in := 0
	visit := func(e *dataset.Event) error {
		if s.in < pool {
			s.pool.set(s.in, e, s.score.of(e))
			s.in++
			return nil
		}
		if b == nil {
			select {
			case b = <-s.free:
			case <-ctx.Done():
				return errStopped
			}
		}
		j := s.rng.IntN(pool)
		b.move(in, s.pool, j)
		s.pool.set(j, e, s.score.of(e))
		if in++; in == b.size {
			s.full <- b // has room for every batch there is
			b, in = nil, 0
		}
		return nil
	}
	for ctx.Err() == nil {
		if err := s.log.Each(ctx, s.use, visit); err != nil && !errors.Is(err, errStopped) {
			return err
		}
	}
	return context.Cause(ctx)
}
