package domain

import (
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// Names of the metadata fields that every item has; others are attributes.
const (
	fieldID       = "id"
	fieldKind     = "kind"
	fieldTitle    = "title"
	fieldKeywords = "keywords"
	fieldPicture  = "picture"
)

// Item is one content item of the library, with the graph nodes its metadata
// mentions.
type Item struct {
	sample.Item

	// Nodes are the graph nodes whose label or synonym stands in the title,
	// the keywords, the kind or an attribute, in order of first mention.
	Nodes []*Node
}

// NodeOfType returns the first node of that type the item mentions, or nil.
func (it *Item) NodeOfType(typ string) *Node {
	for _, n := range it.Nodes {
		if n.Type == typ {
			return n
		}
	}
	return nil
}

// Field returns the text of a metadata field: id, kind, title, keywords (joined
// by spaces), picture or the name of an attribute; empty where the item has none.
func (it *Item) Field(name string) string {
	switch name {
	case fieldID:
		return it.ID
	case fieldKind:
		return it.Kind
	case fieldTitle:
		return it.Title
	case fieldKeywords:
		return strings.Join(it.Keywords, " ")
	case fieldPicture:
		return it.Picture
	default:
		return it.Attributes[name]
	}
}
