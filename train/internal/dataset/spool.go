package dataset

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"os"
	"slices"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
)

// Spool is a log in a temporary file of its own, checked and made compact: of
// the features only those of available pathways, as float32 (they are bounded,
// and no estimate is that exact), all else as it was. A million decisions among
// 8 pathways take about 1.5 GB, and reading them again a buffer. Create it with
// [Open]. Several goroutines may read it at once.
type Spool struct {
	file  *os.File
	runs  []Run
	spans []span
	stats Stats

	// While it is written:
	out    *bufio.Writer
	at     int64
	from   int64
	record []byte
}

// span is where a run's records are.
type span struct{ from, size int64 }

// The layout of a record: slot, mask, choice, gain, cost (8 bytes each), then
// for every available pathway its probability, then for every available pathway
// its features.
const (
	recordHead  = 5 * 8
	recordEach  = 8 + 4*router.NumFeatures
	spoolBuffer = 1 << 18
)

// Open reads the sources one after the other, checks every event, and returns
// the log. A fault of the log is an *[Error]; it says where the fault is. The
// temporary file is in the system's folder for them, which should not be in
// memory where logs are large; Close removes it.
func Open(ctx context.Context, sources ...Source) (*Spool, error) {
	file, err := os.CreateTemp("", "callmill-decisions-*")
	if err != nil {
		return nil, fmt.Errorf("make a spool file: %w", err)
	}
	// Where the system allows it the file loses its name now, so that even a
	// process that is killed leaves nothing behind.
	_ = os.Remove(file.Name())
	s := &Spool{file: file, out: bufio.NewWriterSize(file, spoolBuffer)}
	if err := s.fill(ctx, sources); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Spool) fill(ctx context.Context, sources []Source) error {
	c := newChecker(s)
	for _, source := range sources {
		if err := s.read(ctx, c, source); err != nil {
			return err
		}
	}
	if err := c.useless(); err != nil {
		return &Error{Source: sources[len(sources)-1].Name, Err: err}
	}
	s.stats = c.stats
	if err := s.out.Flush(); err != nil {
		return fmt.Errorf("write the spool file: %w", err)
	}
	s.out = nil
	return nil
}

func (s *Spool) read(ctx context.Context, c *checker, source Source) error {
	n := int64(0)
	err := source.Read(ctx, func(e *callmillv1.DecisionEvent) error {
		n++
		within := c.name
		err := c.event(e)
		if err == nil || errors.As(err, new(*spoolError)) {
			return err
		}
		return &Error{Source: source.Name, Event: n, Run: within, Err: err}
	})
	if fault, ok := errors.AsType[*Error](err); ok && fault.Run == "" {
		fault.Run = c.name
	}
	if err != nil {
		return err
	}
	if err := c.finish(); err != nil {
		return &Error{Source: source.Name, Event: n, Run: c.name, Err: err}
	}
	return nil
}

// spoolError is a failure to write the file, as opposed to a fault of the log.
type spoolError struct{ err error }

// Error implements error.
func (e *spoolError) Error() string { return "write the spool file: " + e.err.Error() }

// Unwrap gives the reason.
func (e *spoolError) Unwrap() error { return e.err }

// begin implements sink.
func (s *Spool) begin(run Run) {
	s.runs = append(s.runs, run)
	s.from = s.at
}

// add implements sink.
func (s *Spool) add(settled *callmillv1.SettledDecision) error {
	d, o := settled.GetDecision(), settled.GetOutcome()
	b := s.record[:0]
	b = binary.LittleEndian.AppendUint64(b, d.GetSlot())
	b = binary.LittleEndian.AppendUint64(b, d.GetMask())
	b = binary.LittleEndian.AppendUint64(b, uint64(d.GetChoice()))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(o.GetGain()))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(o.GetCost()))
	for m := d.GetMask(); m != 0; m &= m - 1 {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(d.GetProbabilities()[bits.TrailingZeros64(m)]))
	}
	for m := d.GetMask(); m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m)
		for _, x := range d.GetFeatures()[k*router.NumFeatures : (k+1)*router.NumFeatures] {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(x)))
		}
	}
	s.record = b
	s.at += int64(len(b))
	if _, err := s.out.Write(b); err != nil {
		return &spoolError{err}
	}
	return nil
}

