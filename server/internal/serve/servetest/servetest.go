// Package servetest starts the real server for tests and talks to it with the
// real client.
package servetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/server/internal/serve"
)

// stopTimeout bounds the stop of a server at the end of a test.
const stopTimeout = 20 * time.Second

// load is done once: a domain is immutable.
var load = sync.OnceValues(func() (*domain.Domain, error) { //nolint:gochecknoglobals // a cache
	return domain.Load(studio.Files())
})

// Options are those of a server with the domain studio, on ports of its own,
// that logs in a temporary folder.
func Options(tb testing.TB) serve.Options {
	tb.Helper()
	d, err := load()
	if err != nil {
		tb.Fatalf("load the domain: %v", err)
	}
	return serve.Options{
		Domains:  map[string]*domain.Domain{"studio": d},
		GRPCAddr: "127.0.0.1:0", HTTPAddr: "127.0.0.1:0",
	}
}

// Start starts a server, and stops it with the test.
func Start(tb testing.TB, o serve.Options) *serve.Server {
	tb.Helper()
	s, err := serve.New(tb.Context(), o)
	if err != nil {
		tb.Fatalf("make the server: %v", err)
	}
	s.Start()
	tb.Cleanup(func() { Stop(tb, s) })
	return s
}

// Stop stops a server. A server that was stopped stays so.
func Stop(tb testing.TB, s *serve.Server) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		tb.Errorf("stop the server: %v", err)
	}
}

// Dial connects to an address for the length of the test.
func Dial(tb testing.TB, addr string) *grpc.ClientConn {
	tb.Helper()
	conn, err := grpc.NewClient("passthrough:///"+addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		tb.Fatalf("connect to %s: %v", addr, err)
	}
	tb.Cleanup(func() { _ = conn.Close() })
	return conn
}

// Client is a client of a server's native port.
func Client(tb testing.TB, s *serve.Server) callmillv1.GenerationServiceClient {
	tb.Helper()
	return callmillv1.NewGenerationServiceClient(Dial(tb, s.GRPCAddr()))
}
