package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/callmill/callmill/server/internal/policies"
	"github.com/callmill/callmill/server/internal/rpc"
	"github.com/callmill/callmill/server/internal/run"
	"github.com/callmill/callmill/server/internal/runlog"
	"github.com/callmill/callmill/server/internal/web"
)

// Server is a callmill server.
type Server struct {
	logger *slog.Logger
	drain  time.Duration

	host     *run.Host
	grpc     *grpc.Server
	health   *health.Server
	http     *http.Server // nil where there is no HTTP port
	grpcLis  net.Listener
	httpLis  net.Listener
	serving  atomic.Bool
	cleanups []cleanup

	start     sync.Once
	stop      sync.Once
	listeners sync.WaitGroup
	failed    chan error    // the first listener that died
	stopped   chan struct{} // closed when Stop is done
	stopErr   error
}

const stopRuns = "stop the runs"

// cleanup undoes one step of New, within the server's bound.
type cleanup struct {
	what string
	do   func(context.Context) error
}

// New makes a server: its domains are made ready, its log is open, the runs in
// it are taken up, both ports are bound. The context bounds the making only.
// Where it fails nothing is left behind.
func New(ctx context.Context, o Options) (*Server, error) {
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("options of the server: %w", err)
	}
	s := &Server{
		logger: o.Logger, drain: o.Drain,
		failed: make(chan error, 1), stopped: make(chan struct{}),
	}
	if err := s.build(ctx, &o); err != nil {
		return nil, errors.Join(err, s.undo(context.WithoutCancel(ctx)))
	}
	return s, nil
}

func (s *Server) build(ctx context.Context, o *Options) error {
	fleet, err := s.startFleet(ctx, o.Ollama)
	if err != nil {
		return err
	}
	engines := make(map[string]*run.Engine, len(o.Domains))
	for name, d := range o.Domains {
		e, err := newEngine(d, fleet, o.Models)
		if err != nil {
			return err
		}
		engines[name] = e
	}
	store, err := openLog(ctx, o.Log)
	if err != nil {
		return err
	}
	s.onStop("close the log", store.Close)
	// After the log, which has locked its folder.
	known, err := policies.Open(policies.Options{Dir: o.PolicyDir, Given: o.Policy, Logger: o.Logger})
	if err != nil {
		return err
	}
	s.host, err = run.NewHost(run.Options{
		Store: store, Engines: engines, Policies: known, LogFeatures: o.LogFeatures,
		MaxCount: o.MaxCount, MaxLive: o.MaxLive, Logger: o.Logger,
		Expire: min(o.Log.MaxAge, time.Hour), // never where there is no age
	})
	if err != nil {
		return err
	}
	s.onStop(stopRuns, s.host.Stop)
	registry := prometheus.NewRegistry()
	if err := s.buildGRPC(ctx, o, registry); err != nil {
		return err
	}
	if o.HTTPAddr != "" {
		if err := s.buildHTTP(ctx, o, registry); err != nil {
			return err
		}
	}
	return s.host.Start(ctx)
}

func openLog(ctx context.Context, o runlog.Options) (*runlog.Store, error) {
	if o.Dir == "" && o.URL == "" {
		return runlog.OpenTemp(ctx, o)
	}
	return runlog.Open(ctx, o)
}

func (s *Server) buildGRPC(ctx context.Context, o *Options, registry *prometheus.Registry) error {
	var err error
	// Bound first, and so closed last: a listener that is closed under a server
	// looks as if it had died.
	if s.grpcLis, err = (&net.ListenConfig{}).Listen(ctx, "tcp", o.GRPCAddr); err != nil {
		return fmt.Errorf("listen for gRPC: %w", err)
	}
	s.onStop("close the gRPC port", closeListener(s.grpcLis))
	s.grpc, s.health, err = rpc.NewServer(rpc.Options{
		Host: s.host, Registry: registry, Logger: o.Logger, Progress: o.Progress,
	})
	if err != nil {
		return err
	}
	s.onStop("stop gRPC", s.stopGRPC)
	return nil
}

func (s *Server) buildHTTP(ctx context.Context, o *Options, registry *prometheus.Registry) error {
	var err error
	if s.httpLis, err = (&net.ListenConfig{}).Listen(ctx, "tcp", o.HTTPAddr); err != nil {
		return fmt.Errorf("listen for HTTP: %w", err)
	}
	s.onStop("close the HTTP port", closeListener(s.httpLis))
	for _, c := range []prometheus.Collector{
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		web.NewCollector(s.host),
	} {
		if err := registry.Register(c); err != nil {
			return fmt.Errorf("register the metrics: %w", err)
		}
	}
	handler, err := web.NewHandler(s.grpc, registry, s.serving.Load)
	if err != nil {
		return err
	}
	s.http = web.NewServer(handler, o.Logger)
	s.onStop("stop HTTP", s.stopHTTP)
	return nil
}

func (s *Server) onStop(what string, do func(context.Context) error) {
	s.cleanups = append(s.cleanups, cleanup{what, do})
}

// Start begins to serve. It returns at once.
func (s *Server) Start() {
	s.start.Do(func() {
		s.listeners.Go(func() { s.died("gRPC", s.grpc.Serve(s.grpcLis)) })
		if s.http != nil {
			s.listeners.Go(func() { s.died("HTTP", s.http.Serve(s.httpLis)) })
		}
		s.serving.Store(true)
		s.health.SetServingStatus("", healthv1.HealthCheckResponse_SERVING)
	})
}

// died takes what a listener ended with.
func (s *Server) died(what string, err error) {
	if err == nil || errors.Is(err, http.ErrServerClosed) || errors.Is(err, grpc.ErrServerStopped) {
		return
	}
	select {
	case s.failed <- fmt.Errorf("serve %s: %w", what, err):
	default:
	}
}

// Wait waits until a port can no longer be served, and says why, or until the
// server was stopped. Stop is the caller's to call in either case.
func (s *Server) Wait() error {
	select {
	case err := <-s.failed:
		return err
	case <-s.stopped:
		return nil
	}
}

// GRPCAddr is where native gRPC is served.
func (s *Server) GRPCAddr() string { return s.grpcLis.Addr().String() }

// HTTPAddr is where Connect, gRPC-Web and the metrics are served, empty where
// they are not.
func (s *Server) HTTPAddr() string {
	if s.httpLis == nil {
		return ""
	}
	return s.httpLis.Addr().String()
}
