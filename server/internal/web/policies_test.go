package web_test

import (
	"testing"

	"connectrpc.com/connect"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/serve"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// routingMethod is the client of one method of RoutingService.
func routingMethod[Req, Res any](t *testing.T, s *serve.Server, p protocol, name string) *connect.Client[Req, Res] {
	t.Helper()
	return connect.NewClient[Req, Res](httpClient(t, p.http2),
		"http://"+s.HTTPAddr()+"/callmill.v1.RoutingService/"+name, p.options...)
}

// TestPolicies activates a policy over every protocol: the next run uses it, and
// its decisions can be read. A bad file is refused with the field.
func TestPolicies(t *testing.T) {
	s := servetest.Start(t, servetest.Options(t))
	for i, p := range protocols() {
		t.Run(p.name, func(t *testing.T) {
			policy := servetest.Policy(t, string(rune('a'+i)), float64(i))
			activate := routingMethod[callmillv1.ActivatePolicyRequest, callmillv1.ActivatePolicyResponse](
				t, s, p, "ActivatePolicy")
			got, err := activate.CallUnary(t.Context(), connect.NewRequest(
				&callmillv1.ActivatePolicyRequest{Document: policy.Encode()}))
			if err != nil || got.Msg.GetPolicy().GetState() != callmillv1.Policy_STATE_ACTIVE {
				t.Fatalf("found %v, %v", got, err)
			}
			_, err = activate.CallUnary(t.Context(), connect.NewRequest(
				&callmillv1.ActivatePolicyRequest{Document: []byte("{}")}))
			checkError(t, err, connect.CodeInvalidArgument, "INVALID_POLICY", "document.format")

			id := "of-" + policy.Spec().Version
			stream, err := method[callmillv1.GenerateSamplesRequest, callmillv1.GenerateSamplesResponse](
				t, s, p, "GenerateSamples").CallServerStream(t.Context(), connect.NewRequest(
				&callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 20, RunId: id, LogFeatures: true}))
			if err != nil {
				t.Fatal(err)
			}
			run := &servetest.Reading{}
			if err := run.Read(t, nextOf(stream), -1); err != nil {
				t.Fatal(err)
			}
			_ = stream.Close()
			if run.Started.GetPolicyHash() != policy.Hash() {
				t.Errorf("the run uses %.8s, want %.8s", run.Started.GetPolicyHash(), policy.Hash())
			}

			decisions, err := routingMethod[callmillv1.StreamDecisionsRequest, callmillv1.StreamDecisionsResponse](
				t, s, p, "StreamDecisions").CallServerStream(t.Context(), connect.NewRequest(
				&callmillv1.StreamDecisionsRequest{Runs: []string{"runs/" + id}}))
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for decisions.Receive() {
				if r := decisions.Msg().GetEvent().GetRun(); r != nil && r.GetPolicyHash() != policy.Hash() {
					t.Errorf("found the run %v", r)
				}
				n++
			}
			if err := decisions.Err(); err != nil || n < 22 {
				t.Errorf("found %d events, %v", n, err)
			}
			_ = decisions.Close()
		})
	}
}
