package domain

import (
	"bytes"
	"fmt"
	"iter"
	"maps"
	"path"
	"slices"

	"github.com/callmill/callmill/pathways/sample"
)

// readContent reads the content library: a CSV file where the file's name ends
// with .csv (csvItems says how), else one item a line in JSON; id, kind and title
// must be there:
//
//	{"id": "t1", "kind": "template", "title": "Birthday card", "keywords": ["cake"],
//	 "attributes": {"language": "en"}, "picture": "pictures/t1.png"}
func (l *loader) readContent() {
	f := l.manifest.content
	l.fields = map[string]bool{}
	if l.noFile(f) {
		l.itemsRead, l.itemsWhole = true, true
		return
	}
	data, ok := l.folder.text(f.name, MaxContentBytes, f.fault)
	if !ok {
		return
	}
	l.itemsRead = true
	before := len(l.faults.faults)
	defer func() { l.itemsWhole = len(l.faults.faults) == before }()
	src := &source{name: f.name, faults: l.faults}
	lines := map[string]int{} // id → line
	items := jsonLines
	if path.Ext(f.name) == ".csv" {
		items = l.csvItems
	}
	for n, p := range items(src, data) {
		it := l.readItem(p)
		if it == nil {
			continue
		}
		if first, again := lines[it.ID]; again {
			src.faults.add(Fault{
				File: f.name, Line: n, Field: fieldID,
				Found: fmt.Sprintf("%s again (first on line %d)", quoted(it.ID), first), Want: "each id once",
			})
			continue
		}
		lines[it.ID] = n
		l.d.items[it.ID] = it
		l.d.Items = append(l.d.Items, it)
		if len(l.d.Items) > MaxItems {
			src.fault(n, fmt.Sprintf("more than %d items", MaxItems), "fewer")
			return
		}
	}
}

// jsonLines iterates over the lines of a file, each a JSON value.
func jsonLines(src *source, data []byte) iter.Seq2[int, *place] {
	return func(yield func(int, *place) bool) {
		n := 0
		for text := range bytes.Lines(data) {
			n++
			if len(bytes.TrimSpace(text)) > 0 && !yield(n, readJSON(src, text, n)) {
				return
			}
		}
	}
}

// readItem reads one line of the library, nil where it has no id.
func (l *loader) readItem(p *place) *Item {
	if !p.mapping(fieldID, fieldKind, fieldTitle, fieldKeywords, "attributes", fieldPicture) {
		return nil
	}
	id, ok := p.need(fieldID).text("an id", MaxLabelBytes)
	it := &Item{Item: sample.Item{ID: id}}
	it.Kind, _ = p.need(fieldKind).label("the kind of item")
	it.Title, _ = p.need(fieldTitle).text("a title", MaxTextBytes)
	for item := range p.get(fieldKeywords).elements("a list of keywords", MaxKeywords) {
		if s, ok := item.label("a keyword"); ok {
			it.Keywords = append(it.Keywords, s)
		}
	}
	l.readAttributes(p.get("attributes"), it)
	if pic := p.get(fieldPicture); pic != nil {
		it.Picture, _ = pic.text("the path of a picture in the domain's folder", MaxTextBytes)
		if it.Picture != "" {
			l.checkPicture(pic, it.Picture)
		}
	}
	if !ok {
		return nil
	}
	return it
}

func (l *loader) readAttributes(p *place, it *Item) {
	if p.is(kindMapping) && len(p.members) > MaxKeywords {
		p.fault(fmt.Sprintf("%d attributes", len(p.members)), fmt.Sprintf("at most %d", MaxKeywords))
		return
	}
	for key, at := range p.entries("a mapping of attributes") {
		switch key {
		case fieldID, fieldKind, fieldTitle, fieldKeywords, fieldPicture:
			at.fault("key "+quoted(key), "an attribute that is not one of the item's own fields")
			continue
		}
		at.keyName("an attribute's name")
		if s, ok := at.text("a text", MaxTextBytes); ok {
			if it.Attributes == nil {
				it.Attributes = map[string]string{}
			}
			it.Attributes[key] = s
			l.fields[key] = true
		}
	}
}

// fieldNames iterates over fixed names and the attributes that items have.
func (l *loader) fieldNames(fixed ...string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, name := range slices.Concat(fixed, slices.Sorted(maps.Keys(l.fields))) {
			if !yield(name) {
				return
			}
		}
	}
}

// linkItems finds the graph nodes that each item's metadata mentions.
func (l *loader) linkItems() {
	for _, it := range l.d.Items {
		seen := map[*Node]bool{}
		link := func(text string) {
			for _, m := range l.d.Lexicon.Matches(Words(text)) {
				for _, e := range m.Entries {
					if e.Node != nil && !seen[e.Node] {
						seen[e.Node] = true
						it.Nodes = append(it.Nodes, e.Node)
					}
				}
			}
		}
		link(it.Title)
		for _, k := range it.Keywords {
			link(k)
		}
		link(it.Kind)
		for _, key := range slices.Sorted(maps.Keys(it.Attributes)) {
			link(it.Attributes[key])
		}
	}
}
