package domain

import (
	"regexp"

	"github.com/callmill/callmill/pathways/sample"
)

// The root file of a domain, and the other files where it does not name them.
const (
	manifestFile = "domain.yaml"
	toolsFile    = "tools.json"
	bindingsFile = "bindings.yaml"
	graphFile    = "graph.yaml"
	contentFile  = "content.jsonl"
	grammarFile  = "grammar.yaml"
	targetFile   = "target.yaml"
	promptsFile  = "prompts.yaml"
	effectsFile  = "effects.yaml"
)

// defaultArguments is the open bucket of the arguments facet: 3+.
const defaultArguments = 3

// manifest is what domain.yaml says:
//
//	name: studio
//	description: a content creation suite
//	tools: tools.json           # files of the folder; left out, these names
//	bindings: bindings.yaml     # these may be missing, unless they are named
//	graph: graph.yaml           # or .ttl, .nt, .json
//	content: content.jsonl      # or .csv
//	grammar: grammar.yaml
//	target: target.yaml
//	prompts: prompts.yaml
//	effects: effects.yaml
//	language: en                # that all these are in; left out, English
//	languages: {es: grammar.es.yaml}   # others that people ask in, and how
//	models: {text: llama3.2:3b, vision: qwen2.5vl:3b, judge: qwen2.5:3b}
//	operations: [searchPhotos]  # of an OpenAPI document; left out, all
//	mapping: {…}                # how other formats are read; see mapping
//	words: [3, 6, 10, 16]       # the last word of each bucket but the open one
//	arguments: 3                # buckets 0, 1, 2 and 3+
//	facets:                     # the domain's own, after the standard ones
//	  - {name: design_type, argument: design_type, values: [poster, card]}
//	  - {name: content_type, context: kind, values: [photo, template]}
type manifest struct {
	root        *place
	name        string
	description string

	tools, bindings, graph, content, grammar, target, prompts, effects fileName

	words     []int
	arguments int
	// language is the domain's own, languages are the grammars of the others.
	language  string
	languages map[string]fileName
}

// fileName is a file of the domain and where faults with it are reported.
type fileName struct {
	name  string
	fault Fault
	// given says that domain.yaml names the file.
	given bool
}

func (l *loader) readManifest() *manifest {
	missing := Fault{File: manifestFile}
	data, ok := l.folder.text(manifestFile, MaxFileBytes, missing)
	if !ok {
		return nil
	}
	root := readYAML(&source{name: manifestFile, faults: l.faults}, data)
	if !root.mapping("name", "description", "tools", "bindings", "graph", "content", "grammar", "target",
		"prompts", "effects", "models", "words", "arguments", "facets", "operations", "mapping", "language", "languages") {
		return nil
	}
	m := &manifest{root: root, words: []int{3, 6, 10, 16}, arguments: defaultArguments}
	const want = "a name of at most 63 lower case letters, digits and dashes"
	if name, ok := root.need("name").text(want, MaxLabelBytes); ok {
		if !regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`).MatchString(name) {
			root.get("name").wrong(want)
		}
		m.name = name
	}
	m.description, _ = root.get("description").text("a text", MaxTextBytes)
	m.tools = fileAt(root, "tools", toolsFile)
	m.bindings = fileAt(root, "bindings", bindingsFile)
	m.graph = fileAt(root, "graph", graphFile)
	m.content = fileAt(root, "content", contentFile)
	m.grammar = fileAt(root, "grammar", grammarFile)
	m.target = fileAt(root, "target", targetFile)
	m.prompts = fileAt(root, "prompts", promptsFile)
	m.effects = fileAt(root, "effects", effectsFile)
	l.readLanguages(m)
	before := len(l.faults.faults)
	if p := root.get("words"); p != nil {
		m.words = wordEdges(p)
	}
	l.unsure[sample.FacetWords] = len(l.faults.faults) > before
	if n, ok := root.get("arguments").integer("a whole number", 1, MaxParams); ok {
		m.arguments = n
	} else {
		l.unsure[sample.FacetArguments] = root.get("arguments") != nil
	}
	return m
}

func fileAt(root *place, key, name string) fileName {
	f := fileName{name: name, fault: Fault{File: name}}
	if p := root.get(key); p != nil {
		f.given = true
		f.fault = Fault{File: manifestFile, Line: p.line, Field: key}
		// On a fault the default stands in, so that its faults are found too.
		if given, ok := p.text("the name of a file in the domain's folder", MaxLabelBytes); ok {
			f.name = given
		}
	}
	return f
}

func wordEdges(p *place) []int {
	var edges []int
	least := 1
	for item := range p.elements("a list of numbers of words", MaxBuckets) {
		if n, ok := item.integer("the next bucket's last number of words,", least, MaxTextBytes); ok {
			edges = append(edges, n)
			least = n + 1
		}
	}
	if p.is(kindList) && len(p.items) == 0 {
		p.fault("an empty list", "at least one number of words")
	}
	return edges
}

// noFile says whether an optional file is left out; one that is named must be
// there.
func (l *loader) noFile(f fileName) bool { return !f.given && !l.folder.exists(f.name) }
