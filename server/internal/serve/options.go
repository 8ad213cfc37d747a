package serve

import (
	"cmp"
	"errors"
	"log/slog"
	"time"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/server/internal/runlog"
)

// Options say what a server serves, and where.
type Options struct {
	// Domains are the registered domains, by the names that requests use. At least
	// one.
	Domains map[string]*domain.Domain
	// Policy is activated at start; nil means that the one stays active that was,
	// or else the one that ships.
	Policy *router.Policy
	// Ollama says where models are; without a host no pathway that needs one takes
	// part. Its Logger is the server's where it has none.
	Ollama ollama.Options
	// Models name models by role, over those that the domains name.
	Models map[ollama.Role]string
	// PolicyDir is the folder of the policies that were brought; it belongs below
	// the log's own, whose lock it shares. Empty means that they go with the server.
	PolicyDir string
	// LogFeatures is the share of whole runs that log the features of their
	// decisions though the request does not ask for it, 0 to 1.
	LogFeatures float64
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
	case !(o.LogFeatures >= 0 && o.LogFeatures <= 1):
		return errors.New("the share of runs that log features is not in [0, 1]")
	}
	o.Drain = cmp.Or(o.Drain, defaultDrain)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Ollama.Logger == nil {
		o.Ollama.Logger = o.Logger
	}
	if o.Log.Logger == nil {
		o.Log.Logger = o.Logger
	}
	return nil
}
