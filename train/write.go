package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/fit"
	"github.com/callmill/callmill/train/internal/ope"
	"github.com/callmill/callmill/train/internal/report"
)

// write writes the policy's file.
func (t *training) write(stderr io.Writer) error {
	err := writeFile(t.out, func(w io.Writer) error {
		_, err := w.Write(t.policy.Encode())
		return err //nolint:wrapcheck // by writeFile
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "%s is in %s\n", t.policy.Label(), t.out)
	return nil
}

// report writes the HTML report to path, where there is one. r is how the policy
// was fitted, nil where it was not.
func (in *input) report(
	ctx context.Context, path string, logs []string, p *router.Policy, v *ope.Verdict, r *fit.Result,
) error {
	if path == "" {
		return nil
	}
	start, err := heuristic()
	if err != nil {
		return err
	}
	data := report.Data{
		Log: strings.Join(logs, ", "), Candidate: p, Active: in.active, Heuristic: start, Verdict: v,
	}
	if v.Models != nil {
		if data.Profile, err = ope.Describe(ctx, in.log, in.judged, v.Models, ope.Policy(p)); err != nil {
			return err
		}
	}
	if r != nil {
		data.Kept = r.Best
		for _, p := range r.Curve {
			data.Curve = append(data.Curve, report.Point{
				Step: p.Step, Loss: p.Loss, Robust: p.HeldOut.Robust, SelfNormalised: p.HeldOut.SelfNormalised,
			})
		}
	}
	return writeFile(path, func(w io.Writer) error { return report.Write(w, data) })
}

// writeFile writes a file whole or not at all: whoever reads it meanwhile gets
// the old one.
func writeFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
			err = fmt.Errorf("write %s: %w", path, err)
		}
	}()
	out := bufio.NewWriter(f)
	if err := write(out); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err //nolint:wrapcheck // above
	}
	const readable = 0o644 // unlike a temporary file
	if err := f.Chmod(readable); err != nil {
		return err //nolint:wrapcheck // above
	}
	if err := f.Close(); err != nil {
		return err //nolint:wrapcheck // above
	}
	return os.Rename(f.Name(), path) //nolint:wrapcheck // above
}
