// Package domain is what a team brings: tools, a graph, content, a grammar and
// a default target, loaded from a folder and checked whole before use.
//
// A domain folder has domain.yaml at its root, which names the other files:
//
//	domain.yaml     name, description, files, facets
//	tools.json      a list of OpenAI function definitions
//	bindings.yaml   where each tool's arguments are drawn from
//	graph.yaml      typed nodes with synonyms, and typed edges
//	content.jsonl   the content library, one item a line
//	grammar.yaml    how people phrase requests
//	target.yaml     the default target
//
// A Domain is immutable once loaded and safe for concurrent use.
package domain

import (
	"github.com/callmill/callmill/pathways/sample"
)

// Domain is a loaded and checked domain.
type Domain struct {
	// Name as in domain.yaml: lower case letters, digits and dashes.
	Name        string
	Description string
	// Hash is the SHA-256 over the names and the contents of the files that the
	// domain uses, pictures too, in hexadecimal. Equal hashes mean equal domains.
	Hash    string
	Tools   []*Tool
	Graph   *Graph
	Items   []*Item
	Grammar *Grammar
	// Facets are all facets a sample of this domain is measured by, in order:
	// the standard ones, then the domain's own.
	Facets []sample.Facet
	// Target is the domain's default.
	Target *Target
	// Lexicon finds labels of nodes and admitted values in text.
	Lexicon *Lexicon

	tools map[string]*Tool
	items map[string]*Item
	// origins say where the domain's own facets look, in the order of Facets
	// after the standard ones.
	origins []facetOrigin
}

// Tool returns the tool called name, nil where there is none.
func (d *Domain) Tool(name string) *Tool { return d.tools[name] }

// Item returns the content item with that id, nil where there is none.
func (d *Domain) Item(id string) *Item { return d.items[id] }

// Facet returns the index in Facets of the facet called name, or -1.
func (d *Domain) Facet(name string) int {
	for i := range d.Facets {
		if d.Facets[i].Name == name {
			return i
		}
	}
	return -1
}
