// Package remote is what training asks of a callmill server: the decisions of its
// runs, the policy that is active, and, when the evidence is there, to try a new
// one.
package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

const (
	// answerWithin bounds calls with one answer.
	answerWithin = 15 * time.Second
	// silentFor is how long a stream may say nothing. The whole of it may take as
	// long as it needs.
	silentFor = 30 * time.Second
	// maxMessage is the largest event: 64 pathways' features are 30 KB, and a
	// policy's file may have a card of 64 KiB.
	maxMessage = 4 << 20
)

// Client asks one server. Close it.
type Client struct {
	address string
	conn    *grpc.ClientConn
	service callmillv1.RoutingServiceClient
	silent  time.Duration
}

// Dial makes a client of the server at "host:port", native gRPC. It connects
// when it is first asked something.
func Dial(address string) (*Client, error) {
	conn, err := grpc.NewClient("dns:///"+address,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage)))
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", address, err)
	}
	return &Client{
		address: address, conn: conn, service: callmillv1.NewRoutingServiceClient(conn), silent: silentFor,
	}, nil
}

// Close ends the connection.
func (c *Client) Close() error {
	if err := c.conn.Close(); err != nil {
		return fmt.Errorf("close the connection to %s: %w", c.address, err)
	}
	return nil
}

// Error is what the server refused, or why it did not answer.
type Error struct {
	// Address is the server's.
	Address string
	// Code is gRPC's.
	Code codes.Code
	// Message is the server's, or the transport's where there was no answer.
	Message string
}

// Error implements error.
func (e *Error) Error() string {
	switch e.Code {
	case codes.Unavailable:
		return fmt.Sprintf("no callmill server answers at %s: %s", e.Address, e.Message)
	case codes.DeadlineExceeded:
		return fmt.Sprintf("the server at %s did not answer in time", e.Address)
	case codes.Unimplemented:
		return fmt.Sprintf("the server at %s is of a version that cannot do this: %s", e.Address, e.Message)
	default:
		return fmt.Sprintf("the server at %s: %s", e.Address, e.Message)
	}
}

// failure makes an *Error of what a call returned.
func (c *Client) failure(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(cause, errSilent) {
		return &Error{Address: c.address, Code: codes.DeadlineExceeded}
	}
	if ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return context.Cause(ctx)
	}
	s := status.Convert(err)
	return &Error{Address: c.address, Code: s.Code(), Message: s.Message()}
}

// Active returns the policy that new runs use, all but a trial's share of them.
func (c *Client) Active(ctx context.Context) (*router.Policy, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	list, err := c.service.ListPolicies(ctx, &callmillv1.ListPoliciesRequest{})
	if err != nil {
		return nil, c.failure(ctx, err)
	}
	for _, p := range list.GetPolicies() {
		if p.GetState() != callmillv1.Policy_STATE_ACTIVE {
			continue
		}
		got, err := c.service.GetPolicy(ctx, &callmillv1.GetPolicyRequest{Version: p.GetVersion()})
		if err != nil {
			return nil, c.failure(ctx, err)
		}
		active, err := router.ParsePolicy(got.GetPolicy().GetDocument())
		if err != nil {
			return nil, fmt.Errorf("the active policy of %s is not one of this build: %w", c.address, err)
		}
		return active, nil
	}
	return nil, &Error{Address: c.address, Code: codes.NotFound, Message: "it lists no active policy"}
}

// Activate has the server try a policy on this share of its new runs, for this
// many runs at most; a share of 0 makes it the active one at once. It returns in
// words what the server does with it.
func (c *Client) Activate(ctx context.Context, p *router.Policy, share float64, runs int) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	if share == 0 {
		runs = 0 // there is no trial
	}
	answer, err := c.service.ActivatePolicy(ctx, &callmillv1.ActivatePolicyRequest{
		Document: p.Encode(), CanaryShare: share, CanaryRuns: int32(runs),
	})
	if err != nil {
		return "", c.failure(ctx, err)
	}
	if canary := answer.GetCanary(); canary != nil {
		return fmt.Sprintf("%s is on trial at %s: %.3g%% of new runs, %d at most",
			p.Label(), c.address, 100*canary.GetShare(), canary.GetRuns()), nil //nolint:mnd // per cent
	}
	return fmt.Sprintf("%s is active at %s", p.Label(), c.address), nil
}

// errSilent ends a stream that says nothing for too long.
var errSilent = errors.New("silent for too long")

// Decisions is the log of all runs that have ended and logged their features, of
// one domain where it is named.
func (c *Client) Decisions(domain string) dataset.Source {
	return dataset.Source{Name: c.address, Read: func(
		ctx context.Context, visit func(*callmillv1.DecisionEvent) error,
	) error {
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		watchdog := time.AfterFunc(c.silent, func() { cancel(errSilent) })
		defer watchdog.Stop()
		stream, err := c.service.StreamDecisions(ctx, &callmillv1.StreamDecisionsRequest{
			Domain: domain, OnlyWithFeatures: true,
		})
		if err != nil {
			return c.failure(ctx, err)
		}
		for {
			watchdog.Reset(c.silent)
			m, err := stream.Recv()
			// Only the server's silence counts, not our own.
			watchdog.Stop()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return c.failure(ctx, err)
			}
			if err := visit(m.GetEvent()); err != nil {
				return err
			}
		}
	}}
}
