// Package report writes what training found as one HTML file that needs no
// network: how the fit went, what the policy would have been worth, what the
// gate made of it, how it would route, how far the reward models can be
// believed, and what its weights mean.
package report

import (
	_ "embed" // the page is part of the build
	"errors"
	"fmt"
	"html/template"
	"io"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/ope"
)

//go:embed report.html.tmpl
var page string

// Data is what there is to report.
type Data struct {
	// Log says in a few words where the decisions came from.
	Log string
	// Candidate is the policy that is reported on, Active what it was judged
	// against, Heuristic the hand-set one whose weights it is compared with.
	// Required.
	Candidate, Active, Heuristic *router.Policy
	// Verdict is the gate's answer. Required.
	Verdict *ope.Verdict
	// Curve is how the fit went, in the order of steps, and Kept the step whose
	// weights the candidate has. Without points nothing was fitted, and the
	// section is left out.
	Curve []Point
	Kept  int
	// Profile is how the candidate would route, and the calibration of the reward
	// models. Nil leaves both sections out.
	Profile *ope.Profile
}

// Point is a moment of the fit.
type Point struct {
	Step int
	// Loss is what the fit makes small.
	Loss float64
	// Robust and SelfNormalised are what the weights are worth on the held-out
	// runs, in gain less priced cost a decision.
	Robust, SelfNormalised float64
}

// Write writes the report. The same data give the same bytes.
func Write(w io.Writer, data Data) error {
	if data.Candidate == nil || data.Active == nil || data.Heuristic == nil || data.Verdict == nil {
		return errors.New("report: want a candidate, an active policy, a heuristic and a verdict")
	}
	t, err := template.New("report").Funcs(template.FuncMap{"number": number, "whole": whole, "share": share}).Parse(page)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := t.Execute(w, newView(&data)); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}
