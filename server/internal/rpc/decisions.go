package rpc

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/grpc"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/run"
)

// StreamDecisions implements RoutingService. The log is read at the pace at which
// the client takes what is sent.
func (r *routing) StreamDecisions(
	req *callmillv1.StreamDecisionsRequest, stream grpc.ServerStreamingServer[callmillv1.StreamDecisionsResponse],
) error {
	// First of all, so that a mistake shows before anything is sent.
	for i, name := range req.GetRuns() {
		if _, err := r.host.Get(name); err != nil {
			return atField(fmt.Sprintf("runs[%d]", i), name, err)
		}
	}
	ctx, cancel := context.WithCancelCause(stream.Context())
	defer cancel(nil)
	go func() {
		select {
		case <-r.host.Stopping():
			cancel(run.ErrStopping)
		case <-ctx.Done():
		}
	}()
	query := run.DecisionQuery{
		Runs: req.GetRuns(), Domain: req.GetDomain(), OnlyWithFeatures: req.GetOnlyWithFeatures(),
	}
	return ended(ctx, r.host.Decisions(ctx, query, func(e *callmillv1.DecisionEvent) error {
		return stream.Send(&callmillv1.StreamDecisionsResponse{Event: e})
	}))
}

// atField says of an error about a run which field named it.
func atField(field, name string, err error) error {
	if f := (*run.FieldError)(nil); errors.As(err, &f) {
		return &run.FieldError{Field: field, Found: f.Found, Want: f.Want}
	}
	return &ofRun{name, &ofField{field, err}}
}
