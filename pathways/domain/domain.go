// Package domain is what a team brings: tools, a graph, content, a grammar and
// a default target, loaded from a folder and checked whole before use.
//
// A domain folder has domain.yaml at its root, which names the other files. All
// but the tools may be left out: what is not there is empty (graph, content), is
// inferred (bindings) or is derived from the rest (grammar, target).
//
//	domain.yaml     name, description, files, facets, mapping
//	tools.json      what can be called
//	bindings.yaml   where each tool's arguments are drawn from
//	graph.yaml      typed nodes with synonyms, and typed edges
//	content.jsonl   the content library
//	grammar.yaml    how people phrase requests, and what the assistant says
//	target.yaml     the default target
//	prompts.yaml    how models are asked
//	effects.yaml    what calls do to the content library
//
// Tools are a list of OpenAI function definitions in JSON, whose parameters are
// JSON Schema 2020-12, or the operations of an OpenAPI document of version 3.0 or
// 3.1 in YAML or JSON (told by its key openapi; domain.yaml may choose some, as
// "operations: [searchPhotos]"). What becomes of an operation stands at the type
// openAPI.
//
// Bindings name parameters by their path: "query", "size.width" for a member of
// an object, "colors[]" for the elements of a list. The method readBindings
// documents them and what is inferred where they say nothing.
//
// The graph is in the native form (.yaml; also as .json), in Turtle (.ttl) or
// N-Triples (.nt), or a tree of names and children (.json). Content is a JSON
// object a line, or CSV with a header (.csv), with pictures (PNG or JPEG) as files
// beside it. The part mapping of domain.yaml says how formats that were not made
// for this are read; see the type mapping for its keys and their defaults.
//
// Effects say which items a search finds, what an edit needs and changes, and what
// a tool makes, so that calls can be carried out; readEffects documents the file and
// what is inferred without one.
//
// Prompts are templates; readPrompts documents the file, PromptData what they may
// use. A purpose that has none gets the defaults of prompts.yaml in this package.
//
// A domain may be asked in several languages: its own, and those that domain.yaml
// gives a grammar for. The others' labels stand beside the main ones, in the graph
// (labels) and in the bindings (in); what has none is called as in the domain's own.
//
// A domain that brings no grammar gets Domain.DerivedGrammar, one that brings no
// target Domain.DerivedTarget, both in the form that the files have: to change
// them, write them to a file and edit it.
//
// Every fault is named with its file, line, what was found and what was expected
// (Fault); what is no fault but may surprise is a Note. No file outside of the
// folder is read, not through links either, and nothing is ever fetched. Limits
// stand in limits.go.
//
// A Domain is immutable once loaded and safe for concurrent use.
package domain

import (
	"crypto/sha256"
	"io/fs"

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
	// Languages are those that the domain brings, its own first: "en" unless
	// domain.yaml says otherwise. Grammars has a grammar for each; Grammar is the
	// first one's.
	Languages []string
	Grammars  map[string]*Grammar
	// Effects say what calls do, by tool; see Effect. Tools that have no entry do
	// something outside of the library.
	Effects map[string]*Effect
	// Facets are all facets a sample of this domain is measured by, in order:
	// the standard ones, then the domain's own.
	Facets []sample.Facet
	// Target is the domain's default.
	Target *Target
	// Models are the models that the domain asks for, by role: text, vision,
	// judge. A role that it leaves out is not there.
	Models map[string]string
	// Prompts are those of prompts.yaml by purpose, with the defaults for the
	// purposes that it leaves out; see PromptsFor.
	Prompts map[string][]*Prompt
	// Lexicon finds labels of nodes and admitted values in text.
	Lexicon *Lexicon
	// Notes say what is no fault but may surprise, at most MaxFaults of them:
	// parameters that are never given, say.
	Notes []Note

	tools map[string]*Tool
	// derived is what grammars and targets are derived from.
	derived *derivation
	// near are the other tools, for each one, the most alike first.
	near  map[*Tool][]*Tool
	items map[string]*Item
	// origins say where the domain's own facets look, in the order of Facets
	// after the standard ones.
	origins []facetOrigin
	// fsys is the folder that it was loaded from, pictures the sums of the
	// pictures in it, by name.
	fsys     fs.FS
	pictures map[string][sha256.Size]byte
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
