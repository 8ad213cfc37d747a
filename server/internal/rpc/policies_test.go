package rpc_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// TestPolicyRequests sends what is wrong with a policy in every way, and wants to
// be told the reason and the field. The active policy stays.
func TestPolicyRequests(t *testing.T) {
	type activate = callmillv1.ActivatePolicyRequest
	const (
		invalid = codes.InvalidArgument
		request = "INVALID_REQUEST"
		policy  = "INVALID_POLICY"
	)
	conn := servetest.Dial(t, servetest.Start(t, servetest.Options(t)).GRPCAddr())
	client := callmillv1.NewRoutingServiceClient(conn)
	a := servetest.Policy(t, "a", 1)
	if _, err := client.ActivatePolicy(t.Context(), &activate{Document: a.Encode()}); err != nil {
		t.Fatal(err)
	}
	edited := func(old, now string) []byte { return bytes.Replace(a.Encode(), []byte(old), []byte(now), 1) }
	feature := router.Features()[0].Name
	for _, c := range []struct {
		name    string
		request proto.Message
		code    codes.Code
		reason  string
		fields  []string
	}{
		{"nothing", &activate{}, invalid, request, []string{"document"}},
		{"both", &activate{Version: a.Label(), Document: a.Encode()}, invalid, request, []string{"document"}},
		{"not there", &activate{Version: "x@1"}, codes.NotFound, "POLICY_NOT_FOUND", []string{"version"}},
		{"no JSON", &activate{Document: []byte("{")}, invalid, policy, []string{"document"}},
		{"no UTF-8", &activate{Document: []byte("\xff")}, invalid, policy, []string{"document"}},
		{"unknown key", &activate{Document: edited(`"card"`, `"cart"`)}, invalid, policy, []string{"document.cart"}},
		{
			"unknown feature", &activate{Document: edited(`"`+feature+`"`, `"luck"`)},
			invalid, policy,
			[]string{"document.weights.luck"},
		},
		{
			"another feature version",
			&activate{Document: edited(fmt.Sprintf(`"feature_version": %d`, router.FeatureVersion), `"feature_version": 99`)},
			invalid, policy,
			[]string{"document.feature_version"},
		},
		{
			"weight", &activate{Document: edited(`"`+feature+`": 1`, `"`+feature+`": 1e9`)},
			invalid, policy,
			[]string{"document.weights." + feature},
		},
		{
			"version taken", &activate{Document: servetest.Policy(t, "a", 2).Encode()},
			codes.AlreadyExists, policy,
			[]string{"document"},
		},
		{
			"version of the build", &activate{Document: startEdited(t)},
			codes.AlreadyExists, policy,
			[]string{"document"},
		},
		{"share", &activate{Version: a.Label(), CanaryShare: 1}, invalid, request, []string{"canary_share"}},
		{"negative share", &activate{Version: a.Label(), CanaryShare: -0.1}, invalid, request, []string{"canary_share"}},
		{"no share", &activate{Version: a.Label(), CanaryShare: math.NaN()}, invalid, request, []string{"canary_share"}},
		{"runs", &activate{Version: a.Label(), CanaryShare: 0.5, CanaryRuns: -1}, invalid, request, []string{"canary_runs"}},
		{"few", &activate{Version: a.Label(), CanaryShare: 0.5, CanaryRuns: 3}, invalid, request, []string{"canary_runs"}},
		{"runs alone", &activate{Version: a.Label(), CanaryRuns: 10}, invalid, request, []string{"canary_runs"}},
		{
			"keep on trial", &activate{Document: servetest.Policy(t, "b", 2).Encode(), CanaryShare: 0.5, KeepOnly: true},
			invalid, request,
			[]string{"canary_share"},
		},
		{"keep what is kept", &activate{Version: a.Label(), KeepOnly: true}, invalid, request, []string{"version"}},
		{
			"on trial against itself", &activate{Version: a.Label(), CanaryShare: 0.5},
			codes.FailedPrecondition, request,
			[]string{"canary_share"},
		},
		{"get", &callmillv1.GetPolicyRequest{Version: "x"}, codes.NotFound, "POLICY_NOT_FOUND", []string{"version"}},
		{"get nothing", &callmillv1.GetPolicyRequest{}, codes.NotFound, "POLICY_NOT_FOUND", []string{"version"}},
		{
			"decisions of no run", &callmillv1.StreamDecisionsRequest{Runs: []string{"runs/gone"}},
			codes.NotFound, "RUN_NOT_FOUND",
			[]string{"runs[0]"},
		},
		{
			"decisions of no name", &callmillv1.StreamDecisionsRequest{Runs: []string{"gone"}},
			invalid, request,
			[]string{"runs[0]"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			servetest.CheckError(t, c.name, send(t.Context(), conn, c.request), c.code, c.reason, c.fields...)
			list, err := client.ListPolicies(t.Context(), &callmillv1.ListPoliciesRequest{})
			if err != nil {
				t.Fatal(err)
			}
			if len(list.GetPolicies()) != 2 || list.GetCanary() != nil ||
				list.GetPolicies()[0].GetState() != callmillv1.Policy_STATE_ACTIVE || list.GetPolicies()[0].GetHash() != a.Hash() {
				t.Errorf("found the policies %v", list)
			}
		})
	}
}

