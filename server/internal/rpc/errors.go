package rpc

import (
	"errors"
	"slices"
	"time"

	"google.golang.org/grpc/codes"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/policies"
	"github.com/callmill/callmill/server/internal/run"
	"github.com/callmill/callmill/server/internal/runlog"
)

// The errors that this package adds to those of run.
var (
	errPageToken     = errors.New("the page token is not one that this method gave")
	errUnknownMethod = errors.New("no such method")
	errMessage       = errors.New("the message cannot be read")
	errTooLarge      = errors.New("the message is too large")
)

// After how long a client should try again.
const (
	retryShutdown = time.Second
	retryLog      = time.Second
	retryTooMany  = 5 * time.Second
)

// fieldName is the field that names a run in every request about one.
const fieldName = "name"

// rule says what the errors of one kind become.
type rule struct {
	is     error // found with errors.Is
	code   codes.Code
	reason callmillv1.ErrorReason
	// field is the request's field at fault, empty where there is none, and for
	// errors that name their fields themselves.
	field string
	// retry is when another try may help; 0 where it will not.
	retry time.Duration
	// terse keeps the text of the error from clients: it goes on with what the
	// log's store said.
	terse bool
}

// rules is the table from errors to statuses; the first rule that fits counts.
// An error that no rule fits is a fault of ours: its text stays in the log.
// Faults of fields and targets have types of their own, see requestFault;
// contexts that ended are told apart in statusOf, because only there it is
// known whose context it was.
func rules() []rule { return slices.Concat(policyRules(), runRules(), logRules()) }

// policyRules are those of policies.
func policyRules() []rule {
	return []rule{
		{
			is: policies.ErrNotFound, code: codes.NotFound,
			reason: callmillv1.ErrorReason_ERROR_REASON_POLICY_NOT_FOUND, field: fieldVersion,
		},
		{
			is: policies.ErrVersionTaken, code: codes.AlreadyExists,
			reason: callmillv1.ErrorReason_ERROR_REASON_INVALID_POLICY, field: fieldDocument,
		},
		{
			is: policies.ErrActive, code: codes.FailedPrecondition,
			reason: callmillv1.ErrorReason_ERROR_REASON_INVALID_REQUEST, field: fieldShare,
		},
		{
			is: policies.ErrNoEarlier, code: codes.FailedPrecondition,
			reason: callmillv1.ErrorReason_ERROR_REASON_NO_EARLIER_POLICY,
		},
	}
}

// runRules are those of requests and runs: what the caller can mend.
func runRules() []rule {
	return []rule{
		{
			is: run.ErrDomainNotFound, code: codes.NotFound,
			reason: callmillv1.ErrorReason_ERROR_REASON_DOMAIN_NOT_FOUND, field: "domain",
		},
		{
			is: run.ErrPolicyNotFound, code: codes.NotFound,
			reason: callmillv1.ErrorReason_ERROR_REASON_POLICY_NOT_FOUND, field: "policy",
		},
		{
			is: run.ErrDeleted, code: codes.NotFound, terse: true,
			reason: callmillv1.ErrorReason_ERROR_REASON_RUN_DELETED, field: fieldName,
		},
		{
			is: run.ErrNotFound, code: codes.NotFound,
			reason: callmillv1.ErrorReason_ERROR_REASON_RUN_NOT_FOUND, field: fieldName,
		},
		{
			is: run.ErrExists, code: codes.AlreadyExists, terse: true,
			reason: callmillv1.ErrorReason_ERROR_REASON_RUN_EXISTS, field: "run_id",
		},
		{
			is: run.ErrRequestIDReused, code: codes.AlreadyExists,
			reason: callmillv1.ErrorReason_ERROR_REASON_REQUEST_ID_REUSED, field: "request_id",
		},
		{
			is: run.ErrNotEnded, code: codes.FailedPrecondition,
			reason: callmillv1.ErrorReason_ERROR_REASON_RUN_NOT_ENDED, field: fieldName,
		},
		{
			is: run.ErrNoPathway, code: codes.FailedPrecondition,
			reason: callmillv1.ErrorReason_ERROR_REASON_NO_PATHWAY, field: "pathways",
		},
		{
			is: run.ErrCursor, code: codes.InvalidArgument, terse: true,
			reason: callmillv1.ErrorReason_ERROR_REASON_INVALID_CURSOR, field: "cursor",
		},
		{
			is: errPageToken, code: codes.InvalidArgument,
			reason: callmillv1.ErrorReason_ERROR_REASON_INVALID_PAGE_TOKEN, field: "page_token",
		},
		{
			is: errMessage, code: codes.InvalidArgument,
			reason: callmillv1.ErrorReason_ERROR_REASON_INVALID_REQUEST,
		},
		{
			is: errTooLarge, code: codes.ResourceExhausted,
			reason: callmillv1.ErrorReason_ERROR_REASON_INVALID_REQUEST,
		},
		{is: errUnknownMethod, code: codes.Unimplemented, reason: callmillv1.ErrorReason_ERROR_REASON_INVALID_REQUEST},
		// The target is all of a specification that can be that large.
		{
			is: runlog.ErrTooLarge, code: codes.InvalidArgument, terse: true,
			reason: callmillv1.ErrorReason_ERROR_REASON_INVALID_REQUEST, field: "target",
		},
	}
}

// logRules are those of the server and its log.
func logRules() []rule {
	return []rule{
		// What time mends, or another server.
		{
			is: run.ErrTooMany, code: codes.ResourceExhausted,
			reason: callmillv1.ErrorReason_ERROR_REASON_TOO_MANY_RUNS, retry: retryTooMany,
		},
		{
			is: run.ErrStopping, code: codes.Unavailable,
			reason: callmillv1.ErrorReason_ERROR_REASON_SHUTTING_DOWN, retry: retryShutdown,
		},
		{
			is: runlog.ErrClosed, code: codes.Unavailable, terse: true,
			reason: callmillv1.ErrorReason_ERROR_REASON_SHUTTING_DOWN, retry: retryShutdown,
		},
		{
			is: runlog.ErrUnavailable, code: codes.Unavailable, terse: true,
			reason: callmillv1.ErrorReason_ERROR_REASON_INTERNAL, retry: retryLog,
		},
		// What the operator mends.
		{
			is: runlog.ErrFull, code: codes.ResourceExhausted, terse: true,
			reason: callmillv1.ErrorReason_ERROR_REASON_LOG_FULL,
		},
		{
			is: runlog.ErrCorrupt, code: codes.DataLoss, terse: true,
			reason: callmillv1.ErrorReason_ERROR_REASON_INTERNAL,
		},
	}
}

// ruleFor finds the rule for an error.
func ruleFor(err error) (rule, bool) {
	for _, r := range rules() {
		if errors.Is(err, r.is) {
			return r, true
		}
	}
	return rule{}, false
}
