package target

import (
	"errors"
	"math"
	"testing"
)

// FuzzFit makes specs of random bytes, sound ones and broken ones: Fit gives a
// *SpecError, or a table that can be run.
func FuzzFit(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{2, 2, 2, 2, 0, 0, 0, 128, 1, 128, 1, 0, 0, 64, 1, 192, 0, 0})
	f.Add([]byte{3, 2, 3, 2, 2, 0, 2, 0, 100, 1, 156, 1, 3, 0, 100, 1, 100, 2, 56, 1, 2, 0, 1, 2, 0, 0, 255, 1, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		d := decoder(data)
		spec := d.spec()
		runFitted(t, spec, maxCombinations)
		runFitted(t, spec, 6) // in parts, where there is more than that
	})
}

func runFitted(t *testing.T, spec Spec, limit int) {
	t.Helper()
	table, err := fit(spec, limit)
	if err != nil {
		var fault *SpecError
		if !errors.As(err, &fault) || fault.Want == "" || fault.Found == "" {
			t.Fatalf("error %v, want a whole *SpecError", err)
		}
		return
	}
	sum := 0.0
	for cell := range table.Cells() { // of several parts the product sums to 1 too
		sum += table.Share(cell)
		if s := table.Share(cell); !(s > 0 && s <= 1+1e-9) {
			t.Fatalf("cell %d has share %v", cell, s)
		}
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Fatalf("shares sum to %v", sum)
	}
	l := newLedger(t, table, Options{Window: 3, CloseAfter: 2})
	for i := 0; i < 200 && l.OpenCells() > 0; i++ {
		cell, ok := l.Next()
		if !ok || !table.Allowed(cell) {
			t.Fatalf("next is %d, %v, while %d cells are open", cell, ok, l.OpenCells())
		}
		if i%3 == 0 {
			l.Settle(cell, Failed())
		} else {
			l.Settle(cell, l.land(cell))
		}
	}
}

// decoder reads a spec from bytes; what is missing reads as zeros.
type decoder []byte

func (d *decoder) next(n int) int {
	if len(*d) == 0 {
		return 0
	}
	v := int((*d)[0]) % n
	*d = (*d)[1:]
	return v
}

// pick gives a name, in rare cases one that there is not.
func (d *decoder) pick(names []string) string {
	i := d.next(64)
	if i == 63 || len(names) == 0 {
		return "nobody"
	}
	return names[i%len(names)]
}

func (d *decoder) share() float64 {
	switch v := d.next(256); v {
	case 251:
		return math.NaN()
	case 252:
		return math.Inf(1)
	case 253:
		return -0.5
	case 254:
		return 1e-300
	case 255:
		return 1
	default:
		return float64(v) / 250
	}
}

// shares lists some; the last is what is missing to 1, mostly.
func (d *decoder) shares(buckets []string) []Share {
	var list []Share
	left := 1.0
	for i, b := range buckets {
		s := Share{Bucket: b, Share: d.share()}
		if i == len(buckets)-1 && d.next(16) > 0 {
			s.Share = left
		}
		left -= s.Share
		list = append(list, s)
	}
	return list
}

func (d *decoder) spec() Spec {
	var s Spec
	names := []string{"a", "b", "c", "d", "e"}
	of := make(map[string][]string)
	for i := range d.next(5) {
		f := Facet{Name: names[i]}
		if d.next(40) == 39 {
			f.Name = "a"
		}
		f.Buckets = append(f.Buckets, []string{"p", "q", "r", "s", "p"}[:d.next(6)]...)
		if len(f.Buckets) > 4 {
			f.Buckets = f.Buckets[:4+d.next(2)]
		}
		of[f.Name] = f.Buckets
		s.Facets = append(s.Facets, f)
	}
	for range d.next(5) {
		name := d.pick(names)
		s.Marginals = append(s.Marginals, Marginal{Facet: name, Shares: d.shares(of[name])})
	}
	for range d.next(4) {
		c := Conditional{Facet: d.pick(names), Given: d.pick(names)}
		c.GivenBucket, c.Shares = d.pick(of[c.Given]), d.shares(of[c.Facet])
		s.Conditionals = append(s.Conditionals, c)
	}
	for range d.next(3) {
		s.Joints = append(s.Joints, d.joint(names, of))
	}
	for range d.next(4) {
		var z Zero
		for range d.next(3) {
			c := Condition{Facet: d.pick(names)}
			for range d.next(3) {
				c.Buckets = append(c.Buckets, d.pick(of[c.Facet]))
			}
			z = append(z, c)
		}
		s.Zeros = append(s.Zeros, z)
	}
	return s
}

func (d *decoder) joint(names []string, of map[string][]string) Joint {
	var j Joint
	for range d.next(4) {
		j.Facets = append(j.Facets, d.pick(names))
	}
	left := 1.0
	for k := range d.next(8) {
		var c JointCell
		for i, f := range j.Facets {
			if len(of[f]) > 0 {
				c.Buckets = append(c.Buckets, of[f][(k+i*d.next(3))%len(of[f])])
			}
		}
		if c.Share = d.share(); d.next(3) == 0 {
			c.Share = left
		}
		left -= c.Share
		j.Cells = append(j.Cells, c)
	}
	return j
}
