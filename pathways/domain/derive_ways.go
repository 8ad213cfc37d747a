package domain

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// setWays gives every parameter that is said the words that leave it open and the
// questions for it, in English, where the bindings give none and there are any; and holds those that
// they give against the lexicon: what leaves a value open names none.
func (l *loader) setWays() {
	if l.d.Lexicon == nil || !l.itemsRead {
		return
	}
	roles := l.d.derived.roles
	for _, t := range l.d.Tools {
		quiet := newQuiet(l.d, t)
		for _, p := range t.Leaves() {
			if !p.Said() {
				continue
			}
			for item := range l.vague[p].elements("", MaxLabels) {
				if text := item.datum.text; item.is(kindText) && quiet.asks(text) {
					item.fault(quoted(text)+", which names a value", "words that leave the value open")
				}
			}
			p.when = saysWhen(sayRoleOf(roles, p), p)
			w := newLeafWords(t, p)
			if p.Vague == nil {
				p.Vague = slices.DeleteFunc(w.vague(), quiet.asks)
			}
			if p.Ask == nil {
				p.Ask = w.ask()
			}
		}
	}
}

// leafWords are what the words of a parameter's name say of it.
type leafWords struct {
	tool  *Tool
	param *Param
	// noun is the name in words, plural that it is one of several.
	noun   string
	plural bool
}

func newLeafWords(t *Tool, p *Param) *leafWords {
	w := &leafWords{tool: t, param: p}
	words := leafName(t, p)
	w.noun = strings.Join(words, " ")
	end := last(words)
	several := end != singular(end) || slices.Contains([]string{"people", "children"}, end)
	one := !strings.HasSuffix(p.Path, "[]")
	w.plural = several && !one
	if !one || !several && words[0] != namePer || p.Binding.isBoolean() {
		return w
	}
	switch whole := p.Binding.Kind == BindRange && p.Binding.Range.Integer; {
	case words[0] == namePer:
		w.noun = "number " + w.noun
	case whole && !strings.HasPrefix(w.noun, "number "):
		w.noun = "number of " + w.noun
	case p.Binding.Kind != BindRange:
		// One value at a time, however the schema calls it.
		w.noun = strings.TrimSuffix(w.noun, end) + singular(end)
	}
	return w
}

// leafName returns the words that the parameter is called by: its name's, after
// those of the object around it where these alone say too little.
func leafName(t *Tool, p *Param) []string {
	words := spellOut(nameWords(p.Name))
	path := strings.Split(strings.ReplaceAll(p.Path, "[]", ""), ".")
	small := len(words) == 1 && slices.Contains(strings.Fields(vagueNouns), words[0])
	if n := len(path); n > 1 && (small || t.Leaf(p.Name) != p) {
		around := spellOut(nameWords(path[n-2]))
		around[len(around)-1] = singular(last(around))
		if last(around) == words[0] {
			words = words[1:]
		}
		words = append(around, words...)
	}
	if n := len(words); n > 1 && slices.Contains(strings.Fields(prepositions), words[n-1]) {
		words = words[:n-1]
	}
	switch {
	case len(words) > 1:
	case words[0] == "sort" || words[0] == "order" && words[0] != p.Name:
		return []string{"order"}
	case slices.Contains(strings.Fields(prepositions), words[0]):
		return spellOut(nameWords(p.Binding.NodeType))
	}
	return words
}

// spellOut writes the abbreviations that names of parameters have.
func spellOut(words []string) []string {
	if len(words) == 0 {
		return []string{"value"}
	}
	if len(words) > 1 && slices.Contains(strings.Fields("is has with include enable"), words[0]) {
		words = words[1:]
	}
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w
		if _, long, ok := strings.Cut(abbreviations, " "+w+"="); ok {
			long, _, _ = strings.Cut(long, " ")
			out[i] = strings.ReplaceAll(long, "_", " ")
		}
	}
	return out
}

const (
	abbreviations = " q=query num=number_of nr=number_of qty=quantity max=maximum min=minimum lang=language" +
		" fmt=format bg=background img=image desc=description msg=message addr=address dest=destination temp=temperature "
	// vagueNouns say little without the object that they are of.
	vagueNouns   = "name type value kind amount unit id code mode number x y"
	prepositions = "by of in to at for from on with as into until since"
)

// vague returns words that leave the value open: none for what is one of a closed
// list, which nobody calls by its parameter's name, and none where that name is not
// a noun that people say of such a value.
func (w *leafWords) vague() []string {
	switch b := &w.param.Binding; {
	case b.Kind == BindWalk && w.plural:
		return []string{"some things", "a few things"}
	case b.Kind == BindWalk:
		return []string{"something"}
	case b.Kind == BindValues && b.NodeType == "" || w.unspoken():
		return nil
	case w.plural:
		return []string{"some other " + w.noun, "different " + w.noun}
	default:
		return []string{"another " + w.noun, "a different " + w.noun}
	}
}

// unspoken says whether the name ends in a word that nobody uses for the value
// itself: "make it a different degrees".
func (w *leafWords) unspoken() bool {
	return slices.Contains(strings.Fields(technical), last(strings.Fields(w.noun)))
}

const technical = "id ids code value number count x y index offset limit percent percentage degrees degree duration" +
	" seconds minutes hours days key token flag state status mode type kind aspect order sort query trigger power" +
	" action option param parameter field page per reason"

// isBoolean says whether the values are yes and no.
func (b *Binding) isBoolean() bool {
	return b.Kind == BindValues && !slices.ContainsFunc(b.Values, func(v *Value) bool {
		return v.JSON != textTrue && v.JSON != textFalse
	})
}

// ask returns questions for the value.
func (w *leafWords) ask() []string {
	switch b := &w.param.Binding; {
	case b.Kind == BindWalk && w.searches():
		return []string{"What should I look for?", "What are you looking for?", "What shall I search for?"}
	case b.Kind == BindWalk:
		return []string{"What " + w.noun + " would you like?", "What should the " + w.noun + " be?"}
	case b.isBoolean():
		first, size := utf8.DecodeRuneInString(w.noun)
		named := string(unicode.ToUpper(first)) + w.noun[size:]
		return []string{named + ": yes or no?", named + ", or not?"}
	case b.Kind == BindRange:
		return w.askNumber()
	case w.plural:
		return []string{"Which " + w.noun + " would you like?", "Which " + w.noun + " should I take?"}
	default:
		return []string{
			"Which " + w.noun + " would you like?", "What " + w.noun + " should it be?", "Which " + w.noun + "?",
		}
	}
}

// askNumber asks for a number, by "how many" where that makes sense.
func (w *leafWords) askNumber() []string {
	of, counts := strings.CutPrefix(strings.Replace(w.noun, "number of ", "number ", 1), "number ")
	switch {
	case slices.Contains([]string{"count", "quantity", "number", nameLimit}, w.noun):
		return []string{"How many would you like?", "How many should it be?"}
	case w.noun == "amount":
		return []string{"How much would you like?", "How much should it be?"}
	case counts:
		return []string{"How many " + of + " would you like?", "How many " + of + "?"}
	case w.plural:
		return []string{"Which " + w.noun + " would you like?", "Which " + w.noun + "?"}
	default:
		return []string{"What " + w.noun + " would you like?", "What " + w.noun + " should it be?"}
	}
}

// searches says whether the tool's name has a word for searching.
func (w *leafWords) searches() bool {
	return slices.ContainsFunc(nameWords(w.tool.Name), func(word string) bool {
		return slices.Contains(strings.Fields("search find lookup look query browse discover seek"), word)
	})
}
