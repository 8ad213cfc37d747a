package web

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/callmill/callmill/server/internal/rpc"
)

// Bounds of what one client can ask of the port. There is none on the time a
// response takes: a stream lasts as long as its run.
const (
	headerTimeout  = 10 * time.Second
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 64 << 10
	pingAfter      = 30 * time.Second
	pingTimeout    = 10 * time.Second
)

// NewServer makes the HTTP server for a handler: HTTP/1.1, and HTTP/2 without
// TLS for gRPC and for many streams over one connection.
func NewServer(handler http.Handler, logger *slog.Logger) *http.Server {
	protocols := &http.Protocols{}
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Server{
		Handler:           handler,
		Protocols:         protocols,
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: rpc.MaxStreams,
			// A client that is gone without a word is noticed, and its run pauses.
			SendPingTimeout: pingAfter,
			PingTimeout:     pingTimeout,
		},
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}
}
