package target

import "slices"

// toldCells is how many cells a part may have for all of them to be reported, where
// there are several parts.
const toldCells = 10_000

// Report is how a ledger stands against its target.
//
// With one part Joint is the whole table. Of several, Joints leaves the buckets
// out where a part has more than 10,000 cells.
type Report struct {
	Accepted int
	UnderWay int
	Facets   []MarginReport // in the order of the table's facets
	Pairs    []MarginReport // in the order of the table's pairs
	Joint    MarginReport   // over all facets of the first part, one bucket per cell
	Joints   []MarginReport // over all facets of each part
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
	// Floor is, of a joint, the divergence from the shares in force that whole
	// samples cannot avoid: see [RoundingFloor].
	Floor float64
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
	r.Facets, r.Pairs = l.Margins()
	for _, b := range l.books {
		asked := b.spread(b.part.share)
		r.Joints = append(r.Joints, b.reportJoint(asked, len(l.books) == 1 || b.part.cells() <= toldCells))
	}
	r.Joint = r.Joints[0]
	return r
}

// Margins is the part of a report that is cheap: its facets and its pairs.
func (l *Ledger) Margins() (ofFacets, ofPairs []MarginReport) {
	t := l.table
	facets, pairs := make([][]MarginReport, len(l.books)), make([][]MarginReport, len(l.books))
	for k, b := range l.books {
		asked := b.spread(b.part.share)
		for i := range b.margins {
			m := &b.margins[i]
			if m.b == none {
				facets[k] = append(facets[k], b.reportMargin(m, asked))
			} else {
				pairs[k] = append(pairs[k], b.reportMargin(m, asked))
			}
		}
	}
	for f, home := range t.home {
		ofFacets = append(ofFacets, facets[home][t.seat[f]])
	}
	for _, home := range t.pairHome {
		ofPairs = append(ofPairs, pairs[home[0]][home[1]])
	}
	return ofFacets, ofPairs
}

func (l *book) reportMargin(m *margin, asked []float64) MarginReport {
	r := MarginReport{Facets: m.facets(l.part)}
	for b := range m.size {
		if asked[m.offset+b] > 0 {
			r.Buckets = append(r.Buckets, l.reportBucket(m.names(l.part, b), asked, m.offset+b))
		}
	}
	r.diverge()
	return r
}

// reportJoint compares cell by cell. Without the names of buckets, which take most
// of the memory, it leaves the buckets out.
func (l *book) reportJoint(asked []float64, buckets bool) MarginReport {
	r := MarginReport{Buckets: make([]BucketReport, l.part.cells())}
	for cell := range r.Buckets {
		var names []string
		if buckets {
			names = l.part.names(cell)
		}
		r.Buckets[cell] = l.reportBucket(names, asked, l.counted+cell)
	}
	r.diverge()
	inForce := make([]float64, len(r.Buckets))
	for cell := range r.Buckets {
		inForce[cell] = r.Buckets[cell].InForce
	}
	r.Facets, r.Floor = l.part.facetNames(), RoundingFloor(inForce, l.done)
	if !buckets {
		r.Buckets = nil
	}
	return r
}

func (l *book) reportBucket(names []string, asked []float64, b int) BucketReport {
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
