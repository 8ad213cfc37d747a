package run

import (
	"context"
	"fmt"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// history is what the log of a run that is taken up again says of it. The loop
// goes through it as through the run itself, with the logged outcomes in the
// place of work, and so comes to the very state it had.
type history struct {
	// read returns the next record, nil after the last.
	read func(ctx context.Context) (*callmillv1.LogRecord, error)
	// notices counts those of closed cells that the log has.
	notices int
	// done is set once everything was read.
	done bool
	// finished is called, where set, when everything was read.
	finished func()
	// resumed has the loop say so in the log, once it has come to its end.
	resumed bool
}

// record returns the next record, nil where there is none left.
func (h *history) record(ctx context.Context) (*callmillv1.LogRecord, error) {
	if h.done {
		return nil, nil //nolint:nilnil // none left is an answer, not a fault
	}
	r, err := h.read(ctx)
	if err != nil {
		return nil, err
	}
	switch k := r.GetRecord().(type) {
	case nil:
		h.done = true
		if h.finished != nil {
			h.finished()
		}
		return nil, nil //nolint:nilnil // none left is an answer, not a fault
	case *callmillv1.LogRecord_Notice:
		if kind := k.Notice.GetKind(); kind == callmillv1.Notice_KIND_CELL_CLOSED ||
			kind == callmillv1.Notice_KIND_BUCKET_CLOSED {
			h.notices++
		}
	case *callmillv1.LogRecord_Started, *callmillv1.LogRecord_Slot, *callmillv1.LogRecord_Routed:
	default:
		return nil, fmt.Errorf("found a record of type %T in a run that has not ended", k)
	}
	return r, nil
}

// next returns the next settled slot of the log, nil where there is none left.
func (h *history) next(ctx context.Context) (*callmillv1.LoggedSlot, error) {
	for !h.done {
		r, err := h.record(ctx)
		if err != nil {
			return nil, err
		}
		if s := r.GetSlot(); s != nil {
			return s, nil
		}
	}
	return nil, nil //nolint:nilnil // no slot left is an answer, not a fault
}
