package domain

import (
	"slices"
	"strings"
)

// valueShape is what a value looks like, which tells how it is said: people come on
// Monday, at five, in the morning, in an hour, and tomorrow.
type valueShape int

const (
	shapeOther    valueShape = iota
	shapeOwn                 // "tomorrow", "after five": says itself how it stands
	shapeDay                 // "monday", "june sixth"
	shapeClock               // "7 am", "half past six"
	shapeDuration            // "20 minutes"
	shapePart                // "morning"
	shapeYear                // "2013", "june"
	shapes
)

// shapeWays are how values of a shape are said behind what is asked for.
func shapeWays(s valueShape) []string {
	switch s {
	case shapeOwn:
		return waysIn("_, _, for _")
	case shapeDay:
		return waysIn("on _, on _, _, for _")
	case shapeClock:
		return waysIn("at _, at _, for _, _")
	case shapeDuration:
		return waysIn("in _, for _, _")
	case shapePart:
		return waysIn("in the _, _, for the _, this _")
	case shapeYear:
		return waysIn("in _, from _, _")
	default:
		return waysIn("_, for _, at _, on _")
	}
}

// shapeOf tells the shape of a label.
func shapeOf(label string) valueShape {
	words := Words(label)
	if len(words) == 0 {
		return shapeOther
	}
	has := func(list string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(strings.Fields(list), w) })
	}
	first, last := words[0], words[len(words)-1]
	switch {
	case slices.Contains(strings.Fields(ownWords), first), has("now ago"):
		return shapeOwn
	case isDate(label), isOrdinal(last), has(dayWords) && len(words) > 1, has(weekdays), has("day eve christmas easter"):
		return shapeDay
	case has("minute minutes min mins hour hours hrs second seconds days weeks months years"):
		return shapeDuration
	case slices.Contains(strings.Fields("morning afternoon evening day"), last), last == "night" && len(words) > 1:
		return shapePart
	case isYear(label) || has(dayWords):
		return shapeYear
	case isClock(words):
		return shapeClock
	default:
		return shapeOther
	}
}

const (
	ownWords = "tomorrow today tonight yesterday now next this last every each daily weekly monthly everyday in on at " +
		"by after before around about between from until till during within past since coming later soon early late no any " +
		"immediately asap"
	weekdays = "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun " +
		"mondays tuesdays wednesdays thursdays fridays saturdays sundays weekend weekends weekdays"
	dayWords = "january february march april may june july august september october november december jan feb mar apr " +
		"jun jul aug sep sept oct nov dec"
	clockWords = "night midday am pm a.m p.m a.m. p.m. o'clock oclock noon midnight half quarter past"
)

func isYear(label string) bool {
	return len(label) == 4 && (strings.HasPrefix(label, "19") || strings.HasPrefix(label, "20")) &&
		strings.Trim(label, "0123456789") == ""
}

// isDate says whether a label is a day in figures: 3/14, 12/01/2026, 2026-03-14.
func isDate(label string) bool {
	for _, mark := range []string{"/", "-", "."} {
		parts := strings.Split(label, mark)
		least := 3 // 9.30 is a time, and 10-12 may be anything
		if mark == "/" {
			least = 2
		}
		figures := func(part string) bool { return part != "" && len(part) <= 4 && strings.Trim(part, "0123456789") == "" }
		if len(parts) >= least && len(parts) <= 3 &&
			!slices.ContainsFunc(parts, func(part string) bool { return !figures(part) }) {
			return true
		}
	}
	return false
}

// isOrdinal says whether a word is a figure with what makes it a day: the 15th.
func isOrdinal(word string) bool {
	bare := strings.Trim(word, "0123456789")
	return bare != word && slices.Contains([]string{"st", "nd", "rd", "th"}, bare)
}

// isClock says whether a label is a time of day: digits with a colon, with am or pm
// at their end, or a word of clocks.
func isClock(words []string) bool {
	for _, w := range words {
		bare := strings.Trim(w, "0123456789:.")
		if bare != w && slices.Contains([]string{"", "am", "pm", "a.m", "p.m", "h"}, bare) ||
			slices.Contains(strings.Fields(clockWords), w) {
			return true
		}
	}
	return false
}

// shapedWays are the ways for an argument whose values are of several shapes: those
// of each shape, as often as its values come.
func shapedWays(p *Param, plain []string) []string {
	var counts [shapes]int
	total := 0
	for _, v := range p.Binding.Values {
		for _, label := range v.Labels {
			counts[shapeOf(label)]++
			total++
		}
	}
	if total == 0 {
		return plain
	}
	const most = 12
	var out []string
	for s, n := range counts {
		ways := shapeWays(valueShape(s))
		if valueShape(s) == shapeOther && len(plain) > 0 {
			ways = plain
		}
		for i := range (n*most + total - 1) / total {
			out = append(out, ways[i%len(ways)])
		}
	}
	return out
}

// saysWhen says whether the values of a parameter with that role say when something
// is: most show it, whatever the name says, and they are no places, as May Street is.
// Numbers tell nothing, and are hours or years where they are called so.
func saysWhen(r *sayRole, p *Param) bool {
	if r == nil || !slices.Contains([]string{roleDate, roleTime, rolePart}, r.name) &&
		!strings.HasSuffix(r.name, timeRole) {
		return false
	}
	if p.Binding.Kind == BindRange {
		return slices.Contains([]string{"time", "hour", "clock", "year"}, last(spellOut(nameWords(p.Name))))
	}
	if anyWord(nameWords(p.Binding.NodeType), slices.Concat(bindWords("cities"), bindWords("stations"))) {
		return false
	}
	known, all := 0, 0
	for _, v := range p.Binding.Values {
		for _, label := range v.Labels {
			if all++; shapeOf(label) != shapeOther {
				known++
			}
		}
	}
	return known*2 > all
}

// LeadOf returns the small word that leads to a value that says when, "on" to Monday
// and none to tomorrow; known is false where the value does not tell.
func LeadOf(label string) (lead string, known bool) {
	switch shapeOf(label) {
	case shapeOwn:
		return "", true
	case shapeDay:
		return "on", true
	case shapeClock:
		return "at", true
	case shapePart:
		return "in the", true
	case shapeYear, shapeDuration:
		return "in", true
	default:
		return "", false
	}
}
