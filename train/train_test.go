package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
	"github.com/callmill/callmill/train/internal/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// simulated writes the log of these runs to a file, some 120 decisions each.
func simulated(t *testing.T, runs int, change func(*sim.Config)) string {
	t.Helper()
	start, err := router.HeuristicPolicy()
	if err != nil {
		t.Fatal(err)
	}
	c := sim.Config{Seed: 5, Runs: runs, Policy: start, Events: 120 * runs, Filling: sim.Filling{Samples: 600}}
	if change != nil {
		change(&c)
	}
	path := filepath.Join(t.TempDir(), "decisions.s2")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := dataset.NewWriter(f)
	if err := sim.Write(t.Context(), c, w); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// command runs the program.
func command(t *testing.T, args ...string) (code int, stderr string) {
	t.Helper()
	var out, text bytes.Buffer
	code = run(args, &out, &text)
	if out.Len() > 0 {
		t.Errorf("standard output: %q", out.String())
	}
	return code, text.String()
}

func expect(t *testing.T, code, want int, stderr string, parts ...string) {
	t.Helper()
	if code != want {
		t.Errorf("exit code: got %d, want %d", code, want)
	}
	for _, part := range parts {
		if !strings.Contains(stderr, part) {
			t.Errorf("standard error does not say %q", part)
		}
	}
	if t.Failed() {
		t.Logf("standard error:\n%s", stderr)
	}
}

func parse(t *testing.T, path string) *router.Policy {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, err := router.ParsePolicy(data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// One log, enough to learn from and to judge by: what is learned clears the gate,
// is written, reported and promoted, and evaluate agrees on runs of its own.
func TestTrainLearnsJudgesAndPromotes(t *testing.T) {
	log := simulated(t, 90, nil)
	out := filepath.Join(t.TempDir(), "policy.json")
	report := filepath.Join(t.TempDir(), "report.html")
	service := &routing{t: t, log: log}
	address := serve(t, service)

	code, stderr := command(t, "--log", log, "--out", out, "--report", report, "--steps", "300", "--promote="+address,
		"--canary", "0.25", "--canary-runs", "9")
	expect(t, code, exitOK, stderr, "10800 decisions of 90 runs", "price θ", "what moved most", "verdict: promote",
		"is on trial at "+address)
	p := parse(t, out)
	if s := p.Spec(); s.Price <= 0 || !strings.Contains(s.Card, "learned from 50 runs") || s.Name != "trained" {
		t.Errorf("got the policy %s: %s", p.Label(), s.Card)
	}
	if page, err := os.ReadFile(report); err != nil || !bytes.Contains(page, []byte(p.Label())) {
		t.Errorf("the report does not tell of %s: %v", p.Label(), err)
	}
	if len(service.activated) != 1 || service.activated[0].GetCanaryShare() != 0.25 ||
		service.activated[0].GetCanaryRuns() != 9 || !bytes.Equal(service.activated[0].GetDocument(), p.Encode()) {
		t.Errorf("the server was asked for %v", service.activated)
	}

	// The same from the server itself gives the same policy, and names of ours.
	code, stderr = command(t, "--log", address, "--out", out, "--steps", "300", "--name", "mine@3")
	expect(t, code, exitOK, stderr, "mine@3 against the active heuristic@")
	if again := parse(t, out); !equal(again.Spec().Weights, p.Spec().Weights) {
		t.Error("the server's decisions gave other weights than the same in a file")
	}
	if len(service.activated) != 1 {
		t.Error("a policy was promoted that nobody asked to promote")
	}

	// A policy that clears, and a server that does not want it.
	refusing := serve(t, &routing{t: t, refuse: true})
	code, stderr = command(t, "--log", log, "--out", out, "--steps", "300", "--promote="+refusing)
	expect(t, code, exitFailed, stderr, "verdict: promote", "promote: the server at "+refusing+": no")

	later := simulated(t, 40, func(c *sim.Config) { c.From = 500 })
	code, stderr = command(t, "evaluate", "--policy", out, "--log", later, "--report", report)
	expect(t, code, exitOK, stderr, "4800 decisions of 40 runs", "verdict: promote")
}

func equal(a, b []float64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

func TestWhatDoesNotClearTheGate(t *testing.T) {
	start, err := router.HeuristicPolicy()
	if err != nil {
		t.Fatal(err)
	}
	same := filepath.Join(t.TempDir(), "same.json")
	if err := os.WriteFile(same, start.Encode(), 0o600); err != nil {
		t.Fatal(err)
	}
	address := serve(t, &routing{t: t, refuse: true})
	out := filepath.Join(t.TempDir(), "policy.json")
	for _, test := range []struct {
		name   string
		log    string
		args   []string
		code   int
		says   string
		writes bool
	}{
		{
			"not better", simulated(t, 40, nil),
			[]string{"evaluate", "--policy", same},
			exitNotBetter, "not better", false,
		},
		{
			"too few runs", simulated(t, 10, nil),
			[]string{"--out", out, "--steps", "20", "--promote=" + address},
			exitNotEnough, "not enough data: runs: found 5, want at least 20", true,
		},
		{
			"one run", simulated(t, 1, nil),
			[]string{"--out", out},
			exitNotEnough, "too little to learn from", false,
		},
		{
			"no exploration", simulated(t, 40, func(c *sim.Config) { c.Draw = sim.Unmixed }),
			[]string{"evaluate", "--policy", same},
			exitUnsound, "bad propensities: exploration", false,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			_ = os.Remove(out)
			code, stderr := command(t, append(test.args, "--log", test.log)...)
			expect(t, code, test.code, stderr, test.says)
			if _, err := os.Stat(out); (err == nil) != test.writes {
				t.Errorf("the policy's file: got %v, want it there: %v", err, test.writes)
			}
		})
	}
}

func TestBadInput(t *testing.T) {
	log := simulated(t, 2, nil)
	out := filepath.Join(t.TempDir(), "policy.json")
	broken := filepath.Join(t.TempDir(), "broken.s2")
	data, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(broken, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	noPolicy := filepath.Join(t.TempDir(), "no.json")
	if err := os.WriteFile(noPolicy, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no log":            {[]string{"--out", out}, exitUsage, "--log: want a file"},
		"no out":            {[]string{"--log", log}, exitUsage, "--out: want a file"},
		"no such file":      {[]string{"--out", out, "--log", "missing.s2"}, exitUsage, `"missing.s2", which is no file`},
		"address and file":  {[]string{"--out", out, "--log", log, "--log", "localhost:1"}, exitUsage, "want it alone"},
		"broken log":        {[]string{"--out", out, "--log", broken}, exitUsage, broken + ": event "},
		"the same twice":    {[]string{"--out", out, "--log", log, "--log", log}, exitUsage, "a second time"},
		"no folder":         {[]string{"--out", "missing/p.json", "--log", log}, exitUsage, "missing is no folder"},
		"an argument":       {[]string{log}, exitUsage, "want flags only"},
		"an unknown flag":   {[]string{"--what"}, exitUsage, "unknown flag"},
		"no name":           {[]string{"--out", out, "--log", log, "--name", "A B"}, exitUsage, "--name"},
		"promote a file":    {[]string{"--out", out, "--log", log, "--promote"}, exitUsage, "want --promote=HOST:PORT"},
		"promote nowhere":   {[]string{"--out", out, "--log", log, "--promote=here"}, exitUsage, `found "here"`},
		"share":             {[]string{"--out", out, "--log", log, "--canary", "1"}, exitUsage, "--canary"},
		"trial":             {[]string{"--out", out, "--log", log, "--canary-runs", "0"}, exitUsage, "--canary-runs"},
		"price":             {[]string{"--out", out, "--log", log, "--price", "-1"}, exitUsage, "--price"},
		"active":            {[]string{"--out", out, "--log", log, "--active", noPolicy}, exitUsage, "--active " + noPolicy},
		"nobody there":      {[]string{"--out", out, "--log", "127.0.0.1:1"}, exitFailed, "no callmill server answers"},
		"evaluate nothing":  {[]string{"evaluate", "--log", log}, exitUsage, "--policy: want"},
		"evaluate no file":  {[]string{"evaluate", "--log", log, "--policy", "missing"}, exitUsage, "--policy: open missing"},
		"evaluate at price": {[]string{"evaluate", "--log", log, "--policy", out, "--price", "-1"}, exitUsage, "--price"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stderr := command(t, test.args...)
			expect(t, code, test.code, stderr, test.says)
		})
	}
}

func TestHelpExplainsTheExitCodes(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"evaluate", "--help"}} {
		var out bytes.Buffer
		if code := run(args, &out, &out); code != exitOK || !strings.Contains(out.String(), exitCodes) {
			t.Errorf("%v: exit code %d, %s", args, code, out.String())
		}
	}
}

// routing is a server's RoutingService, with the decisions of a file.
type routing struct {
	callmillv1.UnimplementedRoutingServiceServer

	t         *testing.T
	log       string
	refuse    bool
	activated []*callmillv1.ActivatePolicyRequest
}

func (r *routing) start() *router.Policy {
	p, err := router.HeuristicPolicy()
	if err != nil {
		r.t.Error(err)
	}
	return p
}

// ListPolicies lists the starting policy as the active one.
func (r *routing) ListPolicies(
	context.Context, *callmillv1.ListPoliciesRequest,
) (*callmillv1.ListPoliciesResponse, error) {
	return &callmillv1.ListPoliciesResponse{Policies: []*callmillv1.Policy{
		{Version: r.start().Label(), State: callmillv1.Policy_STATE_ACTIVE},
	}}, nil
}

// GetPolicy returns it.
func (r *routing) GetPolicy(
	context.Context, *callmillv1.GetPolicyRequest,
) (*callmillv1.GetPolicyResponse, error) {
	return &callmillv1.GetPolicyResponse{Policy: &callmillv1.Policy{Document: r.start().Encode()}}, nil
}

// ActivatePolicy remembers the request.
func (r *routing) ActivatePolicy(
	_ context.Context, request *callmillv1.ActivatePolicyRequest,
) (*callmillv1.ActivatePolicyResponse, error) {
	if r.refuse {
		return nil, status.Error(codes.FailedPrecondition, "no")
	}
	r.activated = append(r.activated, request)
	return &callmillv1.ActivatePolicyResponse{
		Canary: &callmillv1.Canary{Share: request.GetCanaryShare(), Runs: request.GetCanaryRuns()},
	}, nil
}

// StreamDecisions streams the file.
func (r *routing) StreamDecisions(
	_ *callmillv1.StreamDecisionsRequest, out grpc.ServerStreamingServer[callmillv1.StreamDecisionsResponse],
) error {
	return dataset.File(r.log).Read(out.Context(), func(e *callmillv1.DecisionEvent) error {
		return out.Send(&callmillv1.StreamDecisionsResponse{Event: e})
	})
}

// serve serves it and returns the address.
func serve(t *testing.T, service *routing) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	callmillv1.RegisterRoutingServiceServer(server, service)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}
