package report

import (
	_ "embed" // the page is part of the build
	"errors"
	"fmt"
	"html/template"
	"io"
)

//go:embed report.html.tmpl
var page string

// Write writes the report. The same frames give the same bytes.
func (c *Collector) Write(w io.Writer) error {
	if c.started == nil {
		return errors.New("report: the run's log does not begin with its start")
	}
	t, err := template.New("report").Funcs(template.FuncMap{
		"share": share, "whole": whole, "divergence": divergence, "decimal": decimal, "fixed": fixed,
	}).Parse(page)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := t.Execute(w, c.view()); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}
