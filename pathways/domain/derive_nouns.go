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
	before, last := strings.Join(words[:len(words)-1], " "), words[len(words)-1]
	for line := range strings.Lines(derivedNouns) {
		noun, ways, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || noun != last && noun != singular(last) {
			continue
		}
		for way := range strings.SplitSeq(ways, ", ") {
			w.addNoun(strings.TrimSpace(before + " " + way))
		}
	}
	w.addNoun(describedObject(w.tool.Description))
}

func (w *toolWords) addNoun(noun string) {
	if noun != "" && noun != w.object && !slices.Contains(w.nouns, noun) && !w.quiet.asks(noun) {
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
		if len(object) == 0 && slices.Contains(strings.Fields("a an the some all for out up"), bare) {
			continue
		}
		if slices.Contains(strings.Fields("for of in on at to with from by and or that which as into using given if whether "+
			"about near matching based"), bare) || strings.ContainsFunc(bare, func(r rune) bool { return r < 'a' || r > 'z' }) {
			break
		}
		if object = append(object, bare); bare != w {
			break
		}
	}
	const most = 3
	if len(object) > most {
		return ""
	}
	return strings.Join(object, " ")
}
