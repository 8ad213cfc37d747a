package domain

import "strings"

// Effect says what a call of a tool does to the content library, so that calls can
// be carried out: package execute does. A tool that works on the item before the
// user needs no effect to be checked for the kinds of item that it takes.
type Effect struct {
	// Finds are the kinds of items that the tool searches among; none for a tool
	// that searches nothing. AnyKind stands for all.
	Finds []string
	// Match says, by the path of an argument, which field of an item it is compared
	// with, MatchText for the title, the keywords and all attributes together.
	// Arguments that it leaves out have no say in what is found.
	Match map[string]string
	// Strict are the arguments of Match without which an item is not found. Of the
	// others, words apart, as many must fit as fit any item.
	Strict []string
	// Most and Least say, by the path of an argument that is a number, which
	// attribute of an item must be a number that is at most, or at least, that.
	// Items beyond are not found, and none that has no number there.
	Most, Least map[string]string
	// Makes is the kind of the new item that the tool makes, empty for none.
	Makes string
	// Needs are, by attribute of the item that the tool works on, the values that it
	// may have before the call; "" stands for not having it. An attribute that is
	// not here may be anything.
	Needs map[string][]string
	// Sets are, by attribute or "title", what the item, or the new one, has after
	// the call: a text, in which {path} stands for the argument of that path; the
	// empty text takes the attribute away. Where the call does not have the argument,
	// the attribute stays as it is.
	Sets map[string]string
	// Inferred says that the domain does not say this itself. A search by it fails
	// for finding nothing only where the library has something for nearly all
	// that the domain's graph gives to look for.
	Inferred bool
}

// AnyKind in Effect.Finds stands for items of every kind.
const AnyKind = "*"

// MatchText in Effect.Match stands for all that is written about an item.
const MatchText = "text"

// Effect returns what a call of the tool does, nil where the domain says nothing.
func (d *Domain) Effect(t *Tool) *Effect {
	if t == nil {
		return nil
	}
	return d.Effects[t.Name]
}

// EffectPieces splits a text of Effect.Sets: every second piece is the path of an
// argument. Where the braces are wrong, the pieces are even in number.
func EffectPieces(text string) []string {
	var pieces []string
	for {
		before, rest, open := strings.Cut(text, "{")
		pieces = append(pieces, before)
		if strings.Contains(before, "}") {
			return append(pieces[:0], text, "")
		}
		if !open {
			return pieces
		}
		path, after, closed := strings.Cut(rest, "}")
		if !closed || path == "" || strings.Contains(path, "{") {
			return append(pieces[:0], text, "")
		}
		pieces, text = append(pieces, path), after
	}
}
