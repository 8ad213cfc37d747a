package domain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// Check holds the names and the shares of a target against the facets that
// samples are measured by. The error is of type Faults; their fields are paths
// into the Target ("marginals[0].shares[1]"), with file and line where it came
// from a file. Whether the shares can all hold at once is not checked here: the
// ledger's package finds out when it fits them.
func (t *Target) Check(facets []sample.Facet) error {
	c := &targetCheck{t: t, facets: facets, faults: &faultList{}}
	c.check()
	return c.faults.err()
}

// targetCheck is one check of a target.
type targetCheck struct {
	t      *Target
	facets []sample.Facet
	faults *faultList
	// bad are the fields that have faults already.
	bad map[string]bool
	// unsure are the facets whose buckets are not all known, "" that the facets
	// are not.
	unsure map[string]bool
}

func (c *targetCheck) check() {
	t := c.t
	c.marginals()
	for i := range t.Conditionals {
		c.conditional(fmt.Sprintf("conditionals[%d]", i), &t.Conditionals[i])
	}
	for i := range t.Joints {
		c.joint(fmt.Sprintf("joints[%d]", i), &t.Joints[i])
	}
	for i, cells := range t.Impossible {
		c.impossible(fmt.Sprintf("impossible[%d]", i), cells)
	}
	if len(t.Marginals)+len(t.Conditionals)+len(t.Joints) == 0 {
		c.fault("", "no shares", "marginals, conditionals or joints of some facet")
	}
}

// fault reports a field, on the line where it stands or, if that is not known,
// where the field around it does.
func (c *targetCheck) fault(field, found, want string) {
	f := Fault{File: c.t.file, Field: field, Found: found, Want: want}
	for at := field; at != ""; at = at[:max(0, strings.LastIndexAny(at, ".["))] {
		if c.bad[at] {
			return
		}
		if place, ok := c.t.Lines[at]; ok && f.Line == 0 {
			i := strings.LastIndexByte(place, ':')
			f.File = place[:max(0, i)]
			f.Line, _ = strconv.Atoi(place[i+1:])
		}
	}
	c.faults.add(f)
}

// facet returns the facet called name, nil with a fault where there is none.
func (c *targetCheck) facet(field, name string) *sample.Facet {
	for i := range c.facets {
		if c.facets[i].Name == name {
			return &c.facets[i]
		}
	}
	if c.unsure[""] {
		return nil
	}
	names := make([]string, len(c.facets))
	for i := range c.facets {
		names[i] = c.facets[i].Name
	}
	want := "one of " + strings.Join(names, ", ") + c.hint(name, names)
	if name == sample.FacetLanguage {
		want += "; a domain with languages in domain.yaml has that one, too"
	}
	c.fault(field, "facet "+quoted(name), want)
	return nil
}

func (c *targetCheck) bucket(field string, f *sample.Facet, name string) {
	if f == nil || c.unsure[f.Name] || f.Bucket(name) >= 0 {
		return
	}
	list := strings.Join(f.Buckets[:min(len(f.Buckets), 12)], ", ")
	if len(f.Buckets) > 12 {
		list += ", …"
	}
	c.fault(field, "bucket "+quoted(name), "a bucket of "+f.Name+": "+list+c.hint(name, f.Buckets))
}

func (c *targetCheck) hint(found string, known []string) string {
	if len(c.faults.faults) >= MaxFaults {
		return ""
	}
	return didYouMean(found, slices.Values(known))
}

func (c *targetCheck) share(field string, share float64) {
	if !(share >= 0 && share <= 1) { // not a NaN either
		c.fault(field, strconv.FormatFloat(share, 'g', -1, 64), "a share from 0 to 1")
	}
}

func (c *targetCheck) marginals() {
	seen := map[string]bool{}
	for i, m := range c.t.Marginals {
		field := fmt.Sprintf("marginals[%d]", i)
		if seen[m.Facet] {
			c.fault(field, "facet "+quoted(m.Facet)+" again", "each facet once")
		}
		seen[m.Facet] = true
		c.shares(field, c.facet(field, m.Facet), m.Shares)
	}
}

// shares checks a list of shares of a facet's buckets.
func (c *targetCheck) shares(field string, f *sample.Facet, shares []Share) {
	seen := map[string]bool{}
	sum := 0.0
	for i, s := range shares {
		at := fmt.Sprintf("%s.shares[%d]", field, i)
		c.bucket(at, f, s.Bucket)
		c.share(at, s.Share)
		if seen[s.Bucket] {
			c.fault(at, "bucket "+quoted(s.Bucket)+" again", "each bucket once")
		}
		seen[s.Bucket] = true
		sum += s.Share
	}
	if sum == 0 {
		c.fault(field+".shares", "no shares above 0", "at least one")
	}
}

func (c *targetCheck) conditional(field string, d *Conditional) {
	f := c.facet(field+".facet", d.Facet)
	if given := c.facet(field+".given", d.Given); given != nil {
		c.bucket(field+".given", given, d.GivenBucket)
	}
	if d.Facet == d.Given {
		c.fault(field+".given", "facet "+quoted(d.Given)+" on both sides", "another facet")
	}
	c.shares(field, f, d.Shares)
}

func (c *targetCheck) joint(field string, j *Joint) {
	facets := make([]*sample.Facet, len(j.Facets))
	for i, name := range j.Facets {
		at := fmt.Sprintf("%s.facets[%d]", field, i)
		facets[i] = c.facet(at, name)
		if slices.Contains(j.Facets[:i], name) {
			c.fault(at, "facet "+quoted(name)+" again", "each facet once")
		}
	}
	if len(facets) < 2 {
		c.fault(field, fmt.Sprintf("%d facets", len(facets)), "at least two; marginals are for one")
	}
	seen := map[string]bool{}
	sum := 0.0
	for i, cell := range j.Cells {
		at := fmt.Sprintf("%s.cells[%d]", field, i)
		c.share(at, cell.Share)
		sum += cell.Share
		if len(cell.Buckets) != len(facets) {
			c.fault(at, fmt.Sprintf("%d buckets", len(cell.Buckets)),
				fmt.Sprintf("%d, one per facet", len(facets)))
			continue
		}
		for k, b := range cell.Buckets {
			c.bucket(at, facets[k], b)
		}
		key := strings.Join(cell.Buckets, "\x00")
		if seen[key] {
			c.fault(at, "cell "+strings.Join(cell.Buckets, ", ")+" again", "each cell once")
		}
		seen[key] = true
	}
	if sum == 0 {
		c.fault(field+".cells", "no shares above 0", "at least one cell")
	}
}

func (c *targetCheck) impossible(field string, cells Impossible) {
	if len(cells) == 0 {
		c.fault(field, "no condition", "at least one facet with its buckets")
	}
	seen := map[string]bool{}
	for i, condition := range cells {
		at := fmt.Sprintf("%s[%d]", field, i)
		f := c.facet(at, condition.Facet)
		if seen[condition.Facet] {
			c.fault(at, "facet "+quoted(condition.Facet)+" again", "each facet once")
		}
		seen[condition.Facet] = true
		if len(condition.Buckets) == 0 {
			c.fault(at, "no buckets", "at least one")
		}
		for _, b := range condition.Buckets {
			c.bucket(at, f, b)
		}
	}
}
