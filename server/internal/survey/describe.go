package survey

import (
	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/server/internal/run"
	"github.com/callmill/callmill/server/internal/wire"
)

// Describe tells what a domain is, in full, under the name it is registered by.
func Describe(name string, e *run.Engine) *callmillv1.Domain {
	m := Outline(name, e)
	for _, t := range e.Domain.Tools {
		m.Tools = append(m.Tools, &callmillv1.Tool{
			Name: t.Name, Description: t.Description, ParametersJson: t.Parameters,
		})
	}
	for i := range e.Domain.Facets {
		f := &e.Domain.Facets[i]
		m.Facets = append(m.Facets, &callmillv1.Facet{Name: f.Name, Buckets: f.Buckets})
	}
	m.Target = wire.Target(e.Domain.Target)
	return m
}

// Outline tells what a domain is and how much it holds, for lists.
func Outline(name string, e *run.Engine) *callmillv1.Domain {
	d := e.Domain
	m := &callmillv1.Domain{Name: name, Description: d.Description, Hash: d.Hash}
	for _, typ := range d.Graph.Types() {
		m.Nodes = append(m.Nodes, &callmillv1.Count{Name: typ, Count: int32(len(d.Graph.OfType(typ)))})
	}
	for _, relation := range d.Graph.Relations() {
		edges := 0
		for _, n := range d.Graph.Nodes {
			edges += len(d.Graph.Neighbours(n, relation))
		}
		m.Edges = append(m.Edges, &callmillv1.Count{Name: relation, Count: int32(edges)})
	}
	m.Items, m.Pictures = itemsOf(d)
	for _, p := range e.Pathways {
		m.Pathways = append(m.Pathways, &callmillv1.PathwayInfo{
			Name: p.Name(), Modality: string(p.Modality()), Cost: p.Cost(),
		})
	}
	return m
}

// itemsOf counts items by kind, in the order in which the kinds first come, and
// those with a picture.
func itemsOf(d *domain.Domain) (kinds []*callmillv1.Count, pictures int32) {
	byKind := map[string]*callmillv1.Count{}
	for _, it := range d.Items {
		c := byKind[it.Kind]
		if c == nil {
			c = &callmillv1.Count{Name: it.Kind}
			byKind[it.Kind] = c
			kinds = append(kinds, c)
		}
		c.Count++
		if it.Picture != "" {
			pictures++
		}
	}
	return kinds, pictures
}
