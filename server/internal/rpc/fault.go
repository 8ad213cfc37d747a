package rpc

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
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

// fault is what a request is wrong in.
type fault struct {
	reason     callmillv1.ErrorReason
	violations []*errdetails.BadRequest_FieldViolation
	// more counts the violations that are left out.
	more int
}

// requestFault tells which fields of a request an error is about. It knows the
// errors that name fields themselves, and is nil for all others.
func requestFault(err error, request proto.Message) *fault {
	// A target before a field: faults of targets are joined, and there may be one
	// of a field among them some day.
	if t := (*run.TargetError)(nil); errors.As(err, &t) {
		f := &fault{reason: callmillv1.ErrorReason_ERROR_REASON_INVALID_TARGET}
		faults := target.Faults(t.Err)
		for _, e := range faults[:min(len(faults), maxViolations)] {
			path := fieldPath(request, joinPath("target", targetPath(e.Field)))
			f.violations = append(f.violations, violation(path, about(e)))
		}
		if len(faults) == 0 {
			f.violations = append(f.violations, violation(fieldPath(request, "target"), t.Err.Error()))
		}
		f.more = max(0, len(faults)-maxViolations)
		return f
	}
	if e := (*router.PolicyError)(nil); errors.As(err, &e) {
		bare := *e
		bare.Field = ""
		v := violation(joinPath(fieldDocument, e.Field), strings.TrimPrefix(bare.Error(), "policy: "))
		return &fault{
			reason:     callmillv1.ErrorReason_ERROR_REASON_INVALID_POLICY,
			violations: []*errdetails.BadRequest_FieldViolation{v},
		}
	}
	if e := (*run.FieldError)(nil); errors.As(err, &e) {
		v := violation(fieldPath(request, e.Field), fmt.Sprintf("found %s, want %s", e.Found, e.Want))
		return &fault{
			reason:     callmillv1.ErrorReason_ERROR_REASON_INVALID_REQUEST,
			violations: []*errdetails.BadRequest_FieldViolation{v},
		}
	}
	return nil
}

// message says it to people who see nothing else.
func (f *fault) message() string {
	lines := make([]string, 0, len(f.violations)+1)
	for _, v := range f.violations {
		lines = append(lines, v.GetField()+": "+v.GetDescription())
	}
	if f.more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", f.more))
	}
	return strings.Join(lines, "; ")
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
	if r, ok := request.(interface{ GetVersion() string }); ok {
		put("policy", r.GetVersion())
	}
	return out
}

// clip cuts text to at most n bytes, between characters, and makes it valid
// UTF-8, without which protobuf would refuse to encode it.
func clip(text string, n int) string {
	const ellipsis = "…"
	if len(text) <= n {
		return strings.ToValidUTF8(text, "?")
	}
	text = text[:n-len(ellipsis)]
	for range utf8.UTFMax - 1 {
		if r, size := utf8.DecodeLastRuneInString(text); r != utf8.RuneError || size != 1 {
			break
		}
		text = text[:len(text)-1]
	}
	return strings.ToValidUTF8(text, "?") + ellipsis
}
