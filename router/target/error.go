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
