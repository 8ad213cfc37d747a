package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/genproto/googleapis/rpc/errdetails"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/serve"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

const generation = "/callmill.v1.GenerationService/"

// protocol is one way to talk to the HTTP port.
type protocol struct {
	name    string
	http2   bool
	options []connect.ClientOption
}

func protocols() []protocol {
	return []protocol{
		{"Connect over HTTP/1.1", false, nil},
		{"Connect over HTTP/2", true, nil},
		{"Connect with JSON", false, []connect.ClientOption{connect.WithProtoJSON()}},
		{"Connect with gzip", false, []connect.ClientOption{connect.WithSendGzip()}},
		{"gRPC-Web over HTTP/1.1", false, []connect.ClientOption{connect.WithGRPCWeb()}},
		{"gRPC-Web over HTTP/2", true, []connect.ClientOption{connect.WithGRPCWeb()}},
		{"gRPC", true, []connect.ClientOption{connect.WithGRPC()}},
		{"gRPC with JSON", true, []connect.ClientOption{connect.WithGRPC(), connect.WithProtoJSON()}},
	}
}

// httpClient is a client that uses HTTP/1.1 alone or HTTP/2 without TLS alone.
func httpClient(t *testing.T, http2 bool) *http.Client {
	t.Helper()
	protocols := &http.Protocols{}
	protocols.SetHTTP1(!http2)
	protocols.SetUnencryptedHTTP2(http2)
	transport := &http.Transport{Protocols: protocols}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// method is one method's client.
func method[Req, Res any](t *testing.T, s *serve.Server, p protocol, name string) *connect.Client[Req, Res] {
	t.Helper()
	return connect.NewClient[Req, Res](httpClient(t, p.http2), "http://"+s.HTTPAddr()+generation+name, p.options...)
}

// nextOf gives the frames of a stream.
func nextOf[R any, P interface {
	*R
	GetFrame() *callmillv1.Frame
}](s *connect.ServerStreamForClient[R]) servetest.Next {
	return func() (*callmillv1.Frame, error) {
		switch {
		case s.Receive():
			return P(s.Msg()).GetFrame(), nil
		case s.Err() != nil:
			return nil, s.Err()
		default:
			return nil, io.EOF
		}
	}
}

// TestProtocols makes and reads a run over every protocol. All give what native
// gRPC gives.
func TestProtocols(t *testing.T) {
	o := servetest.Options(t)
	want := servetest.Uninterrupted(t, o, &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 60, Seed: 4})
	s := servetest.Start(t, o)
	for _, p := range protocols() {
		t.Run(p.name, func(t *testing.T) {
			stream, err := method[callmillv1.GenerateSamplesRequest, callmillv1.GenerateSamplesResponse](
				t, s, p, "GenerateSamples").CallServerStream(t.Context(), connect.NewRequest(
				&callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 60, Seed: 4}))
			if err != nil {
				t.Fatal(err)
			}
			got := &servetest.Reading{}
			if err := got.Read(t, nextOf(stream), -1); err != nil {
				t.Fatal(err)
			}
			_ = stream.Close()
			servetest.Same(t, got, want)

			run, err := method[callmillv1.GetRunRequest, callmillv1.GetRunResponse](t, s, p, "GetRun").
				CallUnary(t.Context(), connect.NewRequest(&callmillv1.GetRunRequest{Name: got.Run}))
			if err != nil || run.Msg.GetRun().GetState() != callmillv1.Run_STATE_SUCCEEDED {
				t.Errorf("found %v, %v", run, err)
			}

			_, err = method[callmillv1.GetRunRequest, callmillv1.GetRunResponse](t, s, p, "GetRun").
				CallUnary(t.Context(), connect.NewRequest(&callmillv1.GetRunRequest{Name: "runs/gone"}))
			checkError(t, err, connect.CodeNotFound, "RUN_NOT_FOUND", "name")

			bad, err := method[callmillv1.GenerateSamplesRequest, callmillv1.GenerateSamplesResponse](
				t, s, p, "GenerateSamples").CallServerStream(t.Context(), connect.NewRequest(
				&callmillv1.GenerateSamplesRequest{Domain: "studio"}))
			if err == nil {
				err = (&servetest.Reading{}).Read(t, nextOf(bad), -1)
				_ = bad.Close()
			}
			checkError(t, err, connect.CodeInvalidArgument, "INVALID_REQUEST", "count")
		})
	}
}

