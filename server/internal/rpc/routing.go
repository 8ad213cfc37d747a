package rpc

import (
	"context"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/run"
)

// routing implements RoutingService.
type routing struct {
	callmillv1.UnimplementedRoutingServiceServer

	host *run.Host
}

func newRouting(h *run.Host) *routing { return &routing{host: h} }

// ExplainDecision implements RoutingService.
func (r *routing) ExplainDecision(
	_ context.Context, req *callmillv1.ExplainDecisionRequest,
) (*callmillv1.ExplainDecisionResponse, error) {
	return r.host.Explain(req)
}
