package rpc

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"strconv"

	"google.golang.org/protobuf/types/known/timestamppb"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/server/internal/policies"
	"github.com/callmill/callmill/server/internal/run"
)

// The fields of requests about policies.
const (
	fieldVersion  = "version"
	fieldDocument = "document"
	fieldShare    = "canary_share"
)

// ListPolicies implements RoutingService.
func (r *routing) ListPolicies(
	context.Context, *callmillv1.ListPoliciesRequest,
) (*callmillv1.ListPoliciesResponse, error) {
	all, trial := r.host.Policies().List()
	out := &callmillv1.ListPoliciesResponse{Canary: canaryMessage(trial)}
	for _, k := range all {
		out.Policies = append(out.Policies, policyMessage(k))
	}
	return out, nil
}

// GetPolicy implements RoutingService.
func (r *routing) GetPolicy(
	_ context.Context, req *callmillv1.GetPolicyRequest,
) (*callmillv1.GetPolicyResponse, error) {
	k, err := r.host.Policies().Get(req.GetVersion())
	if err != nil {
		return nil, err
	}
	m := policyMessage(k)
	m.Document = k.Policy.Encode()
	return &callmillv1.GetPolicyResponse{Policy: m}, nil
}

// ActivatePolicy implements RoutingService.
func (r *routing) ActivatePolicy(
	_ context.Context, req *callmillv1.ActivatePolicyRequest,
) (*callmillv1.ActivatePolicyResponse, error) {
	if err := checkActivation(req); err != nil {
		return nil, err
	}
	store := r.host.Policies()
	policy, err := policyOf(store, req)
	if err != nil {
		return nil, err
	}
	var (
		known policies.Known
		trial *policies.Trial
	)
	switch {
	case req.GetKeepOnly():
		known, err = store.Keep(policy)
	case req.GetCanaryShare() > 0:
		runs := int(cmp.Or(req.GetCanaryRuns(), policies.DefaultRuns))
		known, trial, err = store.Try(policy, req.GetCanaryShare(), runs)
	default:
		known, err = store.Activate(policy)
	}
	if err != nil {
		return nil, err
	}
	return &callmillv1.ActivatePolicyResponse{Policy: policyMessage(known), Canary: canaryMessage(trial)}, nil
}

// checkActivation finds what is wrong with a request before its policy is looked
// at.
func checkActivation(req *callmillv1.ActivatePolicyRequest) error {
	brought := len(req.GetDocument()) > 0
	switch {
	case req.GetVersion() == "" && !brought:
		return fieldFault(fieldDocument, "nothing", "a policy file, or the version of a policy that the server has")
	case req.GetVersion() != "" && brought:
		return fieldFault(fieldDocument, "a policy file and a version", "one of the two")
	case req.GetKeepOnly() && !brought:
		return fieldFault(fieldVersion, strconv.Quote(req.GetVersion()),
			"a document instead: what the server has is kept")
	default:
		return checkCanary(req)
	}
}

func checkCanary(req *callmillv1.ActivatePolicyRequest) error {
	share, runs := req.GetCanaryShare(), req.GetCanaryRuns()
	switch {
	case !(share >= 0 && share < 1):
		return fieldFault(fieldShare, strconv.FormatFloat(share, 'g', -1, 64), "a number from 0, below 1")
	case runs != 0 && (runs < policies.MinRuns || runs > policies.MaxRuns):
		return fieldFault("canary_runs", strconv.Itoa(int(runs)),
			fmt.Sprintf("0 (for %d), or %d to %d", policies.DefaultRuns, policies.MinRuns, policies.MaxRuns))
	case runs != 0 && share == 0:
		return fieldFault("canary_runs", strconv.Itoa(int(runs)), "0 where there is no canary_share")
	case req.GetKeepOnly() && share > 0:
		return fieldFault(fieldShare, strconv.FormatFloat(share, 'g', -1, 64), "0 where the policy is only kept")
	default:
		return nil
	}
}

func fieldFault(field, found, want string) error {
	return &run.FieldError{Field: field, Found: found, Want: want}
}

func policyOf(store *policies.Store, req *callmillv1.ActivatePolicyRequest) (*router.Policy, error) {
	if req.GetVersion() != "" {
		return store.Find(req.GetVersion())
	}
	return router.ParsePolicy(req.GetDocument())
}

// RollBackPolicy implements RoutingService.
func (r *routing) RollBackPolicy(
	context.Context, *callmillv1.RollBackPolicyRequest,
) (*callmillv1.RollBackPolicyResponse, error) {
	k, err := r.host.Policies().RollBack()
	if err != nil {
		return nil, err
	}
	return &callmillv1.RollBackPolicyResponse{Policy: policyMessage(k)}, nil
}

func policyMessage(k policies.Known) *callmillv1.Policy {
	m := &callmillv1.Policy{
		Version: k.Policy.Label(), Hash: k.Policy.Hash(), Card: k.Policy.Spec().Card,
		State: callmillv1.Policy_STATE_INACTIVE, CreateTime: timestamppb.New(k.Since),
	}
	switch k.Part {
	case policies.Active:
		m.State = callmillv1.Policy_STATE_ACTIVE
	case policies.OnTrial:
		m.State = callmillv1.Policy_STATE_CANARY
	case policies.Inactive:
	}
	return m
}

func canaryMessage(t *policies.Trial) *callmillv1.Canary {
	if t == nil {
		return nil
	}
	m := &callmillv1.Canary{
		Policy: t.Version, Share: t.Share, Runs: int32(min(t.Runs, math.MaxInt32)),
		Trial: armMessage(t.Trial), Control: armMessage(t.Control),
		CreateTime: timestamppb.New(t.Began), Reason: t.Reason,
	}
	switch t.Verdict {
	case policies.Promoted:
		m.Verdict = callmillv1.Canary_VERDICT_PROMOTED
	case policies.Returned:
		m.Verdict = callmillv1.Canary_VERDICT_RETURNED
	case policies.Ended:
		m.Verdict = callmillv1.Canary_VERDICT_ENDED
	}
	return m
}

func armMessage(a policies.Arm) *callmillv1.CanaryArm {
	return &callmillv1.CanaryArm{Runs: int32(a.Runs), MeanCost: a.Mean, StandardError: a.StandardError}
}
