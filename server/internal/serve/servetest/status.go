package servetest

import (
	"strings"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// CheckError holds an error against what its status should say. A field is of
// BadRequest; without one there should be no BadRequest.
func CheckError(tb testing.TB, what string, err error, code codes.Code, reason string, fields ...string) {
	tb.Helper()
	s := status.Convert(err)
	if s.Code() != code {
		tb.Errorf("%s: found code %v, want %v (%v)", what, s.Code(), code, err)
	}
	infos := 0
	var found []string
	for _, d := range s.Details() {
		switch d := d.(type) {
		case *errdetails.ErrorInfo:
			infos++
			if d.GetReason() != reason || d.GetDomain() != "callmill.dev" {
				tb.Errorf("%s: found reason %s of %s, want %s", what, d.GetReason(), d.GetDomain(), reason)
			}
		case *errdetails.BadRequest:
			for _, v := range d.GetFieldViolations() {
				found = append(found, v.GetField())
				if v.GetDescription() == "" {
					tb.Errorf("%s: nothing is said of %s", what, v.GetField())
				}
			}
		}
	}
	if infos != 1 {
		tb.Errorf("%s: found %d ErrorInfo, want 1: %v", what, infos, s)
	}
	if len(found) != len(fields) {
		tb.Errorf("%s: found the fields %q, want %q: %v", what, found, fields, s)
		return
	}
	for i := range fields {
		if found[i] != fields[i] {
			tb.Errorf("%s: found the fields %q, want %q: %v", what, found, fields, s)
		}
	}
}

// Retries says whether the error tells when to try again.
func Retries(err error) bool {
	for _, d := range status.Convert(err).Details() {
		if r, ok := d.(*errdetails.RetryInfo); ok && r.GetRetryDelay().AsDuration() > 0 {
			return true
		}
	}
	return false
}

// CheckTarget holds an error against what one of a target should say: at least
// one field, and every field in the target.
func CheckTarget(tb testing.TB, what string, err error) {
	tb.Helper()
	s := status.Convert(err)
	var fields []string
	for _, d := range s.Details() {
		if d, ok := d.(*errdetails.BadRequest); ok {
			for _, v := range d.GetFieldViolations() {
				fields = append(fields, v.GetField())
				if f := strings.TrimPrefix(v.GetField(), "spec."); f != "target" && !strings.HasPrefix(f, "target.") {
					tb.Errorf("%s: found field %s, want one in target", what, v.GetField())
				}
			}
		}
	}
	if len(fields) == 0 {
		tb.Errorf("%s: no field is named: %v", what, s)
	}
	CheckError(tb, what, err, codes.InvalidArgument, "INVALID_TARGET", fields...)
}
