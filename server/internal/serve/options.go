package serve

import (
	"cmp"
	"errors"
	"log/slog"
	"time"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/server/internal/runlog"
)

// Options say what a server serves, and where.
type Options struct {
	// Domains are the registered domains, by the names that requests use. At least
	// one.
	Domains map[string]*domain.Domain
	// Policy is the active one; nil means the one that ships.
	Policy *router.Policy
	// GRPCAddr is the HOST:PORT of native gRPC. Port 0 means any.
	GRPCAddr string
	// HTTPAddr is the HOST:PORT of Connect, gRPC-Web and the metrics. Empty means
	// that there is no such port.
	HTTPAddr string
	// Log says where runs are logged. Without Dir and URL they are logged in a
	// temporary folder that goes with the server.
	Log runlog.Options
	// MaxCount bounds the samples of one run; 0 means ten million.
	MaxCount int64
	// MaxLive bounds the runs that are live at once; 0 means 64.
	MaxLive int
	// Progress is how often a stream tells how far its run is; 0 means every
	// second.
	Progress time.Duration
	// Drain bounds each step of Stop; 0 means five seconds.
	Drain time.Duration
	// Logger gets what the server has to say; nil means nobody does.
	Logger *slog.Logger
}

const defaultDrain = 5 * time.Second

func (o *Options) validate() error {
	switch {
	case len(o.Domains) == 0:
		return errors.New("no domain is registered")
	case o.GRPCAddr == "":
		return errors.New("no address for gRPC")
	case o.MaxCount < 0, o.MaxLive < 0, o.Progress < 0, o.Drain < 0:
		return errors.New("a bound is negative")
	}
	o.Drain = cmp.Or(o.Drain, defaultDrain)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Log.Logger == nil {
		o.Log.Logger = o.Logger
	}
	return nil
}
