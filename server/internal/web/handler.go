package web

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"connectrpc.com/vanguard"
	"connectrpc.com/vanguard/vanguardgrpc"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"google.golang.org/grpc"

	"github.com/callmill/callmill/server/internal/rpc"
)

// NewHandler makes the handler of the HTTP port. Healthy says whether the server
// takes new calls.
//
// There is no CORS: a page of another origin gets nothing, neither by a request
// that needs to be asked for first nor by one that does not.
func NewHandler(server *grpc.Server, metrics prometheus.Gatherer, healthy func() bool) (http.Handler, error) {
	transcoder, err := vanguardgrpc.NewTranscoder(server,
		vanguard.WithCodec(newCodec),
		vanguard.WithDefaultServiceOptions(vanguard.WithMaxMessageBufferBytes(rpc.MaxRequestBytes)),
	)
	if err != nil {
		return nil, fmt.Errorf("put Connect and gRPC-Web in front of gRPC: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", plainConnect(transcoder))
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		if !healthy() {
			http.Error(w, "not serving", http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "ok\n")
	})
	return http.NewCrossOriginProtection().Handler(mux), nil
}

// plainConnect takes a plain POST of JSON or protobuf for a Connect call, as
// Connect's own servers do: its version header is there to be demanded by those
// who want to. Without it the transcoder looks for REST routes, of which there
// are none.
func plainConnect(next http.Handler) http.Handler {
	const header = "Connect-Protocol-Version"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
		isJSON := kind == "application/json"
		if r.Method == http.MethodPost && r.Header.Get(header) == "" && (isJSON || kind == "application/proto") {
			r.Header.Set(header, "1")
		}
		if isJSON && r.ContentLength <= 0 && isEmpty(r) {
			// The empty message, as no bytes of protobuf are. The transcoder would take
			// it for no message at all.
			const empty = "{}"
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(empty)), int64(len(empty))
		}
		next.ServeHTTP(w, r)
	})
}

// isEmpty says whether a request has an empty body. What it reads it puts back.
func isEmpty(r *http.Request) bool {
	b := bufio.NewReader(r.Body)
	_, err := b.Peek(1)
	r.Body = struct {
		io.Reader
		io.Closer
	}{b, r.Body}
	return errors.Is(err, io.EOF)
}
