package remote

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// server is a RoutingService that says what the test wants.
type server struct {
	callmillv1.UnimplementedRoutingServiceServer

	policies []*callmillv1.Policy
	document []byte
	activate func(*callmillv1.ActivatePolicyRequest) (*callmillv1.ActivatePolicyResponse, error)
	stream   func(grpc.ServerStreamingServer[callmillv1.StreamDecisionsResponse]) error
}

func (s *server) ListPolicies(
	context.Context, *callmillv1.ListPoliciesRequest,
) (*callmillv1.ListPoliciesResponse, error) {
	return &callmillv1.ListPoliciesResponse{Policies: s.policies}, nil
}

func (s *server) GetPolicy(
	_ context.Context, r *callmillv1.GetPolicyRequest,
) (*callmillv1.GetPolicyResponse, error) {
	return &callmillv1.GetPolicyResponse{Policy: &callmillv1.Policy{Version: r.GetVersion(), Document: s.document}}, nil
}

func (s *server) ActivatePolicy(
	_ context.Context, r *callmillv1.ActivatePolicyRequest,
) (*callmillv1.ActivatePolicyResponse, error) {
	return s.activate(r)
}

func (s *server) StreamDecisions(
	_ *callmillv1.StreamDecisionsRequest, out grpc.ServerStreamingServer[callmillv1.StreamDecisionsResponse],
) error {
	return s.stream(out)
}

// dial serves s and returns a client of it.
func dial(t *testing.T, s *server) *Client {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := grpc.NewServer()
	callmillv1.RegisterRoutingServiceServer(g, s)
	served := make(chan error, 1)
	go func() { served <- g.Serve(listener) }()
	c, err := Dial(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		g.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return c
}

func startPolicy(t *testing.T) *router.Policy {
	t.Helper()
	p, err := router.StartPolicy()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestActiveIsTheServersActive(t *testing.T) {
	start := startPolicy(t)
	c := dial(t, &server{document: start.Encode(), policies: []*callmillv1.Policy{
		{Version: "new@2", State: callmillv1.Policy_STATE_CANARY},
		{Version: start.Label(), State: callmillv1.Policy_STATE_ACTIVE},
	}})
	got, err := c.Active(t.Context())
	if err != nil || got.Hash() != start.Hash() {
		t.Errorf("got %v, %v, want the starting policy", got, err)
	}
}

func TestNoActivePolicy(t *testing.T) {
	c := dial(t, &server{})
	if _, err := c.Active(t.Context()); err == nil {
		t.Error("found an active policy where none is")
	}
}

func TestActivateSendsTheFile(t *testing.T) {
	start := startPolicy(t)
	c := dial(t, &server{activate: func(
		r *callmillv1.ActivatePolicyRequest,
	) (*callmillv1.ActivatePolicyResponse, error) {
		if p, err := router.ParsePolicy(r.GetDocument()); err != nil || p.Hash() != start.Hash() {
			return nil, status.Error(codes.InvalidArgument, "not the policy")
		}
		out := &callmillv1.ActivatePolicyResponse{}
		if r.GetCanaryShare() > 0 {
			out.Canary = &callmillv1.Canary{Share: r.GetCanaryShare(), Runs: r.GetCanaryRuns()}
		}
		return out, nil
	}})
	for _, test := range []struct {
		share float64
		want  string
	}{
		{0.25, start.Label() + " is on trial at " + c.address + ": 25% of new runs, 7 at most"},
		{0, start.Label() + " is active at " + c.address},
	} {
		if got, err := c.Activate(t.Context(), start, test.share, 7); err != nil || got != test.want {
			t.Errorf("got %q, %v, want %q", got, err, test.want)
		}
	}
}

func event(i int) *callmillv1.StreamDecisionsResponse {
	return &callmillv1.StreamDecisionsResponse{Event: &callmillv1.DecisionEvent{
		Event: &callmillv1.DecisionEvent_End{End: &callmillv1.DecisionRunEnd{Accepted: int64(i)}},
	}}
}

func TestDecisionsComeInOrder(t *testing.T) {
	const events = 500
	c := dial(t, &server{stream: func(out grpc.ServerStreamingServer[callmillv1.StreamDecisionsResponse]) error {
		for i := range events {
			if err := out.Send(event(i)); err != nil {
				return err
			}
		}
		return nil
	}})
	n := int64(0)
	err := c.Decisions("").Read(t.Context(), func(e *callmillv1.DecisionEvent) error {
		if e.GetEnd().GetAccepted() != n {
			t.Errorf("got event %d, want %d", e.GetEnd().GetAccepted(), n)
		}
		n++
		return nil
	})
	if err != nil || n != events {
		t.Errorf("got %d events, %v, want %d", n, err, events)
	}
}

func TestWhatEndsAStream(t *testing.T) {
	enough := errors.New("enough")
	refused := func(grpc.ServerStreamingServer[callmillv1.StreamDecisionsResponse]) error {
		return status.Error(codes.NotFound, "no run of that name")
	}
	// hangs sends one event and then nothing, until the client is gone.
	hangs := func(out grpc.ServerStreamingServer[callmillv1.StreamDecisionsResponse]) error {
		if err := out.Send(event(0)); err != nil {
			return err
		}
		<-out.Context().Done()
		return nil
	}
	code := func(want codes.Code) func(error) bool {
		return func(err error) bool {
			failure, ok := errors.AsType[*Error](err)
			return ok && failure.Code == want
		}
	}
	for name, test := range map[string]struct {
		stream func(grpc.ServerStreamingServer[callmillv1.StreamDecisionsResponse]) error
		visit  error
		silent time.Duration
		is     func(error) bool
	}{
		"refused": {refused, nil, time.Minute, code(codes.NotFound)},
		"silent":  {hangs, nil, 50 * time.Millisecond, code(codes.DeadlineExceeded)},
		"visitor": {hangs, enough, time.Minute, func(err error) bool { return errors.Is(err, enough) }},
	} {
		t.Run(name, func(t *testing.T) {
			c := dial(t, &server{stream: test.stream})
			c.silent = test.silent
			err := c.Decisions("").Read(t.Context(), func(*callmillv1.DecisionEvent) error { return test.visit })
			if !test.is(err) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		c := dial(t, &server{stream: hangs})
		ctx, cancel := context.WithCancelCause(t.Context())
		err := c.Decisions("").Read(ctx, func(*callmillv1.DecisionEvent) error { cancel(enough); return nil })
		if !errors.Is(err, enough) {
			t.Errorf("got %v, want the reason of the context's end", err)
		}
	})
	t.Run("nobody there", func(t *testing.T) {
		c, err := Dial("127.0.0.1:1")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		if _, err := c.Active(t.Context()); !code(codes.Unavailable)(err) {
			t.Errorf("got %v", err)
		}
	})
}

// A log with a fault is one also when it comes from a server.
func TestDecisionsAreChecked(t *testing.T) {
	c := dial(t, &server{stream: func(out grpc.ServerStreamingServer[callmillv1.StreamDecisionsResponse]) error {
		return out.Send(event(0))
	}})
	_, err := dataset.Open(t.Context(), c.Decisions(""))
	if fault, ok := errors.AsType[*dataset.Error](err); !ok || fault.Source != c.address || fault.Event != 1 {
		t.Errorf("got %v, want a fault of event 1 of %s", err, c.address)
	}
}
