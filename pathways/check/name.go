package check

import (
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// content is what the stages need to know of the content library: the words of
// every title, and the texts of the fields that can stand for a walk.
type content struct {
	titles map[string]title // by item id
	fields map[string]map[string]bool
}

type title struct {
	text  string
	words phrase
}

func newContent(list []*domain.Item, fields map[string]bool) *content {
	c := &content{titles: make(map[string]title, len(list)), fields: map[string]map[string]bool{}}
	for field := range fields {
		c.fields[field] = make(map[string]bool, len(list))
	}
	for _, it := range list {
		c.titles[it.ID] = title{it.Title, domain.Words(it.Title)}
		for field, texts := range c.fields {
			texts[it.Field(field)] = true
		}
	}
	return c
}

// title returns the words of an item's title.
func (c *content) title(it *sample.Item) phrase {
	if t, ok := c.titles[it.ID]; ok && t.text == it.Title {
		return t.words
	}
	return domain.Words(it.Title)
}

// name collects the texts that stand as names where the query has them whole:
// the titles of what is before the user, and what the calls take literally.
// "Pink" in the title "Pink Summer Sale" says nothing about a colour, neither
// that it was asked for nor that a call must have it.
func (in *inspection) name() {
	if it := in.item(); it != nil {
		in.addName(in.pipeline.content.title(it))
	}
	for _, it := range in.list() {
		in.addName(in.pipeline.content.title(it))
	}
	for i := range in.calls {
		c := &in.calls[i]
		for j := range in.members(c.root) {
			in.nameArgument(j, c.tool.param(in.nodes[j].key))
		}
	}
}

// nameArgument tells node i which parameter it is for, and what is in it.
func (in *inspection) nameArgument(i int, p *param) {
	n := &in.nodes[i]
	n.param = p
	switch {
	case n.kind == kindObject:
		for j := range in.members(i) {
			in.nameArgument(j, p.member(in.nodes[j].key))
		}
	case n.kind == kindArray:
		if p.item != nil {
			p = p.item
		}
		for j := range in.members(i) {
			in.nameArgument(j, p)
		}
	case n.kind != kindString || p.values[n.json] != nil:
	case p.binding != nil && p.binding.Kind == domain.BindContext && p.binding.Field == "id":
		// An id is no text that people say.
	default:
		n.words = domain.Words(n.text)
		if p.walk == nil || in.isField(n.text, p.binding.Field) {
			in.addName(n.words)
		}
	}
}

// addName leaves out names of one word: nothing is shorter than they are.
func (in *inspection) addName(words phrase) {
	if len(words) > 1 {
		in.names = append(in.names, words)
	}
}

// isField says whether text is that field of some content item.
func (in *inspection) isField(text, field string) bool {
	return field != "" && text != "" && (in.pipeline.content.fields[field][text] || in.itemField(field) == text)
}

// item returns the item before the user, the one of a list that the query points
// at, or nil.
func (in *inspection) item() *sample.Item {
	if in.sample.Context == nil || in.pointed != nil {
		return in.pointed
	}
	return in.sample.Context.Item
}

// itemField returns a field of the item before the user, empty for none.
func (in *inspection) itemField(field string) string {
	it := in.item()
	if it == nil || field == "" {
		return ""
	}
	return (&domain.Item{Item: *it}).Field(field)
}
