package runlog

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// The errors that callers tell apart, with [errors.Is]. What is returned wraps them with the run or the folder that
// it is about.
var (
	// ErrLocked says that another process holds the folder.
	ErrLocked = errors.New("the folder is in use by another process")
	// ErrInvalidID says that a run ID is not 1 to 64 lower-case letters, digits, hyphens and underscores.
	ErrInvalidID = errors.New("run IDs are 1 to 64 characters of a-z, 0-9, - and _")
	// ErrExists says that there is already a run with this ID.
	ErrExists = errors.New("the run exists already")
	// ErrNotFound says that there is no such run, or no longer.
	ErrNotFound = errors.New("no such run")
	// ErrEmpty says that the log has no record yet.
	ErrEmpty = errors.New("the log is empty")
	// ErrPastEnd says that a position lies behind the last stored record: it is of another log, or it is of records
	// that were lost with the machine.
	ErrPastEnd = errors.New("the position is past the end of the log")
	// ErrFenced says that another writer has appended to the log since this one was opened.
	ErrFenced = errors.New("another writer has taken over the log")
	// ErrFull says that the run or the store has reached its size.
	ErrFull = errors.New("the log is full")
	// ErrTooLarge says that a record is larger than the store takes.
	ErrTooLarge = errors.New("the record is too large")
	// ErrCorrupt says that stored records are missing or damaged.
	ErrCorrupt = errors.New("the log is damaged")
	// ErrUnavailable says that the store did not answer in time. Whether the appends under way were stored is not
	// known; a new [Writer] finds out.
	ErrUnavailable = errors.New("the store does not answer")
	// ErrClosed says that the store, the writer or the reader was closed.
	ErrClosed = errors.New("closed")
)

// Answers of the server that the client library has no names for.
const (
	codeStreamWrongLastMsgID     jetstream.ErrorCode = 10070
	codeStreamCreate             jetstream.ErrorCode = 10049
	codeInsufficientResources    jetstream.ErrorCode = 10023
	codeAccountResourcesExceeded jetstream.ErrorCode = 10002
	codeStorageResourcesExceeded jetstream.ErrorCode = 10047
	codeStreamStoreFailed        jetstream.ErrorCode = 10077
	codeMaximumStreamsLimit      jetstream.ErrorCode = 10027
)

// translate turns an error of the client library into one of ours, and keeps its text. It is for errors that are not
// of the caller's context: a deadline is then one that the library has set by itself.
func translate(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %s", ErrUnavailable, err.Error())
	}

	if kind := kindOf(err); kind != nil {
		return fmt.Errorf("%w: %w", kind, err)
	}

	return err
}

func kindOf(err error) error {
	if code := codeOf(err); code != 0 {
		return kindOfCode(code)
	}

	switch {
	case errors.Is(err, nats.ErrMaxPayload):
		return ErrTooLarge
	case errors.Is(err, nats.ErrConnectionClosed):
		return ErrClosed
	case errors.Is(err, nats.ErrTimeout), errors.Is(err, nats.ErrNoResponders), errors.Is(err, nats.ErrDisconnected),
		errors.Is(err, nats.ErrConnectionReconnecting), errors.Is(err, nats.ErrReconnectBufExceeded),
		errors.Is(err, nats.ErrNoServers), errors.Is(err, jetstream.ErrNoStreamResponse),
		errors.Is(err, jetstream.ErrAsyncPublishTimeout):
		return ErrUnavailable
	default:
		return nil
	}
}

// codeOf gives the code of an error that the server has answered, or zero.
func codeOf(err error) jetstream.ErrorCode {
	var (
		api   *jetstream.APIError
		jsErr jetstream.JetStreamError
	)

	switch {
	case errors.As(err, &api):
		return api.ErrorCode
	case errors.As(err, &jsErr) && jsErr.APIError() != nil:
		return jsErr.APIError().ErrorCode
	default:
		return 0
	}
}

func kindOfCode(code jetstream.ErrorCode) error {
	switch code {
	case jetstream.JSErrCodeStreamNotFound:
		return ErrNotFound
	case jetstream.JSErrCodeStreamNameInUse:
		return ErrExists
	case jetstream.JSErrCodeStreamWrongLastSequence, jetstream.JSErrCodeStreamWrongLastSequenceConstant,
		codeStreamWrongLastMsgID:
		return ErrFenced
	case codeInsufficientResources, codeAccountResourcesExceeded, codeStorageResourcesExceeded,
		codeStreamStoreFailed, codeMaximumStreamsLimit:
		return ErrFull
	case jetstream.JSErrCodeStreamMessageExceedsMaximum:
		return ErrTooLarge
	case jetstream.JSErrCodeMessageNotFound:
		return ErrEmpty
	case jetstream.JSErrCodeJetStreamNotEnabled, jetstream.JSErrCodeJetStreamNotEnabledForAccount:
		return ErrUnavailable
	default:
		return nil
	}
}