// startEdited is another content under the name of the policy that ships.
func startEdited(t *testing.T) []byte {
	t.Helper()
	start, err := router.StartPolicy()
	if err != nil {
		t.Fatal(err)
	}
	spec := start.Spec()
	spec.Card += " Edited."
	p, err := router.NewPolicy(spec)
	if err != nil {
		t.Fatal(err)
	}
	return p.Encode()
}

// TestPolicyMethods goes through the life of policies.
func TestPolicyMethods(t *testing.T) {
	conn := servetest.Dial(t, servetest.Start(t, servetest.Options(t)).GRPCAddr())
	client, ctx := callmillv1.NewRoutingServiceClient(conn), t.Context()
	a, b := servetest.Policy(t, "a", 1), servetest.Policy(t, "b", 2)

	kept, err := client.ActivatePolicy(ctx, &callmillv1.ActivatePolicyRequest{Document: a.Encode(), KeepOnly: true})
	if err != nil || kept.GetPolicy().GetState() != callmillv1.Policy_STATE_INACTIVE || kept.GetCanary() != nil {
		t.Fatalf("kept %v, %v", kept, err)
	}
	got, err := client.GetPolicy(ctx, &callmillv1.GetPolicyRequest{Version: a.Label()})
	if err != nil || !bytes.Equal(got.GetPolicy().GetDocument(), a.Encode()) || got.GetPolicy().GetHash() != a.Hash() ||
		got.GetPolicy().GetCard() != a.Spec().Card || got.GetPolicy().GetCreateTime() == nil {
		t.Errorf("found %v, %v", got, err)
	}
	tried, err := client.ActivatePolicy(ctx, &callmillv1.ActivatePolicyRequest{Document: b.Encode(), CanaryShare: 0.25})
	if err != nil || tried.GetPolicy().GetState() != callmillv1.Policy_STATE_CANARY {
		t.Fatalf("tried %v, %v", tried, err)
	}
	if c := tried.GetCanary(); c.GetPolicy() != b.Label() || c.GetShare() != 0.25 || c.GetRuns() != 20 ||
		c.GetVerdict() != callmillv1.Canary_VERDICT_UNSPECIFIED || c.GetTrial() == nil || c.GetControl() == nil {
		t.Errorf("found the canary %v", c)
	}
	list, err := client.ListPolicies(ctx, &callmillv1.ListPoliciesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var states []string
	for _, p := range list.GetPolicies() {
		states = append(states, p.GetVersion()+" "+strings.TrimPrefix(p.GetState().String(), "STATE_"))
		if len(p.GetDocument()) > 0 {
			t.Errorf("the list has a document")
		}
	}
	start := list.GetPolicies()[2].GetVersion()
	if want := "test@b CANARY, test@a INACTIVE, " + start + " ACTIVE"; strings.Join(states, ", ") != want {
		t.Errorf("found %v, want %s", states, want)
	}
	// The way back ends the trial first.
	back, err := client.RollBackPolicy(ctx, &callmillv1.RollBackPolicyRequest{})
	if p := back.GetPolicy(); err != nil || p.GetVersion() != start || p.GetState() != callmillv1.Policy_STATE_ACTIVE {
		t.Errorf("rolled back to %v, %v", back, err)
	}
	_, err = client.RollBackPolicy(ctx, &callmillv1.RollBackPolicyRequest{})
	servetest.CheckError(t, "no way back", err, codes.FailedPrecondition, "NO_EARLIER_POLICY")
	list, err = client.ListPolicies(ctx, &callmillv1.ListPoliciesRequest{})
	if c := list.GetCanary(); err != nil || c.GetVerdict() != callmillv1.Canary_VERDICT_ENDED || c.GetReason() == "" {
		t.Errorf("found the canary %v, %v", c, err)
	}
	if _, err := client.ActivatePolicy(ctx, &callmillv1.ActivatePolicyRequest{Version: a.Label()}); err != nil {
		t.Fatal(err)
	}
	explained, err := client.ExplainDecision(ctx, &callmillv1.ExplainDecisionRequest{Domain: "studio"})
	if err != nil || explained.GetFeatures()[0].GetWeight() != 1 {
		t.Errorf("explained %v, %v: want the weight of the active policy", explained.GetFeatures(), err)
	}
}
