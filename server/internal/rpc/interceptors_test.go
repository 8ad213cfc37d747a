package rpc

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"
	"testing"

	grpcprom "github.com/grpc-ecosystem/go-grpc-middleware/providers/prometheus"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
)

// stub implements health's methods, one unary and one streaming, by a function.
type stub struct {
	healthv1.UnimplementedHealthServer

	do func(context.Context) error
}

func (s *stub) Check(ctx context.Context, _ *healthv1.HealthCheckRequest) (*healthv1.HealthCheckResponse, error) {
	return &healthv1.HealthCheckResponse{}, s.do(ctx)
}

func (s *stub) Watch(_ *healthv1.HealthCheckRequest, stream grpc.ServerStreamingServer[healthv1.HealthCheckResponse],
) error {
	return s.do(stream.Context())
}

// chainServer serves the stub behind the chain, and returns both ways to call it.
func chainServer(t *testing.T, do func(context.Context) error) (
	log *bytes.Buffer, metrics *prometheus.Registry, conn *grpc.ClientConn, stop func(),
) {
	t.Helper()
	log, metrics = &bytes.Buffer{}, prometheus.NewRegistry()
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	counters := grpcprom.NewServerMetrics()
	metrics.MustRegister(counters)
	known := func(method string) bool { return strings.HasPrefix(method, "/grpc.health.v1.Health/") }
	server := grpc.NewServer(append(chained(interceptors(counters, logger, known)),
		grpc.ForceServerCodecV2(newCodec()), grpc.UnknownServiceHandler(unknownMethod))...)
	healthv1.RegisterHealthServer(registrar{server}, &stub{do: do})
	pipe := bufconn.Listen(1 << 16)
	served := make(chan error, 1)
	go func() { served <- server.Serve(pipe) }()
	conn, err := grpc.NewClient("passthrough:///bufconn",
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return pipe.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	return log, metrics, conn, func() {
		_ = conn.Close()
		server.GracefulStop()
		<-served
	}
}

// call calls a method of the stub and gives its error.
func call(ctx context.Context, conn *grpc.ClientConn, unary bool) error {
	client := healthv1.NewHealthClient(conn)
	if unary {
		_, err := client.Check(ctx, &healthv1.HealthCheckRequest{})
		return err
	}
	stream, err := client.Watch(ctx, &healthv1.HealthCheckRequest{})
	if err != nil {
		return err
	}
	_, err = stream.Recv()
	return err
}

func TestChain(t *testing.T) {
	chain := interceptors(grpcprom.NewServerMetrics(), slog.New(slog.DiscardHandler), func(string) bool { return true })
	var names []string
	for _, link := range chain {
		names = append(names, link.name)
		if link.unary == nil || link.stream == nil {
			t.Errorf("%s has not both forms", link.name)
		}
	}
	if want := []string{"metrics", "logging", "errors", "recovery"}; !slices.Equal(names, want) {
		t.Errorf("found %q, want %q", names, want)
	}
}

// TestChainUnaryAndStream holds what the chain makes of a unary call against what
// it makes of a streaming one.
func TestChainUnaryAndStream(t *testing.T) {
	for name, do := range map[string]func(context.Context) error{
		"a panic":         func(context.Context) error { panic("boom") },
		"an index":        func(context.Context) error { _ = []int{}[len(os.Args)]; return nil },
		"a typed error":   func(context.Context) error { return errPageToken },
		"a fault of ours": func(context.Context) error { return errors.New("the password is hunter2") },
	} {
		type outcome struct{ code, reason, message, counted string }
		var got [2]outcome
		for i, unary := range []bool{true, false} {
			log, metrics, conn, stop := chainServer(t, do)
			s := status.Convert(call(t.Context(), conn, unary))
			stop()
			if strings.Contains(s.Message(), "hunter2") || strings.Contains(s.Message(), "boom") {
				t.Errorf("%s: the client learns too much: %v", name, s)
			}
			got[i] = outcome{
				code: s.Code().String(), reason: reasonOf(t, s), message: s.Message(), counted: handled(t, metrics),
			}
			if s.Code() != codes.Internal {
				continue
			}
			for _, want := range []string{"call failed", "level=ERROR"} {
				if !strings.Contains(log.String(), want) {
					t.Errorf("%s: the log has no %q: %s", name, want, log)
				}
			}
			if strings.Contains(name, "panic") && (!strings.Contains(log.String(), "boom") ||
				!strings.Contains(log.String(), "interceptors_test.go")) {
				t.Errorf("%s: the log has not the panic and its stack: %s", name, log)
			}
		}
		if got[0] != got[1] {
			t.Errorf("%s: unary gives %+v, stream %+v", name, got[0], got[1])
		}
	}
}

// handled gives the code that the metrics have counted, and how often.
func handled(t *testing.T, metrics prometheus.Gatherer) string {
	t.Helper()
	families, err := metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range families {
		if f.GetName() != "grpc_server_handled_total" {
			continue
		}
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if l.GetName() == "grpc_code" {
					out = append(out, l.GetValue())
				}
			}
			if m.GetCounter().GetValue() != 1 {
				t.Errorf("counted %v times", m.GetCounter().GetValue())
			}
		}
	}
	return strings.Join(out, " ")
}

// raw sends bytes as they are.
type raw struct{}

func (raw) Name() string                  { return "proto" }
func (raw) Marshal(v any) ([]byte, error) { return *v.(*[]byte), nil }
func (raw) Unmarshal(b []byte, v any) error {
	*v.(*[]byte) = bytes.Clone(b)
	return nil
}

// TestUnreadable sends what is no message to a unary and to a streaming method:
// gRPC alone would answer without details, and before anything is counted.
func TestUnreadable(t *testing.T) {
	for i, method := range []string{"/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"} {
		log, metrics, conn, stop := chainServer(t, func(context.Context) error {
			t.Error("the handler was called")
			return nil
		})
		in, out := []byte("\x0a\xff\xff"), []byte(nil)
		s := status.Convert(conn.Invoke(t.Context(), method, &in, &out, grpc.ForceCodec(raw{})))
		stop()
		if s.Code() != codes.InvalidArgument || reasonOf(t, s) != "INVALID_REQUEST" ||
			!strings.Contains(s.Message(), "grpc.health.v1.HealthCheckRequest") {
			t.Errorf("%s: found %v", method, s)
		}
		if got := handled(t, metrics); got != codes.InvalidArgument.String() {
			t.Errorf("%s: counted %q", method, got)
		}
		if i == 0 && !strings.Contains(log.String(), "finished call") {
			t.Errorf("%s: not logged: %s", method, log)
		}
	}
}

// TestUnknownMethods shows that methods that do not exist are answered like all
// errors, and leave nothing in the metrics.
func TestUnknownMethods(t *testing.T) {
	_, metrics, conn, stop := chainServer(t, nil)
	defer stop()
	for _, method := range []string{"/callmill.v1.GenerationService/Nothing", "/nobody/x", "/x"} {
		in, out := []byte{}, []byte(nil)
		s := status.Convert(conn.Invoke(t.Context(), method, &in, &out, grpc.ForceCodec(raw{})))
		if s.Code() != codes.Unimplemented {
			t.Errorf("%s: found %v", method, s)
		}
		// A name without a service never comes to a handler.
		if method != "/x" && reasonOf(t, s) != "INVALID_REQUEST" {
			t.Errorf("%s: found %v", method, s)
		}
	}
	if got := handled(t, metrics); got != "" {
		t.Errorf("the metrics have counted %q", got)
	}
}
