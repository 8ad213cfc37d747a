package target

import "slices"

// Report is how a ledger stands against its target.
type Report struct {
	Accepted int
	UnderWay int
	Facets   []MarginReport // in the order of the table's facets
	Pairs    []MarginReport // in the order of the table's pairs
	Joint    MarginReport   // over all facets of the table, one bucket per cell
	Closed   []Closing      // in the order of closing
}

// MarginReport compares one distribution with what was asked for and with what
// was in force. Both divergences are Jensen–Shannon, base 2, in [0, 1], and 0
// while nothing is delivered.
type MarginReport struct {
	Facets      []string // one, two for a pair, all for the joint
	Buckets     []BucketReport
	FromAsked   float64 // divergence of what was delivered from the asked shares
	FromInForce float64 // the same from the shares in force
}

// BucketReport is one bucket, or combination of buckets, of a margin.
type BucketReport struct {
	Buckets []string // one per facet of the margin
	Asked   float64  // share in the table
	// InForce is the share averaged over the samples: the quota, which follows
	// the shares as they change with closing cells, by the number of samples.
	InForce   float64
	Delivered int
}

// Report compares what was delivered so far with the target as asked and as in
// force. It copies everything; buckets that have no cell in the table are left
// out.
func (l *Ledger) Report() Report {
	r := Report{Accepted: l.done, UnderWay: l.flying, Closed: slices.Clone(l.closings)}
	asked := l.spread(l.table.share)
	for i := range l.margins {
		m := &l.margins[i]
		report := MarginReport{Facets: m.facets(l.table)}
		for b := range m.size {
			if asked[m.offset+b] > 0 {
				report.Buckets = append(report.Buckets, l.reportBucket(m.names(l.table, b), asked, m.offset+b))
			}
		}
		report.diverge()
		if m.b == none {
			r.Facets = append(r.Facets, report)
		} else {
			r.Pairs = append(r.Pairs, report)
		}
	}
	for _, f := range l.table.facets {
		r.Joint.Facets = append(r.Joint.Facets, f.Name)
	}
	for cell := range l.table.Cells() {
		r.Joint.Buckets = append(r.Joint.Buckets, l.reportBucket(l.table.BucketNames(cell), asked, l.counted+cell))
	}
	r.Joint.diverge()
	return r
}

func (l *Ledger) reportBucket(names []string, asked []float64, b int) BucketReport {
	r := BucketReport{Buckets: names, Asked: asked[b], InForce: l.share[b], Delivered: l.accepted[b]}
	if l.done > 0 {
		// Rounding may leave the quota of a bucket without cells just below 0.
		r.InForce = max(0, l.quota(b)) / float64(l.done)
	}
	return r
}

func (m *MarginReport) diverge() {
	asked := make([]float64, len(m.Buckets))
	inForce := make([]float64, len(m.Buckets))
	delivered := make([]float64, len(m.Buckets))
	for i, b := range m.Buckets {
		asked[i], inForce[i], delivered[i] = b.Asked, b.InForce, float64(b.Delivered)
	}
	m.FromAsked = JensenShannon(delivered, asked)
	m.FromInForce = JensenShannon(delivered, inForce)
}
