package target

import (
	"fmt"
	"strings"
)

// SpecError is one fault in a [Spec]. [Fit] joins all that it finds (see
// [errors.Join]), so that they can be mended in one go.
type SpecError struct {
	Facet  string // facet concerned, empty where there is none
	Bucket string // bucket concerned, empty where there is none
	Field  string // path of the fault, such as "marginals[2].shares[1]"
	Found  string // what was found there
	Want   string // what would be right
}

// Error says where the fault is, what was found and what is wanted.
func (e *SpecError) Error() string {
	var b strings.Builder
	if e.Field != "" {
		b.WriteString(e.Field + ": ")
	}
	switch {
	case e.Facet != "" && e.Bucket != "":
		fmt.Fprintf(&b, "facet %q, bucket %q: ", e.Facet, e.Bucket)
	case e.Facet != "":
		fmt.Fprintf(&b, "facet %q: ", e.Facet)
	}
	fmt.Fprintf(&b, "found %s, want %s", e.Found, e.Want)
	return b.String()
}

// Faults lists the faults of a spec, which Fit joins and its callers may wrap.
func Faults(err error) []*SpecError {
	switch e := err.(type) { //nolint:errorlint // this walks the tree itself
	case *SpecError:
		return []*SpecError{e}
	case interface{ Unwrap() []error }:
		var out []*SpecError
		for _, inner := range e.Unwrap() {
			out = append(out, Faults(inner)...)
		}
		return out
	case interface{ Unwrap() error }:
		return Faults(e.Unwrap())
	default:
		return nil
	}
}
