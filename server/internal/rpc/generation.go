package rpc

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"google.golang.org/grpc"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/run"
)

// generation implements GenerationService.
type generation struct {
	callmillv1.UnimplementedGenerationServiceServer

	host     *run.Host
	progress time.Duration
}

func newGeneration(h *run.Host, progress time.Duration) *generation {
	return &generation{host: h, progress: progress}
}

// GenerateSamples implements GenerationService.
func (g *generation) GenerateSamples(
	req *callmillv1.GenerateSamplesRequest, stream grpc.ServerStreamingServer[callmillv1.GenerateSamplesResponse],
) error {
	r, err := g.host.Create(stream.Context(), flatSpec(req), req.GetRunId(), "")
	if err != nil {
		return err
	}
	err = g.stream(stream.Context(), r, "", true, func(f *callmillv1.Frame) error {
		return stream.Send(&callmillv1.GenerateSamplesResponse{Frame: f})
	})
	if err != nil {
		// The run is there from now on, and can be resumed: say which it is.
		return &ofRun{r.Name(), err}
	}
	return nil
}

// flatSpec makes a run's specification of the flat request.
func flatSpec(req *callmillv1.GenerateSamplesRequest) *callmillv1.RunSpec {
	return &callmillv1.RunSpec{
		Domain:       req.GetDomain(),
		Count:        req.GetCount(),
		Seed:         req.GetSeed(),
		Target:       req.GetTarget(),
		Pathways:     req.GetPathways(),
		Policy:       req.GetPolicy(),
		Window:       req.GetWindow(),
		Workers:      req.GetWorkers(),
		LogFeatures:  req.GetLogFeatures(),
		Lead:         req.GetLead(),
		ResumeWindow: req.GetResumeWindow(),
		Judge:        req.GetJudge(),
		Budget:       req.GetBudget(),
		HeldOut:      req.GetHeldOut(),
	}
}

// StreamSamples implements GenerationService.
func (g *generation) StreamSamples(
	req *callmillv1.StreamSamplesRequest, stream grpc.ServerStreamingServer[callmillv1.StreamSamplesResponse],
) error {
	r, err := g.host.Get(req.GetName())
	if err != nil {
		return err
	}
	return g.stream(stream.Context(), r, req.GetCursor(), req.GetDrive(), func(f *callmillv1.Frame) error {
		return stream.Send(&callmillv1.StreamSamplesResponse{Frame: f})
	})
}

var uuidPattern = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// CreateRun implements GenerationService.
func (g *generation) CreateRun(
	ctx context.Context, req *callmillv1.CreateRunRequest,
) (*callmillv1.CreateRunResponse, error) {
	id := strings.ToLower(req.GetRequestId())
	if id != "" && !uuidPattern.MatchString(id) {
		return nil, &run.FieldError{
			Field: "request_id", Found: fmt.Sprintf("%q", req.GetRequestId()),
			Want: "a UUID such as 3d5ee4e0-4a35-4d9f-9f4d-a6a3d2f0a1b7",
		}
	}
	r, err := g.host.Create(ctx, req.GetSpec(), req.GetRunId(), id)
	if err != nil {
		return nil, err
	}
	return &callmillv1.CreateRunResponse{Run: r.Message()}, nil
}

// GetRun implements GenerationService.
func (g *generation) GetRun(
	_ context.Context, req *callmillv1.GetRunRequest,
) (*callmillv1.GetRunResponse, error) {
	r, err := g.host.Get(req.GetName())
	if err != nil {
		return nil, err
	}
	return &callmillv1.GetRunResponse{Run: r.Message()}, nil
}

// CancelRun implements GenerationService.
func (g *generation) CancelRun(
	ctx context.Context, req *callmillv1.CancelRunRequest,
) (*callmillv1.CancelRunResponse, error) {
	r, err := g.host.Get(req.GetName())
	if err != nil {
		return nil, err
	}
	if err := r.Cancel(ctx); err != nil {
		return nil, err
	}
	return &callmillv1.CancelRunResponse{Run: r.Message()}, nil
}

// DeleteRun implements GenerationService.
func (g *generation) DeleteRun(
	ctx context.Context, req *callmillv1.DeleteRunRequest,
) (*callmillv1.DeleteRunResponse, error) {
	if err := g.host.Delete(ctx, req.GetName()); err != nil {
		return nil, err
	}
	return &callmillv1.DeleteRunResponse{}, nil
}
