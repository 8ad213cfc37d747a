package web

import (
	"fmt"
	"io"
	"net/http"

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
	mux.Handle("/", transcoder)
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
