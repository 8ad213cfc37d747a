package rpc_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/rpc"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// methods are all of callmill's, with what they take.
func methods() []struct {
	name    string
	request proto.Message
} {
	spec := &callmillv1.RunSpec{
		Domain: "studio", Count: 2, Target: marginal("words", share("1-3", 0.5), share("4-6", 0.5)),
	}
	return []struct {
		name    string
		request proto.Message
	}{
		{"/callmill.v1.GenerationService/GenerateSamples", &callmillv1.GenerateSamplesRequest{
			Domain: "studio", Count: 2, Pathways: []string{"phrase/graph"}, Window: 3,
		}},
		{"/callmill.v1.GenerationService/CreateRun", &callmillv1.CreateRunRequest{Spec: spec}},
		{"/callmill.v1.GenerationService/GetRun", &callmillv1.GetRunRequest{Name: "runs/x"}},
		{"/callmill.v1.GenerationService/ListRuns", &callmillv1.ListRunsRequest{PageSize: 2, PageToken: "x"}},
		{"/callmill.v1.GenerationService/CancelRun", &callmillv1.CancelRunRequest{Name: "runs/x"}},
		{"/callmill.v1.GenerationService/DeleteRun", &callmillv1.DeleteRunRequest{Name: "runs/x"}},
		{"/callmill.v1.GenerationService/StreamSamples", &callmillv1.StreamSamplesRequest{Name: "runs/x", Cursor: "AQ"}},
		{"/callmill.v1.RoutingService/ExplainDecision", &callmillv1.ExplainDecisionRequest{
			Domain: "studio", Cell: []*callmillv1.FacetValue{{Facet: "words", Bucket: "1-3"}},
		}},
		{"/callmill.v1.RoutingService/ListPolicies", &callmillv1.ListPoliciesRequest{}},
		{"/callmill.v1.RoutingService/GetPolicy", &callmillv1.GetPolicyRequest{Version: "heuristic@1"}},
		{"/callmill.v1.RoutingService/ActivatePolicy", &callmillv1.ActivatePolicyRequest{
			Document: []byte(`{"format":"callmill.policy/v1"}`), CanaryShare: 0.25, CanaryRuns: 8,
		}},
		{"/callmill.v1.RoutingService/RollBackPolicy", &callmillv1.RollBackPolicyRequest{}},
		{"/callmill.v1.RoutingService/StreamDecisions", &callmillv1.StreamDecisionsRequest{Runs: []string{"runs/x"}}},
	}
}

// bytesCodec sends and receives bytes as they are.
type bytesCodec struct{}

func (bytesCodec) Name() string                  { return "proto" }
func (bytesCodec) Marshal(v any) ([]byte, error) { return *v.(*[]byte), nil }
func (bytesCodec) Unmarshal(b []byte, v any) error {
	*v.(*[]byte) = bytes.Clone(b)
	return nil
}

// FuzzRequests sends any bytes to any method of the real server. It answers, and
// what is wrong with a request is never a fault of ours: a panic would be one.
func FuzzRequests(f *testing.F) {
	for i, m := range methods() {
		data, err := proto.Marshal(m.request)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), data)
		f.Add(uint8(i), data[:max(0, len(data)-1)])
		f.Add(uint8(i), []byte{})
	}
	f.Add(uint8(0), []byte("\x0a\xff\xff\xff"))
	o := servetest.Options(f)
	o.MaxCount, o.MaxLive = 8, 4
	log := &lines{}
	o.Logger = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelError}))
	conn := servetest.Dial(f, servetest.Start(f, o).GRPCAddr())
	f.Fuzz(func(t *testing.T, method uint8, data []byte) {
		if len(data) > rpc.MaxRequestBytes {
			return // answered by gRPC alone, without details
		}
		m := methods()[int(method)%len(methods())]
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		reply, err := exchange(ctx, conn, m.name, data)
		checkAnswer(t, m.name, err)
		if t.Failed() {
			t.Log(log.last())
		}
		tidy(t, conn, m.request, reply)
	})
}

// lines keeps the last line that was logged.
type lines struct {
	mu   sync.Mutex
	line string
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.line = string(b)
	return len(b), nil
}

func (l *lines) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.line
}

// exchange calls a method with bytes and gives what came last.
func exchange(ctx context.Context, conn *grpc.ClientConn, method string, data []byte) ([]byte, error) {
	stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, method, grpc.ForceCodec(bytesCodec{}))
	if err != nil {
		return nil, err
	}
	if err := stream.SendMsg(&data); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if err := stream.CloseSend(); err != nil {
		return nil, err
	}
	var first []byte
	for {
		var reply []byte
		if err := stream.RecvMsg(&reply); errors.Is(err, io.EOF) {
			return first, nil
		} else if err != nil {
			return first, err
		}
		if first == nil {
			first = reply
		}
	}
}

func checkAnswer(t *testing.T, method string, err error) {
	t.Helper()
	s := status.Convert(err)
	if s.Code() == codes.OK {
		return
	}
	infos := 0
	for _, d := range s.Details() {
		switch d := d.(type) {
		case *errdetails.ErrorInfo:
			infos++
			if _, ok := callmillv1.ErrorReason_value["ERROR_REASON_"+d.GetReason()]; !ok {
				t.Errorf("%s: found the reason %q", method, d.GetReason())
			}
		case *errdetails.BadRequest:
			for _, v := range d.GetFieldViolations() {
				if v.GetField() == "" || v.GetDescription() == "" {
					t.Errorf("%s: a violation says nothing: %v", method, s)
				}
			}
		}
	}
	switch {
	case infos != 1:
		t.Errorf("%s: found %d ErrorInfo: %v", method, infos, s)
	case s.Code() == codes.Internal, s.Code() == codes.Unknown, s.Code() == codes.DeadlineExceeded:
		t.Errorf("%s: found a fault: %v", method, s)
	}
}

// tidy takes back the run that a call made, so that there is room for the next.
func tidy(t *testing.T, conn *grpc.ClientConn, request proto.Message, reply []byte) {
	t.Helper()
	name := ""
	switch request.(type) {
	case *callmillv1.CreateRunRequest:
		m := &callmillv1.CreateRunResponse{}
		if err := proto.Unmarshal(reply, m); err != nil {
			t.Fatal(err)
		}
		name = m.GetRun().GetName()
	case *callmillv1.GenerateSamplesRequest:
		m := &callmillv1.GenerateSamplesResponse{}
		if err := proto.Unmarshal(reply, m); err != nil {
			t.Fatal(err)
		}
		name = m.GetFrame().GetStarted().GetRun()
	}
	if name == "" {
		return
	}
	for _, r := range []proto.Message{
		&callmillv1.CancelRunRequest{Name: name}, &callmillv1.DeleteRunRequest{Name: name},
	} {
		if err := send(t.Context(), conn, r); err != nil {
			t.Fatalf("take back %s: %v", name, err)
		}
	}
}
