package domain

import (
	_ "embed" // the verbs of derived grammars
	"slices"
	"strings"
)

// derivedVerbs are the verbs that derived grammars know.
//
//go:embed derived_verbs.txt
var derivedVerbs string

// verbUse is the verb of tools whose name has none that is known.
const verbUse = "use"

// verbOf returns the ways to say a verb of tools' names, none for other words.
func verbOf(word string) []string {
	if word == "" {
		return nil
	}
	if _, ways, ok := strings.Cut(derivedVerbs, "\n"+word+": "); ok { // the file begins with a comment
		ways, _, _ = strings.Cut(ways, "\n")
		return strings.Split(ways, ", ")
	}
	if strings.Contains(derivedVerbs, "\n"+word+"\n") {
		return []string{word}
	}
	return nil
}

// splitName takes the words of a tool's name apart: its verb, ways to say it,
// and the object. A name without a verb has that of the description, which also tells
// a verb that is not known from a noun.
func splitName(d *Domain, t *Tool) (verb string, say, object []string) {
	words := toolNameWords(t.Name)
	verb, say, object = verbUse, []string{verbUse, "run"}, words
	first := describedVerb(d, t.Description)
	switch {
	case len(words) > 1 && isVerb(d, words[0]) && isParticle(words[0], words[1]):
		verb, object = words[0]+" "+words[1], words[2:]
		if say = verbOf(verb); say == nil {
			say = []string{verb}
		}
	case len(words) > 0 && (isVerb(d, words[0]) || len(words) == 1 && !isVerb(d, first)):
		verb, object = words[0], words[1:]
		say = verbOf(verb)
	case doneTo(words, t.Description): // "freeze_card", "Blocks a card."
		verb, object, say = words[0], words[1:], words[:1]
	case endVerb(d, words) != "":
		verb, object = endVerb(d, words), words[:len(words)-1]
		say = verbOf(verb)
	case isVerb(d, first):
		verb, say = first, verbOf(first)
	case namesFacts(words): // "airport info"
		verb, say = "get", verbOf("get")
	}
	if len(object) == 1 && object[0] == "auto" { // "autoMask": to mask, and how
		return verb, []string{"auto " + verb, "auto-" + verb}, nil
	}
	return verb, say, object
}

// namesFacts says whether a name is of what one can look up alone.
func namesFacts(words []string) bool { return isUncounted(last(words)) || propertyWord(last(words)) }

// toolNameWords are the words of a tool's name but for those of the interface it is of.
func toolNameWords(name string) []string {
	words := nameWords(name)
	for len(words) > 1 && (words[0] == "api" || len(words[0]) > 1 && words[0][0] == 'v' &&
		strings.Trim(words[0][1:], "0123456789") == "") {
		words = words[1:]
	}
	return words
}

// describedVerb is the word that a description begins with, as an imperative where
// that is a verb.
func describedVerb(d *Domain, text string) string {
	first, _, _ := strings.Cut(strings.ToLower(text), " ")
	if first = strings.Trim(first, ".,;:"); !isVerb(d, first) && isVerb(d, singular(first)) {
		return singular(first)
	}
	return first
}

// doneTo says whether the first word of a name is a verb by the tool's description: it
// begins with that, or speaks of the other words alone.
func doneTo(words []string, text string) bool {
	described := Words(text)
	if len(words) < 2 || len(described) < 2 {
		return false
	}
	speaks := func(word string) bool {
		return slices.ContainsFunc(described, func(w string) bool { return singular(w) == singular(word) })
	}
	if singular(described[0]) == singular(words[0]) {
		return singular(words[0]) == words[0]
	}
	silent := func(word string) bool { return !speaks(word) }
	return verbOf(singular(described[0])) != nil && silent(words[0]) && !slices.ContainsFunc(words[1:], silent)
}

// endVerb is the verb that a name ends with, "image search", or ends with who does it,
// "flight finder"; empty for none.
func endVerb(d *Domain, words []string) string {
	switch {
	case len(words) < 2:
		return ""
	case isVerb(d, last(words)):
		return last(words)
	}
	return doerOf(d, last(words))
}

// doerOf is the verb that a word for who does it is of: "finder"; empty for none.
func doerOf(d *Domain, word string) string {
	if len(word) < 6 {
		return ""
	}
	for _, end := range [][2]string{{"er", ""}, {"er", "e"}, {"or", "e"}, {"or", ""}} {
		if stem, ok := strings.CutSuffix(word, end[0]); ok && isVerb(d, stem+end[1]) {
			return stem + end[1]
		}
	}
	return ""
}

// isParticle says whether a word belongs to the verb before it, "turn off".
func isParticle(verb, word string) bool {
	switch word {
	case "off", "up", "down", "out", "away", "back":
		return true
	case "on", "in":
		return slices.Contains(strings.Fields("turn switch log sign check put clock power"), verb)
	}
	return false
}

func isVerb(d *Domain, word string) bool { return verbOf(word) != nil || actionNode(d, word) != nil }

// actionNode returns the node of type action that is called like the verb.
func actionNode(d *Domain, verb string) *Node {
	for _, n := range d.Graph.OfType("action") {
		for _, label := range n.Labels() {
			if foldLabel(label) == verb {
				return n
			}
		}
	}
	return nil
}

// Classes of verbs.
const (
	classSeek   = "seek"
	classMake   = "make"
	classDrop   = "drop"
	classChange = "change"
)

// verbClasses are what tools with a verb do, as derived_frames.txt tells them apart:
// seek what can be had, make something new, send, drop what is there, change it.
func verbClasses(verb string) []string {
	first, particle, _ := strings.Cut(verb, " ")
	classes := []string{first}
	if particle != "" {
		return append(classes, particle)
	}
	for _, c := range [][2]string{
		{classSeek, "search find get fetch list show read check lookup look browse view track query compare recommend " +
			"suggest retrieve see tell calculate play watch"},
		{classMake, "set create make add book reserve order request schedule generate start plan buy rent hire call open " +
			"arrange get"},
		{"send", "send write compose reply text message share forward post"},
		{classDrop, "delete remove cancel clear drop discard erase empty"},
		{classChange, "change set update edit modify adjust turn switch toggle increase decrease raise lower"},
	} {
		if slices.Contains(strings.Fields(c[1]), first) {
			classes = append(classes, c[0])
		}
	}
	return classes
}
