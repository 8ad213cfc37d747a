package domain

import (
	_ "embed" // the nouns of derived grammars
	"slices"
	"strings"
)

// derivedNouns are what else things that tools are called after are called.
//
//go:embed derived_nouns.txt
var derivedNouns string

// setNouns finds other ways to say the object: those of its last word that are
// known, and the object that the tool's description begins with.
func (w *toolWords) setNouns() {
	words := strings.Fields(w.object)
	if len(words) == 0 {
		return
	}
	last := words[len(words)-1]
	for line := range strings.Lines(derivedNouns) {
		noun, ways, ok := strings.Cut(strings.TrimSpace(line), ": ")
		noun, classes, some := strings.Cut(noun, " / ")
		if !ok || noun != w.object && noun != singularOf(w.object) ||
			some && !slices.ContainsFunc(strings.Fields(classes), w.does) {
			continue
		}
		for way := range strings.SplitSeq(ways, ", ") {
			w.addNoun(way)
		}
	}
	if len(words) > 1 && !propertyWord(last) && !w.does(classMake) && !isKnownNoun(singular(last)) {
		w.addNoun(last)
	}
	if described := describedObject(w.tool.Description); !propertyWord(described) {
		w.addNoun(described)
	}
}

// propertyWord says whether a noun is of something else: "flight number" is no flight.
func propertyWord(w string) bool {
	return slices.Contains(strings.Fields("number code status id name price cost fare rate capacity color colour size "+
		"type time times hours address location temperature volume brightness level speed mode state distance duration "+
		"balance history details info information option options list limit pin password event work"), singular(w))
}

// isKnownNoun says whether a word means something of its own: a standing order is none
// that one has ordered.
func isKnownNoun(word string) bool {
	return verbOf(word) != nil || strings.Contains(derivedNouns, "\n"+word+": ") ||
		strings.Contains(derivedNouns, "\n"+word+" / ")
}

// ofOther says whether another tool is called after a noun.
func (w *toolWords) ofOther(noun string) bool {
	words := headOf(strings.Fields(noun))
	return slices.ContainsFunc(w.others, func(o splitTool) bool {
		return len(words) > 0 && len(o.object) > 0 && last(o.object) == last(words) &&
			last(words) != singular(last(strings.Fields(w.object)))
	})
}

func (w *toolWords) addNoun(noun string) {
	if noun != "" && noun != w.object && !w.ofOther(noun) && !slices.Contains(w.nouns, noun) && !w.quiet.asks(noun) {
		w.nouns = append(w.nouns, escapeSaid(noun))
	}
}

// describedObject takes the object out of a description such as "Get the weather
// forecast for a place.": up to three words, empty where there is none so short.
func describedObject(text string) string {
	words := strings.Fields(strings.ToLower(text))
	if len(words) < 2 {
		return ""
	}
	var object []string
	for _, w := range words[1:] {
		bare := strings.Trim(w, ".,;:()")
		if len(object) == 0 && slices.Contains(strings.Fields("a an the some all for out up one new whole given single "+
			"current empty specific existing open any"), bare) {
			continue
		}
		if slices.Contains(strings.Fields("for of in on at to with from by and or that which as into using given if whether "+
			"about near matching based off"), bare) ||
			strings.ContainsFunc(bare, func(r rune) bool { return r < 'a' || r > 'z' }) {
			break
		}
		if object = append(object, bare); bare != w {
			break
		}
	}
	const most = 3
	if len(object) > most || slices.ContainsFunc(object, isFunctionWord) {
		return ""
	}
	return strings.Join(object, " ")
}

// isFunctionWord says whether a word is none that things are called by.
func isFunctionWord(w string) bool {
	return slices.Contains(strings.Fields("what which how who where when a an the one many much far long is are be it "+
		"its user's whose"), w)
}

// uncounted are nouns that nobody counts: no "a weather", no "weathers".
const uncounted = "weather music news traffic transport transportation information info money advice furniture " +
	"luggage baggage equipment help feedback accommodation lodging data homework research software stuff parking"

// isUncounted says whether nobody counts a noun, by its last word.
func isUncounted(noun string) bool {
	words := strings.Fields(noun)
	return len(words) > 0 && slices.Contains(strings.Fields(uncounted), words[len(words)-1])
}

// isPlural says whether a noun is of several things, by its last word.
func isPlural(noun string) bool {
	words := strings.Fields(noun)
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	return singular(last) != last
}

// plural is a noun for several things.
func plural(noun string) string {
	switch {
	case isPlural(noun) || isUncounted(noun):
		return noun
	case hasAnySuffix(noun, "s", "x", "ch", "sh"):
		return noun + "es"
	case strings.HasSuffix(noun, "y") && !hasAnySuffix(noun, "ay", "ey", "oy", "uy"):
		return noun[:len(noun)-1] + "ies"
	default:
		return noun + "s"
	}
}

// singularOf is a noun for one thing, by its last word.
func singularOf(noun string) string {
	words := strings.Fields(noun)
	if len(words) == 0 || isUncounted(noun) {
		return noun
	}
	words[len(words)-1] = singular(words[len(words)-1])
	return strings.Join(words, " ")
}
