package survey

import (
	"fmt"
	"strconv"
	"strings"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
)

// Cannot is a bucket that a target gives a share to and that no sample of the domain
// can be in, whatever else the target says.
type Cannot struct {
	// File and Line are where the share stands, where the target came from a file;
	// Field is its path in the target.
	File  string
	Line  int
	Field string

	Facet, Bucket string
	Share         float64
	// Why is empty where it is not known.
	Why string
}

// CannotMake names the buckets of a target, each where its first share stands, that the
// domain cannot make at all. Where a share can be met in part, nothing is said.
func CannotMake(d *domain.Domain, t *domain.Target) []Cannot {
	var out []Cannot
	possible := newPuzzle(d)
	told := map[[2]string]bool{}
	eachShare(t, func(field, facet, bucket string, share float64) {
		if share <= 0 || told[[2]string{facet, bucket}] {
			return
		}
		told[[2]string{facet, bucket}] = true
		if possible.solves(facet, bucket) {
			return
		}
		c := Cannot{Field: field, Facet: facet, Bucket: bucket, Share: share, Why: why(d, facet, bucket)}
		c.File, c.Line = placeOf(t.Lines, field)
		out = append(out, c)
	})
	return out
}

// eachShare calls yield with every bucket that has a share in the target. Of a joint
// cell, each bucket has the share of the cell.
func eachShare(t *domain.Target, yield func(field, facet, bucket string, share float64)) {
	for i, m := range t.Marginals {
		for k, s := range m.Shares {
			yield(fmt.Sprintf("marginals[%d].shares[%d]", i, k), m.Facet, s.Bucket, s.Share)
		}
	}
	for i, c := range t.Conditionals {
		for k, s := range c.Shares {
			yield(fmt.Sprintf("conditionals[%d].shares[%d]", i, k), c.Facet, s.Bucket, s.Share)
		}
	}
	for i, j := range t.Joints {
		for k, cell := range j.Cells {
			for n, b := range cell.Buckets {
				yield(fmt.Sprintf("joints[%d].cells[%d]", i, k), j.Facets[n], b, cell.Share)
			}
		}
	}
}

// placeOf is the file and the line of a field, or of what it is in.
func placeOf(lines map[string]string, field string) (file string, line int) {
	for at := field; at != ""; at = parent(at) {
		if cut := strings.LastIndexByte(lines[at], ':'); cut >= 0 {
			line, _ = strconv.Atoi(lines[at][cut+1:]) // the loader wrote it
			return lines[at][:cut], line
		}
	}
	return "", 0
}

// Text says what cannot be, and why.
func (c *Cannot) Text() string {
	return fmt.Sprintf("%s %s has a share of %s, but the domain cannot make it%s", c.Facet, c.Bucket, percent(c.Share),
		c.because())
}

// Fault has it as an error in the target.
func (c *Cannot) Fault() domain.Fault {
	return domain.Fault{File: c.File, Line: c.Line, Field: c.Field, Found: c.found(), Want: c.want()}
}

func (c *Cannot) found() string {
	return fmt.Sprintf("%s %s with %s", c.Facet, c.Bucket, percent(c.Share))
}

func (c *Cannot) want() string { return "share 0, since the domain cannot make it" + c.because() }

func (c *Cannot) because() string {
	if c.Why == "" {
		return ""
	}
	return ": " + c.Why
}

// At is where the share stands: "file:line", or the path of the field.
func (c *Cannot) At() string {
	if c.File == "" {
		return c.Field
	}
	return fmt.Sprintf("%s:%d", c.File, c.Line)
}

func percent(share float64) string { return strconv.FormatFloat(100*share, 'g', 3, 64) + "%" }

// note has it in the list of what may surprise in a domain.
func (c *Cannot) note() *callmillv1.DomainNote {
	return &callmillv1.DomainNote{File: c.File, Line: int32(c.Line), Field: c.Field, Text: c.Text()}
}