// end implements sink.
func (s *Spool) end(state callmillv1.Run_State, accepted int64) bool {
	last := len(s.runs) - 1
	if s.at == s.from {
		s.runs = s.runs[:last]
		return false
	}
	s.runs[last].Accepted = accepted
	s.runs[last].Ended = state != callmillv1.Run_STATE_RUNNING && state != callmillv1.Run_STATE_PAUSED
	s.spans = append(s.spans, span{s.from, s.at - s.from})
	return true
}

// Runs implements Log.
func (s *Spool) Runs() []Run { return slices.Clone(s.runs) }

// Stats tells what the log held.
func (s *Spool) Stats() Stats { return s.stats }

// Close removes the file.
func (s *Spool) Close() error {
	if err := s.file.Close(); err != nil {
		return fmt.Errorf("close the spool file: %w", err)
	}
	if err := os.Remove(s.file.Name()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the spool file: %w", err)
	}
	return nil
}

// Each implements Log.
func (s *Spool) Each(ctx context.Context, use func(run int) bool, visit func(*Event) error) error {
	r := bufio.NewReaderSize(nil, spoolBuffer)
	var event Event
	for run, at := range s.spans {
		if use != nil && !use(run) {
			continue
		}
		r.Reset(io.NewSectionReader(s.file, at.from, at.size))
		event.reset(run, len(s.runs[run].Pathways))
		for left, n := at.size, 0; left > 0; n++ {
			if n%1024 == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			size, err := event.read(r)
			if err != nil {
				return fmt.Errorf("read the spool file: %w", err)
			}
			left -= int64(size)
			if err := visit(&event); err != nil {
				return err
			}
		}
	}
	return nil
}

// reset gives the event its run, and its vectors their lengths.
func (e *Event) reset(run, pathways int) {
	e.Run = run
	e.Mask = 0
	e.Probabilities = slices.Grow(e.Probabilities[:0], pathways)[:pathways]
	e.Features = slices.Grow(e.Features[:0], pathways*router.NumFeatures)[:pathways*router.NumFeatures]
	clear(e.Probabilities)
	clear(e.Features)
}

// read reads the next record, and returns its size.
func (e *Event) read(r *bufio.Reader) (int, error) {
	head, err := r.Peek(recordHead)
	if err != nil {
		return 0, err //nolint:wrapcheck // by the caller
	}
	mask := router.Mask(binary.LittleEndian.Uint64(head[8:]))
	size := recordHead + mask.Count()*recordEach
	b, err := r.Peek(size)
	if err != nil {
		return 0, err //nolint:wrapcheck // by the caller
	}
	if mask != e.Mask {
		// What was available before may not be now.
		clear(e.Probabilities)
		clear(e.Features)
	}
	e.Decision, e.Mask = binary.LittleEndian.Uint64(b), mask
	e.Choice = int(binary.LittleEndian.Uint64(b[16:]))
	e.Gain = math.Float64frombits(binary.LittleEndian.Uint64(b[24:]))
	e.Cost = math.Float64frombits(binary.LittleEndian.Uint64(b[32:]))
	b = b[recordHead:]
	for m := uint64(mask); m != 0; m &= m - 1 {
		e.Probabilities[bits.TrailingZeros64(m)] = math.Float64frombits(binary.LittleEndian.Uint64(b))
		b = b[8:]
	}
	e.Propensity = e.Probabilities[e.Choice]
	for m := uint64(mask); m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m)
		row := e.Features[k*router.NumFeatures : (k+1)*router.NumFeatures]
		for j := range row {
			row[j] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b[4*j:])))
		}
		b = b[4*router.NumFeatures:]
	}
	_, err = r.Discard(size)
	return size, err //nolint:wrapcheck // by the caller
}
