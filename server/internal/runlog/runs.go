package runlog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"
)

const (
	streamPrefix  = "callmill-run-"
	subjectPrefix = "callmill.run."
	gonePrefix    = "callmill.gone."

	// Metadata of a stream. The format is that of the messages; the nonce makes creating a run that exists an error,
	// where JetStream takes the same configuration for the same wish.
	metaFormat = "callmill.format"
	metaNonce  = "callmill.nonce"
	format     = "1"

	maxIDLength = 64

	// createAttempts is how often a stream is created that could not be. The server removes the folder of all streams
	// in the background when the last one is deleted, and the next one may come in between.
	createAttempts = 10
)

// Create makes the log of a new run.
func (s *Store) Create(ctx context.Context, runID string) (*Log, error) {
	if err := checkID(runID); err != nil {
		return nil, err
	}

	config := jetstream.StreamConfig{
		Name:     streamPrefix + runID,
		Subjects: []string{subjectPrefix + runID},
		Storage:  jetstream.FileStorage,
		Replicas: s.opts.Replicas,
		// A log never loses its head, whatever limits an operator puts on the stream. It has none from us: the server
		// reserves a stream's MaxBytes out of the store's, however small the run.
		Discard: jetstream.DiscardNew,
		// The shortest there is: message IDs are there for fencing, not to find duplicates by.
		Duplicates: 100 * time.Millisecond,
		Metadata:   map[string]string{metaFormat: format, metaNonce: nuid.Next()},
	}

	stream, err := s.js.CreateStream(ctx, config)
	for range createAttempts {
		if codeOf(err) != codeStreamCreate {
			break
		}

		stream, err = s.js.CreateStream(ctx, config)
	}

	if err != nil {
		return nil, s.fail(ctx, "create", runID, err)
	}

	return &Log{store: s, id: runID, stream: stream}, nil
}

// Log finds the log of a run.
func (s *Store) Log(ctx context.Context, runID string) (*Log, error) {
	if err := checkID(runID); err != nil {
		return nil, err
	}

	stream, err := s.js.Stream(ctx, streamPrefix+runID)
	if err != nil {
		return nil, s.fail(ctx, "find", runID, err)
	}

	if got := stream.CachedInfo().Config.Metadata[metaFormat]; got != format {
		return nil, s.fail(ctx, "find", runID, fmt.Errorf("%w: its format is %q, not %q", ErrCorrupt, got, format))
	}

	return &Log{store: s, id: runID, stream: stream}, nil
}

// Runs lists the IDs of all runs, sorted.
func (s *Store) Runs(ctx context.Context) ([]string, error) {
	names := s.js.StreamNames(ctx, jetstream.WithStreamListSubject(subjectPrefix+">"))

	var ids []string

	for name := range names.Name() {
		if id, ok := strings.CutPrefix(name, streamPrefix); ok {
			ids = append(ids, id)
		}
	}

	if err := names.Err(); err != nil && !errors.Is(err, jetstream.ErrEndOfData) {
		return nil, s.fail(ctx, "list", "", err)
	}

	slices.Sort(ids)

	return ids, nil
}

// Delete deletes the log of a run. Its readers and writers get [ErrNotFound].
func (s *Store) Delete(ctx context.Context, runID string) error {
	if err := checkID(runID); err != nil {
		return err
	}

	if err := s.js.DeleteStream(ctx, streamPrefix+runID); err != nil {
		return s.fail(ctx, "delete", runID, err)
	}

	// The server drops the pulls of a deleted stream without a word, most times. Readers that do not hear of it here
	// find out when their pull has not come to an end in time.
	if err := s.write.Publish(gonePrefix+runID, nil); err != nil {
		s.opts.Logger.DebugContext(ctx, "announce the deletion", "run", runID, "error", err)
	}

	return nil
}

// Expire deletes the runs whose last record, or creation where there is none, is longer ago than MaxAge, and tells
// which. Runs that this store has a writer of are left alone. A run goes as a whole or not at all: its first record
// says what it is.
func (s *Store) Expire(ctx context.Context) ([]string, error) {
	if s.opts.MaxAge == 0 {
		return nil, nil
	}

	var (
		expired []string
		before  = time.Now().Add(-s.opts.MaxAge)
		infos   = s.js.ListStreams(ctx, jetstream.WithStreamListSubject(subjectPrefix+">"))
	)

	for info := range infos.Info() {
		last := info.State.LastTime
		if info.State.Msgs == 0 {
			last = info.Created
		}

		id, ours := strings.CutPrefix(info.Config.Name, streamPrefix)
		if ours && last.Before(before) && !s.hasWriter(id) {
			expired = append(expired, id)
		}
	}

	if err := infos.Err(); err != nil && !errors.Is(err, jetstream.ErrEndOfData) {
		return nil, s.fail(ctx, "list", "", err)
	}

	for i, id := range expired {
		if err := s.Delete(ctx, id); err != nil && !errors.Is(err, ErrNotFound) {
			return expired[:i], err
		}
	}

	return expired, nil
}

func (s *Store) hasWriter(runID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()

	return s.writers[runID] > 0
}

func (s *Store) countWriter(runID string, by int) {
	s.mu.Lock()
	defer s.mu.Unlock()

	if s.writers[runID] += by; s.writers[runID] == 0 {
		delete(s.writers, runID)
	}
}

// fail says what was being done with which run when err came up. An error of the caller's context stays what it is.
func (s *Store) fail(ctx context.Context, doing, runID string, err error) error {
	switch {
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
	case s.isClosing() && !errors.Is(err, ErrClosed):
		err = fmt.Errorf("%w: %w", ErrClosed, err)
	default:
		err = translate(err)
	}

	if runID != "" {
		doing += " run " + runID
	}

	return fmt.Errorf("runlog: %s: %w", doing, err)
}

// checkID admits what is a name in a subject and a folder on every file system, also on those that take upper and
// lower case for the same.
func checkID(id string) error {
	if id == "" || len(id) > maxIDLength {
		return fmt.Errorf("runlog: run %q: %w", id, ErrInvalidID)
	}

	for _, c := range []byte(id) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return fmt.Errorf("runlog: run %q: %w", id, ErrInvalidID)
		}
	}

	return nil
}
