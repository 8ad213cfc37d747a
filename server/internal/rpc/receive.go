package rpc

import (
	"context"
	"errors"
	"fmt"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// gRPC answers a message that it cannot read by itself, before any interceptor
// sees it and without details. What is here lets such a message through to the
// interceptors, with its fault beside it, so that it becomes an error like all
// others.

// received is a message to be read, and what came of it.
type received struct {
	message any
	err     error
}

// tolerantCodec is the protobuf codec, for which reading a [received] always
// succeeds.
type tolerantCodec struct{ encoding.CodecV2 }

func newCodec() tolerantCodec { return tolerantCodec{encoding.GetCodecV2("proto")} }

// Unmarshal implements encoding.CodecV2.
func (c tolerantCodec) Unmarshal(data mem.BufferSlice, v any) error {
	in, ok := v.(*received)
	if !ok {
		return c.CodecV2.Unmarshal(data, v) //nolint:wrapcheck // it is gRPC that asks
	}
	in.err = c.CodecV2.Unmarshal(data, in.message)
	return nil
}

// receive reads a message with what gRPC gives to read with.
func receive(read func(any) error, message any) error {
	in := &received{message: message}
	err := read(in)
	switch {
	case errors.Is(err, io.EOF):
		return err
	case status.Code(err) == codes.ResourceExhausted:
		return fmt.Errorf("%w: %s", errTooLarge, status.Convert(err).Message())
	case status.Code(err) == codes.Internal:
		// None, more than one, or one that was cut off.
		return fmt.Errorf("%w: %s", errMessage, status.Convert(err).Message())
	case err != nil:
		return err
	case in.err != nil:
		return unreadable(message, in.err)
	default:
		return nil
	}
}

func unreadable(message any, err error) error {
	m, ok := message.(proto.Message)
	if !ok {
		return fmt.Errorf("%w: %s", errMessage, err.Error())
	}
	return fmt.Errorf("%w as %s: %s", errMessage, m.ProtoReflect().Descriptor().FullName(), err.Error())
}

// registrar registers services so that their unary methods read requests inside
// of the interceptors, as streaming methods do.
type registrar struct{ server *grpc.Server }

// RegisterService implements grpc.ServiceRegistrar.
func (r registrar) RegisterService(desc *grpc.ServiceDesc, impl any) {
	d := *desc
	d.Methods = make([]grpc.MethodDesc, len(desc.Methods))
	for i, m := range desc.Methods {
		d.Methods[i] = grpc.MethodDesc{MethodName: m.MethodName, Handler: readInside(m.Handler)}
	}
	r.server.RegisterService(&d, impl)
}

// GetServiceInfo implements reflection.ServiceInfoProvider.
func (r registrar) GetServiceInfo() map[string]grpc.ServiceInfo { return r.server.GetServiceInfo() }

func readInside(handler grpc.MethodHandler) grpc.MethodHandler {
	return func(srv any, ctx context.Context, read func(any) error, chain grpc.UnaryServerInterceptor) (any, error) {
		var fault error
		tolerant := func(message any) error {
			fault = receive(read, message)
			return nil
		}
		inside := func(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
			return chain(ctx, req, info, func(ctx context.Context, req any) (any, error) {
				if fault != nil {
					return nil, fault
				}
				return next(ctx, req)
			})
		}
		return handler(srv, ctx, tolerant, inside)
	}
}

// requestStream is a stream that remembers its first request.
type requestStream struct {
	grpc.ServerStream

	request proto.Message
}

// RecvMsg implements grpc.ServerStream.
func (s *requestStream) RecvMsg(message any) error {
	if err := receive(s.ServerStream.RecvMsg, message); err != nil {
		return err
	}
	if m, ok := message.(proto.Message); ok && s.request == nil {
		s.request = m
	}
	return nil
}
