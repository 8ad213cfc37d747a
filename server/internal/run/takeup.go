package run

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/runlog"
)

// takeUp brings a logged run back: one that has ended to be read, one that has
// not to go on.
func (h *Host) takeUp(ctx context.Context, id string) error {
	log, err := h.store.Log(ctx, id)
	if err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	first, start, err := firstRecord(ctx, log)
	if errors.Is(err, runlog.ErrEmpty) {
		// Its server died before anybody was told of the run.
		return h.store.Delete(ctx, id)
	}
	if err != nil {
		return err
	}
	_, end, err := lastRecord(ctx, log)
	if err != nil {
		return err
	}
	if completed := end.GetCompleted(); completed != nil {
		return h.shelve(id, log, start, completed)
	}
	return h.goOn(ctx, id, log, start, first)
}

func firstRecord(ctx context.Context, log *runlog.Log) (runlog.Position, *callmillv1.LoggedStart, error) {
	at, data, err := log.First(ctx)
	if err != nil {
		return at, nil, fmt.Errorf("read the first record: %w", err)
	}
	record := &callmillv1.LogRecord{}
	if err := proto.Unmarshal(data, record); err != nil {
		return at, nil, fmt.Errorf("first record: %w", err)
	}
	if record.GetStarted() == nil {
		return at, nil, fmt.Errorf("found a first record of type %T, want the run's start", record.GetRecord())
	}
	return at, record.GetStarted(), nil
}

func lastRecord(ctx context.Context, log *runlog.Log) (runlog.Position, *callmillv1.LogRecord, error) {
	at, data, err := log.Last(ctx)
	if err != nil {
		return at, nil, fmt.Errorf("read the last record: %w", err)
	}
	record := &callmillv1.LogRecord{}
	if err := proto.Unmarshal(data, record); err != nil {
		return at, nil, fmt.Errorf("last record: %w", err)
	}
	return at, record, nil
}

// shelve keeps a run that has ended for reading.
func (h *Host) shelve(id string, log *runlog.Log, start *callmillv1.LoggedStart, end *callmillv1.Completed) error {
	r := h.newRun(id, &plan{spec: start.GetStarted().GetSpec()})
	r.plan, r.pathways = nil, start.GetStarted().GetPathways()
	r.gate.close()
	r.cancel(nil)
	close(r.over)
	r.log, r.requestID, r.asked, r.completed = log, start.GetRequestId(), start.GetAsked(), end
	r.created = start.GetStarted().GetCreateTime().AsTime()
	r.progress.Store(&callmillv1.Progress{
		Accepted: end.GetAccepted(), Slots: end.GetSlots(),
		ClosedCells: end.GetClosedCells(), Divergences: end.GetDivergences(),
	})
	h.keep(r)
	return nil
}

// goOn starts the work of a run that had not ended, from where its log ends.
func (h *Host) goOn(ctx context.Context, id string, log *runlog.Log, start *callmillv1.LoggedStart,
	first runlog.Position,
) error {
	p, err := h.planOf(id, start)
	if err != nil {
		return err
	}
	w, err := log.Writer(ctx)
	if err != nil {
		return fmt.Errorf("open the log for writing: %w", err)
	}
	// Only now: whatever another server appends after the writer was opened is
	// fenced, but what it appended before must be replayed.
	last, end, err := lastRecord(ctx, log)
	if err != nil {
		return errors.Join(err, w.Close(ctx))
	}
	if completed := end.GetCompleted(); completed != nil {
		return errors.Join(h.shelve(id, log, start, completed), w.Close(ctx))
	}
	reader, err := log.Read(ctx, first)
	if err != nil {
		return errors.Join(fmt.Errorf("read the log: %w", err), w.Close(ctx))
	}
	r := h.newRun(id, p)
	r.log, r.requestID, r.asked = log, start.GetRequestId(), start.GetAsked()
	r.created = start.GetStarted().GetCreateTime().AsTime()
	h.mu.Lock()
	h.live++
	h.work.Add(1)
	h.mu.Unlock()
	h.keep(r)
	go func() {
		defer func() { _ = reader.Close() }()
		r.work(p, w, history{read: replay(reader, first, last), resumed: true})
	}()
	return nil
}

// replay reads records up to the last one.
func replay(reader *runlog.Reader, at, last runlog.Position) func(context.Context) (*callmillv1.LogRecord, error) {
	return func(ctx context.Context) (*callmillv1.LogRecord, error) {
		record := &callmillv1.LogRecord{}
		if at == last {
			return record, nil
		}
		position, data, err := reader.Next(ctx)
		if err != nil {
			return nil, err
		}
		at = position
		if err := proto.Unmarshal(data, record); err != nil {
			return nil, fmt.Errorf("record %v: %w", position, err)
		}
		return record, nil
	}
}
