package serve_test

import (
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// checkError holds an error against what its status should say. A field is of
// BadRequest; without one there should be no BadRequest.
func checkError(t *testing.T, what string, err error, code codes.Code, reason string, fields ...string) {
	t.Helper()
	s := status.Convert(err)
	if s.Code() != code {
		t.Errorf("%s: found code %v, want %v (%v)", what, s.Code(), code, err)
	}
	infos := 0
	var found []string
	for _, d := range s.Details() {
		switch d := d.(type) {
		case *errdetails.ErrorInfo:
			infos++
			if d.GetReason() != reason || d.GetDomain() != "callmill.dev" {
				t.Errorf("%s: found reason %s of %s, want %s", what, d.GetReason(), d.GetDomain(), reason)
			}
		case *errdetails.BadRequest:
			for _, v := range d.GetFieldViolations() {
				found = append(found, v.GetField())
				if v.GetDescription() == "" {
					t.Errorf("%s: nothing is said of %s", what, v.GetField())
				}
			}
		}
	}
	if infos != 1 {
		t.Errorf("%s: found %d ErrorInfo, want 1: %v", what, infos, s)
	}
	if len(found) != len(fields) {
		t.Errorf("%s: found the fields %q, want %q: %v", what, found, fields, s)
		return
	}
	for i := range fields {
		if found[i] != fields[i] {
			t.Errorf("%s: found the fields %q, want %q: %v", what, found, fields, s)
		}
	}
}

// retries says whether the error tells when to try again.
func retries(err error) bool {
	for _, d := range status.Convert(err).Details() {
		if r, ok := d.(*errdetails.RetryInfo); ok && r.GetRetryDelay().AsDuration() > 0 {
			return true
		}
	}
	return false
}
