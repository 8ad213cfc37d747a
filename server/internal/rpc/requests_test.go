package rpc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// send sends a request to the method that takes it, and gives the call's error.
func send(ctx context.Context, conn *grpc.ClientConn, request proto.Message) error {
	generation := callmillv1.NewGenerationServiceClient(conn)
	var err error
	switch r := request.(type) {
	case *callmillv1.GenerateSamplesRequest:
		stream, callErr := generation.GenerateSamples(ctx, r)
		return drained(stream, callErr)
	case *callmillv1.StreamSamplesRequest:
		stream, callErr := generation.StreamSamples(ctx, r)
		return drained(stream, callErr)
	case *callmillv1.CreateRunRequest:
		_, err = generation.CreateRun(ctx, r)
	case *callmillv1.GetRunRequest:
		_, err = generation.GetRun(ctx, r)
	case *callmillv1.ListRunsRequest:
		_, err = generation.ListRuns(ctx, r)
	case *callmillv1.CancelRunRequest:
		_, err = generation.CancelRun(ctx, r)
	case *callmillv1.DeleteRunRequest:
		_, err = generation.DeleteRun(ctx, r)
	default:
		return sendRouting(ctx, callmillv1.NewRoutingServiceClient(conn), request)
	}
	return err
}

func sendRouting(ctx context.Context, routing callmillv1.RoutingServiceClient, request proto.Message) error {
	var err error
	switch r := request.(type) {
	case *callmillv1.ExplainDecisionRequest:
		_, err = routing.ExplainDecision(ctx, r)
	case *callmillv1.ListPoliciesRequest:
		_, err = routing.ListPolicies(ctx, r)
	case *callmillv1.GetPolicyRequest:
		_, err = routing.GetPolicy(ctx, r)
	case *callmillv1.ActivatePolicyRequest:
		_, err = routing.ActivatePolicy(ctx, r)
	case *callmillv1.RollBackPolicyRequest:
		_, err = routing.RollBackPolicy(ctx, r)
	case *callmillv1.StreamDecisionsRequest:
		stream, callErr := routing.StreamDecisions(ctx, r)
		return drained(stream, callErr)
	default:
		err = fmt.Errorf("no method takes a %T", request)
	}
	return err
}

