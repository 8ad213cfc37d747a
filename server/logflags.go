package main

import (
	"path/filepath"
	"time"

	"github.com/spf13/pflag"

	"github.com/callmill/callmill/server/internal/runlog"
	"github.com/callmill/callmill/server/internal/serve"
)

// logFlags say where runs are logged and what bounds the log.
type logFlags struct {
	nats     string
	sync     string
	maxBytes int64
	maxAge   time.Duration
}

func (f *logFlags) register(fl *pflag.FlagSet) {
	fl.StringVar(&f.nats, "nats-url", "", "`URL` of a NATS cluster that keeps the log instead of --data-dir")
	fl.StringVar(&f.sync, "sync", "interval", "`MODE` of writing to the disk: interval survives the process's "+
		"death, always also the machine's")
	countVar(fl, &f.maxBytes, "log-max-bytes", 10<<30, "most `BYTES` of the log as a whole")
	countVar(fl, &f.maxAge, "log-max-age", 0, "how long after its last record a run is kept; 0 for ever")
}

// apply puts the flags into the server's options.
func (f *logFlags) apply(o *serve.Options, dataDir string) error {
	o.Log = runlog.Options{Dir: dataDir, MaxBytes: f.maxBytes, MaxAge: f.maxAge}
	switch f.sync {
	case "interval":
		o.Log.Sync = runlog.SyncInterval
	case "always":
		o.Log.Sync = runlog.SyncAlways
	default:
		return usage("--sync: found %q, want interval or always", f.sync)
	}
	if f.nats != "" {
		o.Log.Dir, o.Log.URL = "", f.nats
		return nil // nothing is locked, so policies are kept in memory
	}
	if dataDir != "" {
		o.PolicyDir = filepath.Join(dataDir, "policies")
	}
	return nil
}
