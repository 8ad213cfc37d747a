// Package domaintest makes domains for benchmarks and tests.
package domaintest

import (
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"
)

// The size of the large domain.
const (
	largeTools = 8
	largeTypes = 6
	largeNodes = 300 // of each type
	largeItems = 2000
)

// Large is the files of a made-up domain that does not run dry: its tools'
// arguments have some hundred million combinations, each of which its grammar
// says in many ways. The words mean nothing, so that no two things share a
// label.
func Large() fs.FS {
	files := map[string]string{
		"domain.yaml":   "name: large\ndescription: made up for benchmarks\nwords: [4, 7]\narguments: 3\n",
		"tools.json":    largeToolsFile(),
		"bindings.yaml": largeBindings(),
		"graph.yaml":    largeGraph(),
		"content.jsonl": largeContent(),
		"grammar.yaml":  largeGrammar(),
		"target.yaml":   largeTarget(),
	}
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func toolName(i int) string { return word(i) + "_tool" }

// params are the node types that a tool's parameters are named after and bound
// to.
func params(tool int) []string {
	return []string{typeName(tool), typeName(tool + 1), typeName(tool + 2), typeName(tool + 3)}
}

func typeName(i int) string { return fmt.Sprintf("type_%c", 'a'+i%largeTypes) }

// word returns the i-th made-up word: three syllables, all different.
func word(i int) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	var b strings.Builder
	for range 3 {
		b.WriteByte(consonants[i%len(consonants)])
		i /= len(consonants)
		b.WriteByte(vowels[i%len(vowels)])
		i /= len(vowels)
	}
	return b.String()
}

// nodeWord is the label of a node; synonym 0 is the label itself.
func nodeWord(typ, node, synonym int) string {
	return word(1000 + (typ*largeNodes+node)*2 + synonym)
}

func largeToolsFile() string {
	var tools []string
	for t := range largeTools {
		var props []string
		for _, p := range params(t) {
			props = append(props, fmt.Sprintf(`%q: {"type": "string", "maxLength": 40}`, p))
		}
		tools = append(tools, fmt.Sprintf(`{"type": "function", "function": {"name": %q, "description": "made up",
  "parameters": {"type": "object", "properties": {%s}, "required": [%q, %q], "additionalProperties": false}}}`,
			toolName(t), strings.Join(props, ", "), params(t)[0], params(t)[1]))
	}
	return "[" + strings.Join(tools, ",\n") + "]\n"
}

// largeBindings lets the first argument come from a content item too, so that
// both phrase pathways have something to write.
func largeBindings() string {
	var b strings.Builder
	for t := range largeTools {
		fmt.Fprintf(&b, "%s:\n  %s: {node: %s, field: title}\n", toolName(t), params(t)[0], params(t)[0])
	}
	return b.String()
}

func largeGraph() string {
	var b strings.Builder
	b.WriteString("nodes:\n")
	for t := range largeTypes {
		fmt.Fprintf(&b, "  %s:\n", typeName(t))
		for n := range largeNodes {
			fmt.Fprintf(&b, "    %s: {synonyms: [%s]}\n", nodeWord(t, n, 0), nodeWord(t, n, 1))
		}
	}
	return b.String()
}

func largeContent() string {
	var b strings.Builder
	for i := range largeItems {
		fmt.Fprintf(&b, `{"id": "item-%d", "kind": "thing", "title": "%s %s", "keywords": ["%s"]}`+"\n", i,
			nodeWord(i%largeTypes, i%largeNodes, 0), nodeWord((i+1)%largeTypes, (i*7)%largeNodes, 0),
			nodeWord((i+2)%largeTypes, (i*11)%largeNodes, 1))
	}
	return b.String()
}

func largeGrammar() string {
	var b strings.Builder
	b.WriteString(`phrasings:
  - {name: question, match: '\?$', say: ["(can|could|would) you[ maybe][ just] <request>?"]}
  - {name: polite, match: '^please\b', say: ["please[ kindly][ just] <request>[ right now]"]}
  - {name: other, say: ["[hey, ]<request>[ today]", "<thing>[ now]"]}
tools:
`)
	for t := range largeTools {
		p := params(t)
		list := fmt.Sprintf("{%s} {%s}[ with {%s}][ and {%s}]", p[0], p[1], p[2], p[3])
		fmt.Fprintf(&b, "  %s:\n    request: [\"(get|bring|make|show)[ me] %s\"]\n    thing: [\"%s\"]\n",
			toolName(t), list, list)
	}
	return b.String()
}

func largeTarget() string {
	var b strings.Builder
	b.WriteString("marginals:\n  tool: {")
	for t := range largeTools {
		if t > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s: %.3f", toolName(t), 1.0/largeTools)
	}
	b.WriteString(`}
  words: {"1-4": 0.3, "5-7": 0.4, "8+": 0.3}
  phrasing: {question: 0.3, polite: 0.2, other: 0.5}
  arguments: {"2": 0.6, "3+": 0.4}
impossible:
  - {words: ["1-4"], phrasing: [question], arguments: ["2", "3+"]}
  - {words: ["1-4"], phrasing: [polite], arguments: ["3+"]}
  - {words: ["8+"], phrasing: [other], arguments: ["2"]}
`)
	return b.String()
}
