package rpc

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/router/target"
	"github.com/callmill/callmill/server/internal/policies"
	"github.com/callmill/callmill/server/internal/run"
	"github.com/callmill/callmill/server/internal/runlog"
)

// typed are the errors that packages run, policies and runlog declare, by the names they
// declare them under. The tests below see to it that none is missing.
func typed() map[string]error {
	spec := &target.SpecError{Field: "marginals[0]", Found: "x", Want: "y"}
	return map[string]error{
		"run.ErrDomainNotFound":    run.ErrDomainNotFound,
		"run.ErrNotFound":          run.ErrNotFound,
		"run.ErrExists":            run.ErrExists,
		"run.ErrRequestIDReused":   run.ErrRequestIDReused,
		"run.ErrNotEnded":          run.ErrNotEnded,
		"run.ErrTooMany":           run.ErrTooMany,
		"run.ErrStopping":          run.ErrStopping,
		"run.ErrPolicyNotFound":    run.ErrPolicyNotFound,
		"run.ErrNoPathway":         run.ErrNoPathway,
		"run.ErrCursor":            run.ErrCursor,
		"run.ErrDeleted":           run.ErrDeleted,
		"run.FieldError":           &run.FieldError{Field: "count", Found: "0", Want: "1"},
		"run.TargetError":          &run.TargetError{Err: errors.Join(spec, spec)},
		"policies.ErrActive":       policies.ErrActive,
		"policies.ErrNoEarlier":    policies.ErrNoEarlier,
		"policies.ErrNotFound":     policies.ErrNotFound,
		"policies.ErrVersionTaken": policies.ErrVersionTaken,
		"runlog.ErrClosed":         runlog.ErrClosed,
		"runlog.ErrCorrupt":        runlog.ErrCorrupt,
		"runlog.ErrFull":           runlog.ErrFull,
		"runlog.ErrTooLarge":       runlog.ErrTooLarge,
		"runlog.ErrUnavailable":    runlog.ErrUnavailable,
	}
}

// internal are the errors that no request is at fault for, and no time mends:
// run gives them names of its own before they come here, or they are a fault.
func internal() map[string]error {
	return map[string]error{
		"runlog.ErrLocked":    runlog.ErrLocked,
		"runlog.ErrInvalidID": runlog.ErrInvalidID,
		"runlog.ErrExists":    runlog.ErrExists,
		"runlog.ErrNotFound":  runlog.ErrNotFound,
		"runlog.ErrEmpty":     runlog.ErrEmpty,
		"runlog.ErrPastEnd":   runlog.ErrPastEnd,
		"runlog.ErrFenced":    runlog.ErrFenced,
	}
}

// declared lists the exported errors of a package: variables called Err…, and
// types called …Error.
func declared(t *testing.T, pkg string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", pkg, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found no files of %s: %v", pkg, err)
	}
	var names []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range gen.Specs {
				switch s := spec.(type) {
				case *ast.ValueSpec:
					for _, n := range s.Names {
						if gen.Tok == token.VAR && strings.HasPrefix(n.Name, "Err") {
							names = append(names, pkg+"."+n.Name)
						}
					}
				case *ast.TypeSpec:
					if s.Name.IsExported() && strings.HasSuffix(s.Name.Name, "Error") {
						names = append(names, pkg+"."+s.Name.Name)
					}
				}
			}
		}
	}
	return names
}

// TestEveryErrorIsInTheTable fails when one of the packages declares an error that
// nobody has decided on.
func TestEveryErrorIsInTheTable(t *testing.T) {
	decided, faults := typed(), internal()
	seen := map[string]bool{}
	for _, name := range slices.Concat(declared(t, "run"), declared(t, "policies"), declared(t, "runlog")) {
		seen[name] = true
		err, isDecided := decided[name]
		fault, isFault := faults[name]
		switch {
		case isDecided:
			if s := statusOf(t.Context(), fmt.Errorf("doing: %w", err), nil); s.Code() == codes.Internal {
				t.Errorf("%s becomes %v: it has no rule", name, s)
			}
		case isFault:
			s := statusOf(t.Context(), fmt.Errorf("doing: %w", fault), nil)
			if s.Code() != codes.Internal || s.Message() != internalMessage {
				t.Errorf("%s becomes %v, want a fault of ours", name, s)
			}
		default:
			t.Errorf("%s has no rule: decide what clients get", name)
		}
	}
	for name := range decided {
		if !seen[name] {
			t.Errorf("%s is not declared any more", name)
		}
	}
	for name := range faults {
		if !seen[name] {
			t.Errorf("%s is not declared any more", name)
		}
	}
}