// checkError holds an error's details against what they should say.
func checkError(t *testing.T, err error, code connect.Code, reason, field string) {
	t.Helper()
	ce := (*connect.Error)(nil)
	if !errors.As(err, &ce) || ce.Code() != code {
		t.Fatalf("found %v, want code %v", err, code)
	}
	infos, fields := 0, []string(nil)
	for _, d := range ce.Details() {
		v, err := d.Value()
		if err != nil {
			t.Fatal(err)
		}
		switch v := v.(type) {
		case *errdetails.ErrorInfo:
			infos++
			if v.GetReason() != reason || v.GetDomain() != "callmill.dev" {
				t.Errorf("found reason %v, want %s", v, reason)
			}
		case *errdetails.BadRequest:
			for _, f := range v.GetFieldViolations() {
				fields = append(fields, f.GetField())
			}
		}
	}
	if infos != 1 || strings.Join(fields, " ") != field {
		t.Errorf("found %d ErrorInfo and the fields %q, want 1 and %q: %v", infos, fields, field, ce)
	}
}

// TestDisconnect has clients of every protocol go away in mid-run, all in turn on
// one run: it pauses at once, and nothing is lost or comes twice.
func TestDisconnect(t *testing.T) {
	o := servetest.Options(t)
	request := &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 800, Seed: 6, Lead: 8, Window: 16}
	want := servetest.Uninterrupted(t, o, request)
	s := servetest.Start(t, o)
	watcher := servetest.Client(t, s)
	created, err := watcher.CreateRun(t.Context(), &callmillv1.CreateRunRequest{Spec: &callmillv1.RunSpec{
		Domain: request.GetDomain(), Count: request.GetCount(), Seed: request.GetSeed(),
		Lead: request.GetLead(), Window: request.GetWindow(),
	}})
	if err != nil {
		t.Fatal(err)
	}
	got := &servetest.Reading{}
	var pauses []time.Duration
	open := func(ctx context.Context, p protocol) *connect.ServerStreamForClient[callmillv1.StreamSamplesResponse] {
		stream, err := method[callmillv1.StreamSamplesRequest, callmillv1.StreamSamplesResponse](
			t, s, p, "StreamSamples").CallServerStream(ctx, connect.NewRequest(
			&callmillv1.StreamSamplesRequest{Name: created.GetRun().GetName(), Cursor: got.Cursor, Drive: true}))
		if err != nil {
			t.Fatal(err)
		}
		return stream
	}
	for _, p := range protocols() {
		ctx, cancel := context.WithCancel(t.Context())
		stream := open(ctx, p)
		if err := got.Read(t, nextOf(stream), len(got.Samples)+50); err != nil {
			t.Fatal(err)
		}
		cancel()
		began := time.Now()
		for {
			r, err := watcher.GetRun(t.Context(), &callmillv1.GetRunRequest{Name: created.GetRun().GetName()})
			if err != nil {
				t.Fatal(err)
			}
			if r.GetRun().GetState() == callmillv1.Run_STATE_PAUSED {
				break
			}
			if time.Since(began) > 5*time.Second {
				t.Fatalf("%s: the run does not pause", p.name)
			}
			time.Sleep(time.Millisecond)
		}
		pauses = append(pauses, time.Since(began))
		_ = stream.Close()
	}
	t.Logf("paused after %v", pauses)
	servetest.CheckPauses(t, "HTTP", pauses)
	last := open(t.Context(), protocols()[0])
	if err := got.Read(t, nextOf(last), -1); err != nil {
		t.Fatal(err)
	}
	_ = last.Close()
	servetest.Same(t, got, want)
}
