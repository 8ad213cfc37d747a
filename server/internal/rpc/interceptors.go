package rpc

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"

	grpcprom "github.com/grpc-ecosystem/go-grpc-middleware/providers/prometheus"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/logging"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/recovery"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
)

// interceptor is one link of the chain. It has both forms, so that unary and
// streaming calls cannot come to differ.
type interceptor struct {
	name   string
	unary  grpc.UnaryServerInterceptor
	stream grpc.StreamServerInterceptor
}

// interceptors is the chain of every call, outermost first. Metrics and log see
// the status that the client gets, so they stand outside of errors; a panic
// becomes an error like any other, so recovery stands inside.
func interceptors(metrics *grpcprom.ServerMetrics, logger *slog.Logger, known func(method string) bool) []interceptor {
	options := []logging.Option{
		logging.WithLogOnEvents(logging.FinishCall),
		logging.WithLevels(level),
	}
	log := logging.LoggerFunc(func(ctx context.Context, l logging.Level, message string, fields ...any) {
		logger.Log(ctx, slog.Level(l), message, fields...) //nolint:sloglint // the middleware's message and fields
	})
	recovered := recovery.WithRecoveryHandlerContext(func(_ context.Context, p any) error {
		return &panicError{value: p, stack: debug.Stack()}
	})
	return []interceptor{
		{
			"metrics",
			metrics.UnaryServerInterceptor(),
			onlyKnown(known, metrics.StreamServerInterceptor()),
		},
		{
			"logging",
			logging.UnaryServerInterceptor(log, options...),
			logging.StreamServerInterceptor(log, options...),
		},
		{
			"errors",
			unaryErrors(logger),
			streamErrors(logger),
		},
		{
			"recovery",
			recovery.UnaryServerInterceptor(recovered),
			recovery.StreamServerInterceptor(recovered),
		},
	}
}

// chained gives the chain as options of a server.
func chained(chain []interceptor) []grpc.ServerOption {
	unary := make([]grpc.UnaryServerInterceptor, len(chain))
	stream := make([]grpc.StreamServerInterceptor, len(chain))
	for i, link := range chain {
		unary[i], stream[i] = link.unary, link.stream
	}
	return []grpc.ServerOption{grpc.ChainUnaryInterceptor(unary...), grpc.ChainStreamInterceptor(stream...)}
}

// onlyKnown leaves out methods that do not exist: their names are the caller's,
// and a metric with a label per name would grow without bound. They all come as
// streams.
func onlyKnown(known func(string) bool, inner grpc.StreamServerInterceptor) grpc.StreamServerInterceptor {
	return func(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
		if !known(info.FullMethod) {
			return handler(srv, stream)
		}
		return inner(srv, stream, info, handler)
	}
}

// panicError is a panic in a handler.
type panicError struct {
	value any
	stack []byte
}

// Error implements error.
func (e *panicError) Error() string { return "panic in a handler" }

func unaryErrors(logger *slog.Logger) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		response, err := handler(ctx, req)
		if err == nil {
			return response, nil
		}
		request, _ := req.(proto.Message)
		return nil, translate(ctx, logger, info.FullMethod, err, request)
	}
}

func streamErrors(logger *slog.Logger) grpc.StreamServerInterceptor {
	return func(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
		s := &requestStream{ServerStream: stream}
		if err := handler(srv, s); err != nil {
			return translate(stream.Context(), logger, info.FullMethod, err, s.request)
		}
		return nil
	}
}

// translate gives the status for an error, and logs what the client is not told.
func translate(ctx context.Context, logger *slog.Logger, method string, err error, request proto.Message) error {
	s := statusOf(ctx, err, request)
	if s.Code() == codes.Internal || s.Code() == codes.DataLoss {
		attrs := []any{slog.String("method", method), slog.Any("error", err)}
		if p := (*panicError)(nil); errors.As(err, &p) {
			attrs = append(attrs, slog.Any("panic", p.value), slog.String("stack", string(p.stack)))
		}
		logger.ErrorContext(ctx, "call failed", attrs...)
	}
	return s.Err()
}

// level is how loud the end of a call is logged: what is the client's own doing
// is no news for the operator.
func level(c codes.Code) logging.Level {
	switch c {
	case codes.OK:
		return logging.LevelDebug
	case codes.Internal, codes.Unknown, codes.DataLoss:
		return logging.LevelError
	default:
		return logging.LevelInfo
	}
}
