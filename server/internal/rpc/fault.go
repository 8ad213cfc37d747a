package rpc

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router/target"
	"github.com/callmill/callmill/server/internal/run"
)

// Bounds of what an error tells: it travels in headers, which proxies bound,
// and much of it comes from the request.
const (
	maxMessage     = 1 << 10
	maxDescription = 256
	maxViolations  = 16
	maxMetadata    = 128
)

// requestFault tells which fields of a request an error is about. It knows the
// errors that name fields themselves; ok is false for all others.
func requestFault(err error, request proto.Message) (
	reason callmillv1.ErrorReason, violations []*errdetails.BadRequest_FieldViolation, ok bool,
) {
	// A target before a field: faults of targets are joined, and there may be one
	// of a field among them some day.
	if t := (*run.TargetError)(nil); errors.As(err, &t) {
		for _, fault := range specErrors(t.Err) {
			violations = append(violations, violation(
				fieldPath(request, joinPath("target", targetPath(fault.Field))), about(fault)))
		}
		if len(violations) == 0 {
			violations = append(violations, violation(fieldPath(request, "target"), t.Err.Error()))
		}
		return callmillv1.ErrorReason_ERROR_REASON_INVALID_TARGET, violations, true
	}
	if f := (*run.FieldError)(nil); errors.As(err, &f) {
		v := violation(fieldPath(request, f.Field), fmt.Sprintf("found %s, want %s", f.Found, f.Want))
		return callmillv1.ErrorReason_ERROR_REASON_INVALID_REQUEST,
			[]*errdetails.BadRequest_FieldViolation{v}, true
	}
	return callmillv1.ErrorReason_ERROR_REASON_UNSPECIFIED, nil, false
}

func violation(field, description string) *errdetails.BadRequest_FieldViolation {
	return &errdetails.BadRequest_FieldViolation{
		Field: clip(field, maxDescription), Description: clip(description, maxDescription),
	}
}

// fieldPath gives the path of a field of a run's specification in terms of the
// request: CreateRun carries the specification in a field of its own,
// GenerateSamples is one.
func fieldPath(request proto.Message, path string) string {
	if request == nil {
		return path
	}
	first, _, _ := strings.Cut(path, ".")
	first, _, _ = strings.Cut(first, "[")
	fields := request.ProtoReflect().Descriptor().Fields()
	if fields.ByName(protoreflect.Name(first)) == nil && fields.ByName("spec") != nil {
		return "spec." + path
	}
	return path
}

// zeroPath matches what package target calls an impossible cell's condition.
var zeroPath = regexp.MustCompile(`^zeros\[(\d+)\](?:\[(\d+)\])?`)

// targetPath translates a path in target.Spec to one in the API's Target.
func targetPath(path string) string {
	if strings.HasPrefix(path, "facets") {
		// Of the domain, not of the request.
		return ""
	}
	m := zeroPath.FindStringSubmatch(path)
	switch {
	case m == nil:
		return path
	case m[2] == "":
		return "impossible[" + m[1] + "]" + path[len(m[0]):]
	default:
		return "impossible[" + m[1] + "].conditions[" + m[2] + "]" + path[len(m[0]):]
	}
}

func joinPath(a, b string) string {
	if b == "" {
		return a
	}
	return a + "." + b
}

// about is the fault without its path, which the violation has as its field.
func about(e *target.SpecError) string {
	bare := *e
	bare.Field = ""
	return bare.Error()
}

// specErrors lists the faults of a target, which are joined.
func specErrors(err error) []*target.SpecError {
	switch e := err.(type) { //nolint:errorlint // this walks the tree itself
	case *target.SpecError:
		return []*target.SpecError{e}
	case interface{ Unwrap() []error }:
		var out []*target.SpecError
		for _, inner := range e.Unwrap() {
			out = append(out, specErrors(inner)...)
		}
		return out
	case interface{ Unwrap() error }:
		return specErrors(e.Unwrap())
	default:
		return nil
	}
}

// metadata says what a request was about: the run, the domain, the policy.
func metadata(request proto.Message) map[string]string {
	out := map[string]string{}
	put := func(key, value string) {
		if value != "" {
			out[key] = clip(value, maxMetadata)
		}
	}
	if r, ok := request.(interface{ GetName() string }); ok {
		put("run", r.GetName())
	}
	if r, ok := request.(interface{ GetRunId() string }); ok && r.GetRunId() != "" {
		put("run", "runs/"+r.GetRunId())
	}
	if r, ok := request.(interface{ GetSpec() *callmillv1.RunSpec }); ok {
		put("domain", r.GetSpec().GetDomain())
	}
	if r, ok := request.(interface{ GetDomain() string }); ok {
		put("domain", r.GetDomain())
	}
	return out
}

// clip cuts text to at most n bytes, between characters, and makes it valid
// UTF-8, without which protobuf would refuse to encode it.
func clip(text string, n int) string {
	const ellipsis = "…"
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= n {
		return text
	}
	cut := 0
	for i := range text {
		if i > n-len(ellipsis) {
			break
		}
		cut = i
	}
	return cmp.Or(text[:cut], "") + ellipsis
}
