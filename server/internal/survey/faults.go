package survey

import (
	"errors"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/router/target"
	"github.com/callmill/callmill/server/internal/run"
)

// targetFaults gives the faults of a default target that cannot be fitted the form of
// all others, with file and line. Other errors are not its business: ok is false.
func targetFaults(d *domain.Domain, err error) (faults domain.Faults, ok bool) {
	t := (*run.TargetError)(nil)
	if !errors.As(err, &t) {
		return nil, false
	}
	for _, e := range target.Faults(t.Err) {
		faults = append(faults, fault(d.Target.Lines, e))
	}
	return faults, len(faults) > 0
}

func fault(lines map[string]string, e *target.SpecError) domain.Fault {
	field := strings.Replace(e.Field, "zeros[", "impossible[", 1)
	f := domain.Fault{Field: field, Found: e.Found, Want: e.Want}
	for at := field; at != ""; at = parent(at) {
		if file, line, ok := strings.Cut(lines[at], ":"); ok {
			f.File = file
			f.Line, _ = strconv.Atoi(line) // the loader wrote it
			break
		}
	}
	switch {
	case e.Bucket != "":
		f.Found = e.Facet + " " + e.Bucket + " with " + e.Found
	case e.Facet != "":
		f.Found = e.Facet + " with " + e.Found
	}
	return f
}

// parent cuts the last part off a path: marginals[0].shares[1] is in
// marginals[0].shares, which is in marginals[0].
func parent(path string) string { return path[:max(strings.LastIndexAny(path, ".["), 0)] }
