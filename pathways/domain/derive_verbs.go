package domain

import (
	_ "embed" // the verbs of derived grammars
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
	for line := range strings.Lines(derivedVerbs) {
		verb, ways, several := strings.Cut(strings.TrimSpace(line), ": ")
		switch {
		case verb != word:
		case several:
			return strings.Split(ways, ", ")
		default:
			return []string{word}
		}
	}
	return nil
}

// splitName takes the words of a tool's name apart: its verb, ways to say it,
// and the object.
func splitName(d *Domain, words []string) (verb string, say, object []string) {
	verb, say, object = verbUse, []string{verbUse, "run", "do"}, words
	switch {
	case len(words) > 0 && (isVerb(d, words[0]) || len(words) == 1):
		verb, object = words[0], words[1:]
		say = verbOf(verb)
	case len(words) > 1 && isVerb(d, words[len(words)-1]): // "image search"
		verb, object = words[len(words)-1], words[:len(words)-1]
		say = verbOf(verb)
	}
	if len(object) == 1 && object[0] == "auto" { // "autoMask": to mask, and how
		return verb, []string{"auto " + verb, "auto-" + verb}, nil
	}
	return verb, say, object
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
