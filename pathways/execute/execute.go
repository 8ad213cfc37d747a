// Package execute carries calls out against a domain's content library, as the
// domain's effects say: a search finds items, an edit changes the item that it is
// given, and tools that make something add an item. Nothing outside of a World
// changes.
package execute

import (
	"fmt"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// The reasons why a call cannot be carried out.
const (
	// ReasonNothingFound: a search finds no item.
	ReasonNothingFound pathways.Reason = "nothing_found"
	// ReasonUnknownItem: the call works on an item that is not there.
	ReasonUnknownItem pathways.Reason = "unknown_item"
	// ReasonWrongKind: the tool does not work on items of that kind.
	ReasonWrongKind pathways.Reason = "wrong_kind"
	// ReasonWrongState: what the call would do cannot be done to the item as it is.
	ReasonWrongState pathways.Reason = "wrong_state"
	// ReasonUnknownTool: the domain has no such tool.
	ReasonUnknownTool pathways.Reason = "unknown_tool"
)

// Result is what a call returned.
type Result struct {
	// JSON is what the tool says, as canonical JSON.
	JSON string
	// Items are what a search found, best first, or the one item that was changed
	// or made, as it is now; none for tools that have to do with no item.
	Items []*domain.Item
}

// World is a library in the course of one conversation. It is for one goroutine.
type World struct {
	library *Library
	// entries are what is no longer as in the library, in the order of the first
	// change, and what was made.
	entries []*entry
	byID    map[string]*entry
	made    int
}

// entry is an item that was changed or made in a world.
type entry struct {
	item *domain.Item
	// at is the place in the library, or the one after all before it.
	at int
}

// World returns the library as it is before anything is called.
func (l *Library) World() *World { return &World{library: l} }

// Item returns the item with that id as it is now, nil where there is none.
func (w *World) Item(id string) *domain.Item {
	if e := w.byID[id]; e != nil {
		return e.item
	}
	return w.library.domain.Item(id)
}

// Call carries a call out, and changes the world by it. Errors are a
// *pathways.Failure with one of the reasons here; they change nothing.
func (w *World) Call(c *sample.Call) (*Result, error) {
	t := w.library.tools[c.Name]
	switch {
	case t == nil:
		return nil, failure(ReasonUnknownTool, "%q", c.Name)
	case t.searches():
		return w.find(t, c.Arguments)
	case t.edits():
		return w.edit(t, c.Arguments)
	case t.makes():
		it := w.make(t, c.Arguments)
		return &Result{JSON: itemJSON(it), Items: []*domain.Item{it}}, nil
	default:
		return &Result{JSON: `{"ok":true}`}, nil
	}
}

// Legal returns why the tool cannot be called for the item as it is now in the
// world, nil where it can; also for tools that work on no item.
func (w *World) Legal(tool *domain.Tool, it *domain.Item) error {
	t := w.library.tools[tool.Name]
	switch {
	case t == nil:
		return failure(ReasonUnknownTool, "%q", tool.Name)
	case !t.edits():
		return nil
	}
	now := w.Item(it.ID)
	if now == nil {
		return failure(ReasonUnknownItem, "no item %q", it.ID)
	}
	return t.legal(now)
}

func failure(reason pathways.Reason, format string, args ...any) error {
	return &pathways.Failure{Reason: reason, Detail: fmt.Sprintf(format, args...)}
}
