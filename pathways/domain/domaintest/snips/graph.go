package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/callmill/callmill/pathways/domain"
)

// bindingFile is bindings.yaml: tool → parameter → where it is drawn from.
type bindingFile map[string]map[string]struct {
	Node string `yaml:"node"`
}

const (
	// rare is what a value's count must be above in lists that are closed: the
	// rest of them is slips of whoever wrote the data down.
	rare = 2
	// frequent is the count from which a value of an open list is kept even if the
	// productions say it as well, for other ends.
	frequent = 15
	// open is how many different values make a list an open one: names and times,
	// of which each may come once.
	open = 60
	// longest is how many words a value has at most.
	longest = 12
)

// value is what the data gives for a node type, under its folded text.
type value struct {
	text  string
	count int
}

// graphOf makes graph.yaml: the values of the parameters, by the node types that
// the bindings name.
func graphOf(files fs.FS, rows []row) ([]byte, error) {
	var bindings bindingFile
	if err := readYAML(files, "bindings.yaml", &bindings); err != nil {
		return nil, err
	}
	said, err := vocabularies(files)
	if err != nil {
		return nil, err
	}
	types := map[string]map[string]*value{}
	tools := map[string][]string{} // by node type
	for _, r := range rows {
		for param, text := range r.Arguments {
			typ := bindings[r.Tool][param].Node
			if typ == "" || !sayable(text) {
				continue
			}
			if types[typ] == nil {
				types[typ] = map[string]*value{}
			}
			if !slices.Contains(tools[typ], r.Tool) {
				tools[typ] = append(tools[typ], r.Tool)
			}
			folded := strings.Join(domain.Words(text), " ")
			if types[typ][folded] == nil {
				types[typ][folded] = &value{text: strings.Join(strings.Fields(text), " ")}
			}
			types[typ][folded].count++
		}
	}
	share(types)
	var b bytes.Buffer
	b.WriteString("nodes:\n")
	for _, typ := range slices.Sorted(maps.Keys(types)) {
		fmt.Fprintf(&b, "  %s:\n", typ)
		writeValues(&b, typ, types[typ], func(folded string) bool {
			return slices.ContainsFunc(tools[typ], func(t string) bool { return covered(folded, said[t]) })
		})
	}
	return b.Bytes(), nil
}

// alike are node types whose values could as well be each other's: what is a
// film today was a book before.
func alike() [][]string {
	return [][]string{
		{"album", "track", "entity_name", "book_name", "work_name", "movie_name"},
		{"booking_time", "weather_time", "screening_time"},
	}
}

// own is how much more often a type draws a value of its own than one of another
// type that is alike.
const own = 3

// share adds to the types that are alike the values of each other.
func share(types map[string]map[string]*value) {
	for _, group := range alike() {
		all := map[string]*value{}
		for _, typ := range group {
			for folded, v := range types[typ] {
				if all[folded] == nil || all[folded].text > v.text {
					all[folded] = &value{text: v.text, count: 1}
				}
				v.count *= own
			}
		}
		for _, typ := range group {
			for folded, v := range all {
				if types[typ][folded] == nil {
					types[typ][folded] = v
				}
			}
		}
	}
}

// writeValues writes the nodes of a type but those that are not to be kept: rare
// ones of a closed list, and of an open one those that drop says.
func writeValues(b *bytes.Buffer, typ string, values map[string]*value, drop func(string) bool) {
	n, closed := 0, len(values) < open
	for _, folded := range slices.SortedFunc(maps.Keys(values), func(x, y string) int {
		return cmp.Or(values[y].count-values[x].count, cmp.Compare(x, y))
	}) {
		v := values[folded]
		if closed && (v.count <= rare || doubled(folded, values)) || !closed && v.count < frequent && drop(folded) {
			continue
		}
		n++
		fmt.Fprintf(b, "    n%d: {label: %q, weight: %d%s}\n", n, v.text, v.count, synonyms(typ, folded))
	}
}

// synonyms are the ways to say a value that say another one as well: a production
// could not say them.
func synonyms(typ, folded string) string {
	if typ == "book_select" && folded != "this" {
		return fmt.Sprintf(", synonyms: [this %s]", folded)
	}
	return ""
}

// doubled says whether a value is two of the others, one behind the other: "book
// novel" is what somebody marked who saw both.
func doubled(folded string, values map[string]*value) bool {
	often := func(words []string) bool {
		v := values[strings.Join(words, " ")]
		return v != nil && v.count > rare
	}
	words := strings.Fields(folded)
	for i := 1; i < len(words); i++ {
		if often(words[:i]) && often(words[i:]) {
			return true
		}
	}
	return false
}

// sayable says whether a text can be a label.
func sayable(text string) bool {
	words := domain.Words(text)
	return len(words) > 0 && len(words) <= longest && len(text) <= domain.MaxLabelBytes &&
		strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// covered says whether a text has no word that the productions do not have: what
// they say around arguments would be taken for it.
func covered(folded string, said map[string]bool) bool {
	for w := range strings.FieldsSeq(folded) {
		if !said[w] {
			return false
		}
	}
	return true
}

// vocabularies are the words of the grammar's productions, by tool.
func vocabularies(files fs.FS) (map[string]map[string]bool, error) {
	var g struct {
		Phrasings any                       `yaml:"phrasings"`
		Rules     any                       `yaml:"rules"`
		Manners   any                       `yaml:"manners"`
		Tools     map[string]map[string]any `yaml:"tools"`
	}
	if err := readYAML(files, "grammar.yaml", &g); err != nil {
		return nil, err
	}
	out := map[string]map[string]bool{}
	for tool, rules := range g.Tools {
		words := map[string]bool{}
		collect(words, g.Phrasings)
		collect(words, g.Rules)
		collect(words, g.Manners)
		for _, productions := range rules {
			collect(words, productions)
		}
		out[tool] = words
	}
	return out, nil
}

// collect adds the literal words of productions, wherever they stand.
func collect(words map[string]bool, v any) {
	switch v := v.(type) {
	case string:
		p, err := domain.ParseProduction(v)
		if err != nil {
			return // a phrasing's name or pattern
		}
		collectParts(words, p.Parts)
	case []any:
		for _, e := range v {
			collect(words, e)
		}
	case map[string]any:
		for key, e := range v {
			if key != "name" && key != "match" && key != "keyboard" {
				collect(words, e)
			}
		}
	}
}

func collectParts(words map[string]bool, parts []domain.Part) {
	for _, p := range parts {
		if p.Kind == domain.PartText {
			for _, w := range domain.Words(p.Text) {
				words[w] = true
			}
		}
		for _, a := range p.Alternatives {
			collectParts(words, a)
		}
	}
}

func readYAML(files fs.FS, name string, into any) error {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return fmt.Errorf("read the embedded files: %w", err)
	}
	if err := yaml.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
