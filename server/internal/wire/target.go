package wire

import (
	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
)

// Target gives a target as the API's message.
func Target(t *domain.Target) *callmillv1.Target {
	m := &callmillv1.Target{}
	for _, x := range t.Marginals {
		m.Marginals = append(m.Marginals, &callmillv1.Marginal{Facet: x.Facet, Shares: shares(x.Shares)})
	}
	for _, x := range t.Conditionals {
		m.Conditionals = append(m.Conditionals, &callmillv1.Conditional{
			Facet: x.Facet, Given: x.Given, GivenBucket: x.GivenBucket, Shares: shares(x.Shares),
		})
	}
	for _, x := range t.Joints {
		j := &callmillv1.Joint{Facets: x.Facets}
		for _, c := range x.Cells {
			j.Cells = append(j.Cells, &callmillv1.JointCell{Buckets: c.Buckets, Share: c.Share})
		}
		m.Joints = append(m.Joints, j)
	}
	for _, x := range t.Impossible {
		z := &callmillv1.Impossible{}
		for _, c := range x {
			z.Conditions = append(z.Conditions, &callmillv1.Condition{Facet: c.Facet, Buckets: c.Buckets})
		}
		m.Impossible = append(m.Impossible, z)
	}
	return m
}

// TargetFrom gives the API's message as a target.
func TargetFrom(m *callmillv1.Target) *domain.Target {
	t := &domain.Target{}
	for _, x := range m.GetMarginals() {
		t.Marginals = append(t.Marginals, domain.Marginal{Facet: x.GetFacet(), Shares: sharesFrom(x.GetShares())})
	}
	for _, x := range m.GetConditionals() {
		t.Conditionals = append(t.Conditionals, domain.Conditional{
			Facet: x.GetFacet(), Given: x.GetGiven(), GivenBucket: x.GetGivenBucket(), Shares: sharesFrom(x.GetShares()),
		})
	}
	for _, x := range m.GetJoints() {
		j := domain.Joint{Facets: x.GetFacets()}
		for _, c := range x.GetCells() {
			j.Cells = append(j.Cells, domain.JointCell{Buckets: c.GetBuckets(), Share: c.GetShare()})
		}
		t.Joints = append(t.Joints, j)
	}
	for _, x := range m.GetImpossible() {
		z := domain.Impossible{}
		for _, c := range x.GetConditions() {
			z = append(z, domain.Condition{Facet: c.GetFacet(), Buckets: c.GetBuckets()})
		}
		t.Impossible = append(t.Impossible, z)
	}
	return t
}

func shares(in []domain.Share) []*callmillv1.Share {
	out := make([]*callmillv1.Share, len(in))
	for i, s := range in {
		out[i] = &callmillv1.Share{Bucket: s.Bucket, Share: s.Share}
	}
	return out
}

func sharesFrom(in []*callmillv1.Share) []domain.Share {
	out := make([]domain.Share, len(in))
	for i, s := range in {
		out[i] = domain.Share{Bucket: s.GetBucket(), Share: s.GetShare()}
	}
	return out
}