func drained[R any](stream grpc.ServerStreamingClient[R], err error) error {
	for err == nil {
		_, err = stream.Recv()
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func marginal(facet string, shares ...*callmillv1.Share) *callmillv1.Target {
	return &callmillv1.Target{Marginals: []*callmillv1.Marginal{{Facet: facet, Shares: shares}}}
}

func share(bucket string, of float64) *callmillv1.Share {
	return &callmillv1.Share{Bucket: bucket, Share: of}
}

// TestMalformedRequests sends what is wrong in every way that a request can be,
// and wants to be told the field.
func TestMalformedRequests(t *testing.T) {
	type (
		generate = callmillv1.GenerateSamplesRequest
		create   = callmillv1.CreateRunRequest
		spec     = callmillv1.RunSpec
	)
	const (
		invalid = codes.InvalidArgument
		absent  = codes.NotFound
	)
	o := servetest.Options(t)
	o.MaxCount = 1000
	conn := servetest.Dial(t, servetest.Start(t, o).GRPCAddr())
	if err := send(t.Context(), conn, &generate{Domain: "studio", Count: 3, RunId: "there"}); err != nil {
		t.Fatal(err)
	}
	words := marginal("words", share("1-3", 0.5), share("nope", 0.5))
	for _, c := range []struct {
		name    string
		request proto.Message
		code    codes.Code
		reason  string
		fields  []string
	}{
		{"nothing", &generate{}, invalid, "INVALID_REQUEST", []string{"count"}},
		{"no count", &generate{Domain: "studio"}, invalid, "INVALID_REQUEST", []string{"count"}},
		{"negative count", &generate{Domain: "studio", Count: -1}, invalid, "INVALID_REQUEST", []string{"count"}},
		{"count past the limit", &generate{Domain: "studio", Count: 1001}, invalid, "INVALID_REQUEST", []string{"count"}},
		{"no domain", &generate{Count: 1}, absent, "DOMAIN_NOT_FOUND", []string{"domain"}},
		{"a path", &generate{Count: 1, Domain: "../../etc"}, absent, "DOMAIN_NOT_FOUND", []string{"domain"}},
		{"window", &generate{Domain: "studio", Count: 1, Window: 5000}, invalid, "INVALID_REQUEST", []string{"window"}},
		{"workers", &generate{Domain: "studio", Count: 1, Workers: -1}, invalid, "INVALID_REQUEST", []string{"workers"}},
		{"lead", &generate{Domain: "studio", Count: 1, Lead: -3}, invalid, "INVALID_REQUEST", []string{"lead"}},
		{
			"resume window", &generate{Domain: "studio", Count: 1, ResumeWindow: durationpb.New(-1)},
			invalid, "INVALID_REQUEST",
			[]string{"resume_window"},
		},
		{
			"no duration", &generate{Domain: "studio", Count: 1, ResumeWindow: &durationpb.Duration{Seconds: 1 << 62}},
			invalid, "INVALID_REQUEST",
			[]string{"resume_window"},
		},
		{
			"pathway", &generate{Domain: "studio", Count: 1, Pathways: []string{"phrase/graph", "psychic"}},
			invalid, "INVALID_REQUEST",
			[]string{"pathways[1]"},
		},
		{"policy", &generate{Domain: "studio", Count: 1, Policy: "none@9"}, absent, "POLICY_NOT_FOUND", []string{"policy"}},
		{"run id", &generate{Domain: "studio", Count: 1, RunId: "../x"}, invalid, "INVALID_REQUEST", []string{"run_id"}},
		{
			"run id taken", &generate{Domain: "studio", Count: 1, RunId: "there"},
			codes.AlreadyExists, "RUN_EXISTS",
			[]string{"run_id"},
		},
		{"no target", &generate{Domain: "studio", Count: 1, Target: &callmillv1.Target{}}, invalid, "INVALID_TARGET", nil},
		{
			"facet", &generate{Domain: "studio", Count: 1, Target: marginal("mood", share("sad", 1))},
			invalid, "INVALID_TARGET",
			[]string{"target.marginals[0].facet"},
		},
		{"bucket", &generate{Domain: "studio", Count: 1, Target: words}, invalid, "INVALID_TARGET", nil},
		{
			"sum", &generate{Domain: "studio", Count: 1, Target: marginal("words", share("1-3", 0.3))},
			invalid, "INVALID_TARGET",
			[]string{"target.marginals[0].shares"},
		},
		{"no spec", &create{}, invalid, "INVALID_REQUEST", []string{"spec"}},
		{"empty spec", &create{Spec: &spec{}}, invalid, "INVALID_REQUEST", []string{"spec.count"}},
		{"spec.count", &create{Spec: &spec{Domain: "studio"}}, invalid, "INVALID_REQUEST", []string{"spec.count"}},
		{"spec.domain", &create{Spec: &spec{Domain: "x", Count: 1}}, absent, "DOMAIN_NOT_FOUND", []string{"spec.domain"}},
		{
			"spec.policy", &create{Spec: &spec{Domain: "studio", Count: 1, Policy: "x"}},
			absent, "POLICY_NOT_FOUND",
			[]string{"spec.policy"},
		},
		{
			"spec.target", &create{Spec: &spec{Domain: "studio", Count: 1, Target: marginal("mood")}},
			invalid, "INVALID_TARGET", nil,
		},
		{
			"request id", &create{Spec: &spec{Domain: "studio", Count: 1}, RequestId: "again"},
			invalid, "INVALID_REQUEST",
			[]string{"request_id"},
		},
		{
			"upper case id", &create{Spec: &spec{Domain: "studio", Count: 1}, RunId: "Run"},
			invalid, "INVALID_REQUEST",
			[]string{"run_id"},
		},
		{"no name", &callmillv1.GetRunRequest{}, invalid, "INVALID_REQUEST", []string{"name"}},
		{"bare id", &callmillv1.GetRunRequest{Name: "there"}, invalid, "INVALID_REQUEST", []string{"name"}},
		{"not there", &callmillv1.GetRunRequest{Name: "runs/gone"}, absent, "RUN_NOT_FOUND", []string{"name"}},
		{"cancel", &callmillv1.CancelRunRequest{Name: "runs/gone"}, absent, "RUN_NOT_FOUND", []string{"name"}},
		{"delete", &callmillv1.DeleteRunRequest{Name: "runs/gone"}, absent, "RUN_NOT_FOUND", []string{"name"}},
		{"page size", &callmillv1.ListRunsRequest{PageSize: -1}, invalid, "INVALID_REQUEST", []string{"page_size"}},
		{
			"page token", &callmillv1.ListRunsRequest{PageToken: "AAAA"},
			invalid, "INVALID_PAGE_TOKEN",
			[]string{"page_token"},
		},
		{"stream", &callmillv1.StreamSamplesRequest{Name: "runs/gone"}, absent, "RUN_NOT_FOUND", []string{"name"}},
		{
			"cursor", &callmillv1.StreamSamplesRequest{Name: "runs/there", Cursor: "x"},
			invalid, "INVALID_CURSOR",
			[]string{"cursor"},
		},
		{
			"explain's domain", &callmillv1.ExplainDecisionRequest{Domain: "x"},
			absent, "DOMAIN_NOT_FOUND",
			[]string{"domain"},
		},
		{
			"explain's cell", &callmillv1.ExplainDecisionRequest{
				Domain: "studio", Cell: []*callmillv1.FacetValue{{Facet: "mood", Bucket: "sad"}},
			},
			invalid, "INVALID_REQUEST",
			[]string{"cell[0].facet"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := send(t.Context(), conn, c.request)
			if c.fields == nil && strings.Contains(c.reason, "TARGET") {
				// How many faults a target has is for package target to say.
				servetest.CheckTarget(t, c.name, err)
				return
			}
			servetest.CheckError(t, c.name, err, c.code, c.reason, c.fields...)
		})
	}
}

// TestPages goes through the list of runs page by page, while runs go and come.
func TestPages(t *testing.T) {
	o := servetest.Options(t)
	o.MaxLive = 10
	conn := servetest.Dial(t, servetest.Start(t, o).GRPCAddr())
	client := callmillv1.NewGenerationServiceClient(conn)
	for i := range 10 {
		err := send(t.Context(), conn, &callmillv1.CreateRunRequest{
			RunId: fmt.Sprintf("run-%d", i), Spec: &callmillv1.RunSpec{Domain: "studio", Count: 1},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := send(t.Context(), conn, &callmillv1.CreateRunRequest{Spec: &callmillv1.RunSpec{Domain: "studio", Count: 1}})
	servetest.CheckError(t, "one too many", err, codes.ResourceExhausted, "TOO_MANY_RUNS")
	if !servetest.Retries(err) {
		t.Errorf("the client is not told to try again: %v", err)
	}
	var names []string
	token := ""
	for page := 0; ; page++ {
		got, err := client.ListRuns(t.Context(), &callmillv1.ListRunsRequest{PageSize: 3, PageToken: token})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got.GetRuns() {
			names = append(names, strings.TrimPrefix(r.GetName(), "runs/run-"))
		}
		if token = got.GetNextPageToken(); token == "" {
			break
		}
		if page == 0 {
			// The last run of the page goes: the next page starts where it would have.
			for _, r := range []proto.Message{
				&callmillv1.CancelRunRequest{Name: "runs/run-7"}, &callmillv1.DeleteRunRequest{Name: "runs/run-7"},
			} {
				if err := send(t.Context(), conn, r); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if got, want := strings.Join(names, ""), "9876543210"; got != want {
		t.Errorf("found the runs %s, want %s", got, want)
	}
}
