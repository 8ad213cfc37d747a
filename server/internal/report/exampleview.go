package report

import (
	"strings"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// exampleFacet are examples of every bucket of a facet.
type exampleFacet struct {
	Name    string
	Buckets []exampleBucket
}

type exampleBucket struct {
	Name    string
	Samples []exampleView
}

// exampleView is a sample for people.
type exampleView struct {
	ID, Pathway string
	Before      []string // what the user has before them
	Turns       []turnView
	Calls       []callView
	Reply       *callmillv1.Reply
	ReplyKind   string
}

type turnView struct {
	Role, Class, Text string
	Calls             []callView
}

type callView struct{ Name, Arguments, Result, After string }

func (c *Collector) exampleViews() []exampleFacet {
	var out []exampleFacet
	for _, f := range c.facets {
		facet := exampleFacet{Name: f.name}
		for _, b := range c.bucketOrder(f) {
			bucket := exampleBucket{Name: b}
			for _, x := range c.examples[bucketName{f.name, b}] {
				bucket.Samples = append(bucket.Samples, newExample(x.sample))
			}
			facet.Buckets = append(facet.Buckets, bucket)
		}
		out = append(out, facet)
	}
	return out
}

// bucketOrder has the buckets with samples in the order of the closing report,
// then the others.
func (c *Collector) bucketOrder(f *facetCount) []string {
	var out []string
	placed := map[string]bool{}
	for _, r := range c.completed.GetFacets() {
		if r.GetFacet() != f.name {
			continue
		}
		for _, b := range r.GetBuckets() {
			if _, has := f.index[b.GetBucket()]; has {
				out, placed[b.GetBucket()] = append(out, b.GetBucket()), true
			}
		}
	}
	for _, b := range f.buckets {
		if !placed[b] {
			out = append(out, b)
		}
	}
	return out
}

func newExample(s *callmillv1.Sample) exampleView {
	x := exampleView{
		ID: s.GetId(), Pathway: s.GetProvenance().GetPathway(), Calls: callViews(s.GetCalls()), Reply: s.GetReply(),
		ReplyKind: strings.ToLower(strings.TrimPrefix(s.GetReply().GetKind().String(), "KIND_")),
	}
	items := s.GetContext().GetItems()
	if i := s.GetContext().GetItem(); i != nil {
		items = append([]*callmillv1.Item{i}, items...)
	}
	for _, i := range items {
		x.Before = append(x.Before, strings.TrimSpace(i.GetKind()+" “"+i.GetTitle()+"”"))
	}
	for _, m := range s.GetMessages() {
		role := strings.ToLower(strings.TrimPrefix(m.GetRole().String(), "ROLE_"))
		x.Turns = append(x.Turns, turnView{
			Role: role, Class: turnClass(m.GetRole()), Text: m.GetContent(), Calls: callViews(m.GetCalls()),
		})
	}
	return x
}

func turnClass(r callmillv1.Role) string {
	if r == callmillv1.Role_ROLE_USER {
		return "user"
	}
	return "other"
}

func callViews(calls []*callmillv1.Call) []callView {
	var out []callView
	for _, c := range calls {
		out = append(out, callView{
			Name: c.GetName(), Arguments: c.GetArgumentsJson(), Result: c.GetResultJson(),
			After: strings.Join(c.GetDependsOn(), ", "),
		})
	}
	return out
}
