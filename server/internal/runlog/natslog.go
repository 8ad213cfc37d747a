package runlog

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
)

// natsLog hands the embedded server's messages to slog. What the server calls a notice is detail to us.
type natsLog struct {
	log *slog.Logger

	mu    sync.Mutex
	fatal error
}

func (l *natsLog) emit(level slog.Level, format string, args []any) {
	ctx := context.Background()
	if l.log.Enabled(ctx, level) {
		//nolint:sloglint // the message is the server's
		l.log.Log(ctx, level, fmt.Sprintf(format, args...), "component", "nats")
	}
}

// Noticef implements the server's logger.
func (l *natsLog) Noticef(format string, args ...any) { l.emit(slog.LevelDebug, format, args) }

// Debugf implements the server's logger.
func (l *natsLog) Debugf(format string, args ...any) { l.emit(slog.LevelDebug, format, args) }

// Tracef implements the server's logger.
func (l *natsLog) Tracef(format string, args ...any) { l.emit(slog.LevelDebug, format, args) }

// Warnf implements the server's logger.
func (l *natsLog) Warnf(format string, args ...any) { l.emit(slog.LevelWarn, format, args) }

// Errorf implements the server's logger.
func (l *natsLog) Errorf(format string, args ...any) { l.emit(slog.LevelError, format, args) }

// Fatalf implements the server's logger. The server says only here why it could not start, and goes on without what
// it could not have; we do not.
func (l *natsLog) Fatalf(format string, args ...any) {
	l.emit(slog.LevelError, format, args)

	l.mu.Lock()
	defer l.mu.Unlock()

	l.fatal = errors.Join(l.fatal, fmt.Errorf(format, args...))
}

func (l *natsLog) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()

	return l.fatal
}
