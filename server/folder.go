package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/callmill/callmill/server/internal/runlog"
)

// closeTimeout bounds the closing of a log that was only read.
const closeTimeout = 10 * time.Second

// checkSource says what is wrong with the flags that name where a log is read.
func checkSource(addr, dir string) error {
	if addr != "" && dir != "" {
		return usage("found --addr and --data-dir, want one of the two")
	}
	if dir == "" {
		return nil
	}
	// Opening a log makes its folder and all that is in it: not here.
	if _, err := os.Stat(filepath.Join(dir, "lock")); errors.Is(err, fs.ErrNotExist) {
		return usage("--data-dir: found no server's data in %s: %w", dir, err)
	}
	return nil
}

// readFolder opens the log of a server that is stopped, and closes it after read.
func readFolder(
	ctx context.Context, dir string, logger *slog.Logger, read func(*runlog.Store) error,
) (err error) {
	store, err := runlog.Open(ctx, runlog.Options{Dir: dir, Logger: logger})
	if errors.Is(err, runlog.ErrLocked) {
		return fmt.Errorf("%w: stop the server, or ask it with --addr", err)
	}
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
		defer cancel()
		err = errors.Join(err, store.Close(ctx))
	}()
	return read(store)
}
