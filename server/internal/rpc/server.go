package rpc

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"time"

	grpcprom "github.com/grpc-ecosystem/go-grpc-middleware/providers/prometheus"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	_ "google.golang.org/grpc/encoding/gzip" // for clients that compress
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/run"
)

// Bounds of what one client can ask of the server.
const (
	// MaxRequestBytes bounds a request; the largest part of one is its target.
	MaxRequestBytes = 4 << 20
	// MaxStreams bounds the calls of one connection that are open at once.
	MaxStreams = 256

	maxHeaderBytes    = 64 << 10
	connectTimeout    = 10 * time.Second
	keepaliveTime     = 30 * time.Second
	keepaliveTimeout  = 10 * time.Second
	keepaliveMinTime  = 10 * time.Second
	defaultProgress   = time.Second
	minProgressPeriod = time.Millisecond
)

// Options say what a server serves.
type Options struct {
	// Host keeps the runs. Required.
	Host *run.Host
	// Registry gets the calls' metrics. Required.
	Registry prometheus.Registerer
	// Logger gets a line per call; nil means nobody does.
	Logger *slog.Logger
	// Progress is how often a stream tells how far its run is; 0 means every
	// second.
	Progress time.Duration
}

func (o *Options) validate() error {
	switch {
	case o.Host == nil:
		return errors.New("no host")
	case o.Registry == nil:
		return errors.New("no metrics registry")
	case o.Progress != 0 && o.Progress < minProgressPeriod:
		return fmt.Errorf("found a progress every %v, want at least %v", o.Progress, minProgressPeriod)
	}
	o.Progress = cmp.Or(o.Progress, defaultProgress)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return nil
}

// NewServer makes the gRPC server with all services: callmill's own, health and
// reflection. Health says NOT_SERVING until it is told otherwise.
func NewServer(o Options) (*grpc.Server, *health.Server, error) {
	if err := o.validate(); err != nil {
		return nil, nil, fmt.Errorf("make the gRPC server: %w", err)
	}
	metrics := grpcprom.NewServerMetrics()
	if err := o.Registry.Register(metrics); err != nil {
		return nil, nil, fmt.Errorf("register the metrics of gRPC: %w", err)
	}
	// Filled below, before anything is served.
	methods := map[string]bool{}
	chain := interceptors(metrics, o.Logger, func(method string) bool { return methods[method] })
	server := grpc.NewServer(append(chained(chain),
		grpc.ForceServerCodecV2(newCodec()),
		grpc.UnknownServiceHandler(unknownMethod),
		grpc.MaxRecvMsgSize(MaxRequestBytes),
		grpc.MaxConcurrentStreams(MaxStreams),
		grpc.MaxHeaderListSize(maxHeaderBytes),
		grpc.ConnectionTimeout(connectTimeout),
		// A client that is gone without a word is noticed, and its run pauses.
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: keepaliveTime, Timeout: keepaliveTimeout}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{
			MinTime: keepaliveMinTime, PermitWithoutStream: true,
		}),
		// Stop returns when no handler uses the host any more.
		grpc.WaitForHandlers(true),
	)...)
	domains, err := newDomains(o.Host)
	if err != nil {
		return nil, nil, fmt.Errorf("describe the domains: %w", err)
	}
	services := registrar{server}
	callmillv1.RegisterGenerationServiceServer(services, newGeneration(o.Host, o.Progress))
	callmillv1.RegisterRoutingServiceServer(services, newRouting(o.Host))
	callmillv1.RegisterDomainServiceServer(services, domains)
	serving := health.NewServer()
	serving.SetServingStatus("", healthv1.HealthCheckResponse_NOT_SERVING)
	healthv1.RegisterHealthServer(services, serving)
	reflection.Register(services)
	for service, info := range server.GetServiceInfo() {
		for _, m := range info.Methods {
			methods["/"+service+"/"+m.Name] = true
		}
	}
	return server, serving, nil
}

// unknownMethod answers calls of methods that do not exist.
func unknownMethod(_ any, stream grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(stream)
	return fmt.Errorf("%w: %s", errUnknownMethod, method)
}
