package rpc

import (
	"context"
	"errors"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// errorDomain is the domain of every ErrorInfo.
const errorDomain = "callmill.dev"

// internalMessage is all that clients learn of a fault of ours.
const internalMessage = "internal error; the server's log says more"

// ofRun says which run an error is about, where the request does not.
type ofRun struct {
	name string
	err  error
}

// Error implements error.
func (e *ofRun) Error() string { return e.err.Error() }

// Unwrap implements errors' chain.
func (e *ofRun) Unwrap() error { return e.err }

// ofField says which field of the request an error is about, where it is another
// than the table says.
type ofField struct {
	field string
	err   error
}

// Error implements error.
func (e *ofField) Error() string { return e.err.Error() }

// Unwrap implements errors' chain.
func (e *ofField) Unwrap() error { return e.err }

// problem is an error on its way to a status.
type problem struct {
	code       codes.Code
	reason     callmillv1.ErrorReason
	message    string
	violations []*errdetails.BadRequest_FieldViolation
	retry      time.Duration
	metadata   map[string]string
}

// statusOf gives the status for an error that a handler returned. The context
// is the call's, the request what was received, nil where nothing was. Internal
// faults are for the caller to log.
func statusOf(ctx context.Context, err error, request proto.Message) *status.Status {
	p := problem{metadata: metadata(request)}
	if r := (*ofRun)(nil); errors.As(err, &r) {
		p.metadata["run"] = r.name
	}
	p.classify(ctx, err, request)
	return p.status()
}

func (p *problem) classify(ctx context.Context, err error, request proto.Message) {
	if f := requestFault(err, request); f != nil {
		p.code, p.reason, p.violations, p.message = codes.InvalidArgument, f.reason, f.violations, f.message()
		return
	}
	if r, ok := ruleFor(err); ok {
		p.code, p.reason, p.retry, p.message = r.code, r.reason, r.retry, err.Error()
		if f := (*ofField)(nil); errors.As(err, &f) {
			r.field = f.field
		}
		if r.field != "" {
			p.violations = append(p.violations, violation(fieldPath(request, r.field), r.is.Error()))
		}
		if r.terse {
			p.message = r.is.Error()
		}
		return
	}
	if cause := ctx.Err(); cause != nil {
		s := status.FromContextError(cause)
		p.code, p.reason = s.Code(), callmillv1.ErrorReason_ERROR_REASON_CALL_ENDED
		p.message = "the call ended before it was done: " + cause.Error()
		return
	}
	p.code, p.reason = codes.Internal, callmillv1.ErrorReason_ERROR_REASON_INTERNAL
	p.message = internalMessage
	// A status of gRPC itself, or of its health and reflection services.
	if s, ok := status.FromError(err); ok && s.Code() != codes.Internal && s.Code() != codes.Unknown {
		p.code, p.reason, p.message = s.Code(), foreignReason(s.Code()), s.Message()
	}
}

// foreignReason is the reason for a status that was not made here.
func foreignReason(c codes.Code) callmillv1.ErrorReason {
	switch c {
	case codes.Canceled, codes.DeadlineExceeded:
		return callmillv1.ErrorReason_ERROR_REASON_CALL_ENDED
	case codes.Internal, codes.Unknown, codes.DataLoss, codes.Unavailable:
		return callmillv1.ErrorReason_ERROR_REASON_INTERNAL
	default:
		return callmillv1.ErrorReason_ERROR_REASON_INVALID_REQUEST
	}
}

// status builds the status: exactly one ErrorInfo (AIP-193), BadRequest where
// fields are at fault, RetryInfo where another try may help.
func (p *problem) status() *status.Status {
	details := []protoadapt.MessageV1{&errdetails.ErrorInfo{
		Reason: ReasonName(p.reason), Domain: errorDomain, Metadata: p.metadata,
	}}
	if len(p.violations) > 0 {
		details = append(details, &errdetails.BadRequest{FieldViolations: p.violations})
	}
	if p.retry > 0 {
		details = append(details, &errdetails.RetryInfo{RetryDelay: durationpb.New(p.retry)})
	}
	s := status.New(p.code, clip(p.message, maxMessage))
	detailed, err := s.WithDetails(details...)
	if err != nil {
		// Only a code of OK or a message that cannot be encoded end here.
		return s
	}
	return detailed
}

// ReasonName is a reason as ErrorInfo has it, without the enum's prefix.
func ReasonName(r callmillv1.ErrorReason) string {
	return strings.TrimPrefix(r.String(), "ERROR_REASON_")
}

// UnreadableStatus is the status for a request that could not be read, for
// whoever reads requests in front of the server.
func UnreadableStatus(request proto.Message, err error) *status.Status {
	return statusOf(context.Background(), unreadable(request, err), nil)
}
