package domain

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// readYAML reads the one document of a YAML file, nil where it is of no use.
// What makes YAML a language (anchors, aliases, tags, merges) is refused: a
// few lines of aliases can mean gigabytes.
func readYAML(src *source, data []byte) *place {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			src.fault(1, "an empty file", "a mapping")
			return nil
		}
		yamlSyntax(src, data, err)
		return nil
	}
	var next yaml.Node
	switch err := dec.Decode(&next); {
	case errors.Is(err, io.EOF):
	case err != nil:
		yamlSyntax(src, data, err)
		return nil
	default:
		src.fault(next.Line, "a second document", "one document")
		return nil
	}
	if len(doc.Content) != 1 {
		src.fault(1, "an empty document", "a mapping")
		return nil
	}
	root := &place{src: src}
	root.datum = fromYAML(doc.Content[0], root, 0)
	if root.datum == nil {
		return nil
	}
	return root
}

// yamlSyntax reports a parser's error on the line that it names.
func yamlSyntax(src *source, data []byte, err error) {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if m := regexp.MustCompile(`^(?:line (\d+): )`).FindStringSubmatch(text); m != nil {
		text = text[len(m[0]):]
		line, _ = strconv.Atoi(m[1])
	} else if m := regexp.MustCompile(`unknown anchor '(.*)' referenced`).FindStringSubmatch(text); m != nil {
		if i := bytes.Index(data, []byte("*"+m[1])); i >= 0 {
			line += bytes.Count(data[:i], []byte("\n"))
		}
	}
	src.fault(line, "what YAML does not allow ("+text+")", "YAML")
}

// fromYAML converts the node at p, nil where it is of no use.
func fromYAML(n *yaml.Node, p *place, depth int) *datum {
	switch {
	case depth > MaxDepth:
		p.faultAt(n.Line, "a deeper value", fmt.Sprintf("at most %d levels", MaxDepth))
		return nil
	case n.Kind == yaml.AliasNode:
		p.faultAt(n.Line, "alias "+quoted("*"+n.Value), "the value itself")
		return nil
	case n.Anchor != "":
		p.faultAt(n.Line, "anchor "+quoted("&"+n.Anchor), "a plain value")
		return nil
	case n.Style&yaml.TaggedStyle != 0:
		p.faultAt(n.Line, "tag "+quoted(n.Tag), "a plain value")
		return nil
	}
	d := &datum{line: n.Line}
	ok := true
	switch n.Kind {
	case yaml.SequenceNode:
		d.kind = kindList
		for i, c := range n.Content {
			item := fromYAML(c, &place{src: p.src, up: p, index: i}, depth+1)
			ok = ok && item != nil
			d.items = append(d.items, item)
		}
	case yaml.MappingNode:
		d.kind = kindMapping
		ok = membersFromYAML(n, d, p, depth)
	default:
		scalarFromYAML(n, d)
	}
	if !ok {
		return nil
	}
	return d
}

func membersFromYAML(n *yaml.Node, d *datum, p *place, depth int) bool {
	ok := true
	first := make(map[string]int, len(n.Content)/2) // key → line
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.Anchor != "" || key.Style&yaml.TaggedStyle != 0 {
			p.faultAt(key.Line, "a key that is not plain text", "plain text")
			ok = false
			continue
		}
		at := &place{src: p.src, up: p, key: key.Value, inMap: true}
		v := fromYAML(value, at, depth+1)
		ok = ok && v != nil
		if have, again := first[key.Value]; again {
			at.faultAt(key.Line, fmt.Sprintf("%s again (first on line %d)", quoted(key.Value), have), "each key once")
			continue
		}
		first[key.Value] = key.Line
		d.members = append(d.members, member{key: key.Value, line: key.Line, value: v})
	}
	return ok
}

func scalarFromYAML(n *yaml.Node, d *datum) {
	d.text = n.Value
	switch n.ShortTag() {
	case "!!null":
		d.kind = kindNull
	case "!!bool":
		d.kind, d.text = kindBool, strings.ToLower(n.Value)
	case "!!int", "!!float":
		d.kind = kindNumber
		if strings.Trim(n.Value, "0123456789+-.eE") != "" || !isSaneNumber(n.Value) {
			d.kind = kindText // .inf, 0x1F and the like
		}
	default:
		d.kind = kindText
	}
}
