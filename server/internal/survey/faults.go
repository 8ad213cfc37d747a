package survey

import (
	"errors"
	"slices"
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
	cannot := CannotMake(d, d.Target)
	for _, e := range target.Faults(t.Err) {
		f := fault(d.Target.Lines, e)
		i := slices.IndexFunc(cannot, func(c Cannot) bool { return c.Facet == e.Facet && c.Bucket == e.Bucket })
		if i >= 0 {
			f.Found, f.Want = cannot[i].found(), cannot[i].want()
		}
		faults = append(faults, f)
	}
	return faults, len(faults) > 0
}

// TargetFaults gives the faults of a domain's default target, those that show when it
// is fitted to the domain; none where it can be used.
func TargetFaults(d *domain.Domain) domain.Faults {
	_, err := run.NewEngine(d, run.Outside{})
	if faults, ok := targetFaults(d, err); ok || err != nil {
		return faults
	}
	// What only models write is not fitted without them.
	var faults domain.Faults
	for _, c := range CannotMake(d, d.Target) {
		faults = append(faults, c.Fault())
	}
	return faults
}

func fault(lines map[string]string, e *target.SpecError) domain.Fault {
	field := strings.Replace(e.Field, "zeros[", "impossible[", 1)
	f := domain.Fault{Field: field, Found: e.Found, Want: e.Want}
	f.File, f.Line = placeOf(lines, field)
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
