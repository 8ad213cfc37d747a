package runlog

import (
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// SyncMode says when appended records are forced to the disk.
type SyncMode int

const (
	// SyncInterval hands every record to the operating system before it is acknowledged, and has the disk catch up
	// every few seconds: acknowledged records survive the process, the last seconds may not survive the machine.
	SyncInterval SyncMode = iota
	// SyncAlways has the disk confirm every batch before it is acknowledged.
	SyncAlways
)

const (
	defaultMaxBytes   = 10 << 30
	defaultAckTimeout = 10 * time.Second
)

// Options say where a [Store] keeps its logs and what bounds them.
type Options struct {
	// Dir is the folder of the embedded store. It is created where it is missing and locked while it is open.
	// Exactly one of Dir and URL is set.
	Dir string
	// URL is the address of an external cluster, used instead of the embedded server. Nothing is locked then.
	URL string
	// Replicas is the number of servers of an external cluster that keep each run. Zero means one.
	Replicas int
	// Sync is the mode of the embedded server; an external cluster has its own. Zero means [SyncInterval].
	Sync SyncMode
	// MaxRunBytes bounds the log of one run, and is what a [Writer] refuses records by. Zero means that only
	// MaxBytes bounds it.
	MaxRunBytes int64
	// MaxBytes bounds the embedded store as a whole. Zero means 10 GiB.
	MaxBytes int64
	// MaxAge is how long after its last record a run is kept by [Store.Expire]. Zero means for ever.
	MaxAge time.Duration
	// AckTimeout bounds how long an append waits to be acknowledged, and how long a reader goes on trying to reach
	// a store that does not answer. Zero means 10 seconds.
	AckTimeout time.Duration
	// Logger gets what the embedded server and the connection have to say. Nil means nobody does.
	Logger *slog.Logger
}

// validate fills in what zero stands for and refuses what makes no sense.
func (o *Options) validate() error {
	switch {
	case o.Dir == "" && o.URL == "":
		return errors.New("runlog: options: neither a folder nor a URL is set")
	case o.Dir != "" && o.URL != "":
		return errors.New("runlog: options: both a folder and a URL are set")
	case o.Sync != SyncInterval && o.Sync != SyncAlways:
		return fmt.Errorf("runlog: options: unknown sync mode %d", o.Sync)
	case o.Replicas < 0, o.MaxRunBytes < 0, o.MaxBytes < 0, o.MaxAge < 0, o.AckTimeout < 0:
		return errors.New("runlog: options: a bound is negative")
	case o.Replicas > 1 && o.URL == "":
		return errors.New("runlog: options: replicas need an external cluster")
	}

	if o.Replicas == 0 {
		o.Replicas = 1
	}

	if o.MaxBytes == 0 {
		o.MaxBytes = defaultMaxBytes
	}

	if o.AckTimeout == 0 {
		o.AckTimeout = defaultAckTimeout
	}

	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}

	return nil
}