// TestEveryReasonHasAnError fails when the API has a reason that no error has.
func TestEveryReasonHasAnError(t *testing.T) {
	have := map[string]bool{}
	errs := []error{
		errPageToken, errUnknownMethod, errMessage, errTooLarge, errors.New("anything else"), &router.PolicyError{},
	}
	for _, err := range typed() {
		errs = append(errs, err)
	}
	for _, err := range errs {
		have[reasonOf(t, statusOf(t.Context(), err, nil))] = true
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	have[reasonOf(t, statusOf(ended, ended.Err(), nil))] = true
	for value := range callmillv1.ErrorReason_name {
		reason := callmillv1.ErrorReason(value)
		if reason != callmillv1.ErrorReason_ERROR_REASON_UNSPECIFIED && !have[ReasonName(reason)] {
			t.Errorf("no error has the reason %v", reason)
		}
	}
	if have[ReasonName(callmillv1.ErrorReason_ERROR_REASON_UNSPECIFIED)] {
		t.Error("an error has no reason")
	}
}

// reasonOf gives the reason of a status, which has exactly one.
func reasonOf(t *testing.T, s *status.Status) string {
	t.Helper()
	reason := ""
	for _, d := range s.Details() {
		if info, ok := d.(*errdetails.ErrorInfo); ok {
			if reason != "" {
				t.Errorf("found a second ErrorInfo: %v", s)
			}
			reason = info.GetReason()
			if info.GetDomain() != errorDomain {
				t.Errorf("found domain %q", info.GetDomain())
			}
		}
	}
	if reason == "" {
		t.Errorf("found no ErrorInfo: %v", s)
	}
	return reason
}

// TestContexts tells the end of the call from a deadline that was ours.
func TestContexts(t *testing.T) {
	late, cancel := context.WithTimeout(t.Context(), -1)
	defer cancel()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name   string
		ctx    context.Context //nolint:containedctx // a table
		err    error
		code   codes.Code
		reason string
	}{
		{"the caller went", gone, errors.New("whatever it broke"), codes.Canceled, "CALL_ENDED"},
		{"the caller's deadline", late, context.DeadlineExceeded, codes.DeadlineExceeded, "CALL_ENDED"},
		{"a deadline of ours", t.Context(), context.DeadlineExceeded, codes.Internal, "INTERNAL"},
		{"the server went first", gone, run.ErrStopping, codes.Unavailable, "SHUTTING_DOWN"},
		{"gRPC's own", t.Context(), status.Error(codes.ResourceExhausted, "x"), codes.ResourceExhausted, "INVALID_REQUEST"},
		{"gRPC's own fault", t.Context(), status.Error(codes.Internal, "secret"), codes.Internal, "INTERNAL"},
	} {
		s := statusOf(c.ctx, c.err, nil)
		if s.Code() != c.code || reasonOf(t, s) != c.reason {
			t.Errorf("%s: found %v, want %v and %s", c.name, s, c.code, c.reason)
		}
		if strings.Contains(s.Message(), "secret") {
			t.Errorf("%s: the fault's text went out: %v", c.name, s)
		}
	}
}

// TestBounds shows that no error grows with the request it is about.
func TestBounds(t *testing.T) {
	const limit = 12 << 10
	huge := strings.Repeat("ü\xff", 1<<16)
	var many []error
	for i := range 10_000 {
		many = append(many, &target.SpecError{Field: fmt.Sprintf("marginals[%d]", i), Found: huge, Want: "less"})
	}
	for name, err := range map[string]error{
		"many faults": &run.TargetError{Err: errors.Join(many...)},
		"huge field":  &run.FieldError{Field: huge, Found: huge, Want: huge},
		"huge policy": &router.PolicyError{Line: 1, Field: huge, Found: huge, Expected: huge},
		"huge text":   fmt.Errorf("%w: %s", run.ErrNotFound, huge),
		"huge fault":  errors.New(huge),
	} {
		s := statusOf(t.Context(), err, &callmillv1.GetRunRequest{Name: strings.ToValidUTF8(huge, "")})
		_ = reasonOf(t, s)
		if n := len(s.Proto().String()); n > limit {
			t.Errorf("%s: the status has %d bytes, want at most %d", name, n, limit)
		}
	}
}
