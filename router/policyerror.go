package router

import (
	"fmt"
	"strconv"
)

// PolicyError says what is wrong with a policy, and where.
type PolicyError struct {
	// Line is the line of the file, from 1; 0 when the policy came from no file.
	Line int
	// Field is the path of the field, such as "weights.gain"; "" for the file
	// as a whole.
	Field string
	// Found and Expected complete the sentence "found …, expected …".
	Found, Expected string
}

// Error returns "policy: line L: field: found …, expected …".
func (e *PolicyError) Error() string {
	where := "policy: "
	if e.Line > 0 {
		where += fmt.Sprintf("line %d: ", e.Line)
	}

	if e.Field != "" {
		where += e.Field + ": "
	}

	return where + "found " + e.Found + ", expected " + e.Expected
}

// maxQuoted bounds how much of a file an error repeats, in bytes.
const maxQuoted = 80

// quoted puts s in quotes for an error, cut to a readable length.
func quoted(s string) string {
	if len(s) > maxQuoted {
		return strconv.Quote(s[:maxQuoted]) + "…"
	}

	return strconv.Quote(s)
}

// number writes x in the shortest form that reads back the same, which is JSON
// too where x is finite.
func number(x float64) string {
	return strconv.FormatFloat(x, 'g', -1, 64)
}
