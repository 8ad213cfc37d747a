package domain

import (
	"slices"
	"strings"
)

// measured is the role of a number whose name says that it is an end of something, or
// what it is counted in: "min_rating", "duration_minutes". Both are said, or nobody
// could tell it from another number; nil for names that say neither.
func measured(p *Param) *sayRole {
	if p.Binding.Kind != BindRange {
		return nil
	}
	words := strings.Fields(strings.Join(spellOut(nameWords(p.Name)), " "))
	end, unit := "", ""
	var noun []string
	for i, w := range words {
		switch {
		case slices.Contains(strings.Fields("minimum least lowest"), w):
			end = roleLeast
		case slices.Contains(strings.Fields("maximum most highest"), w), i == len(words)-1 && w == nameLimit:
			end = roleMost
		case w == "budget":
			end, noun = roleMost, append(noun, "price")
		case i == len(words)-1 && slices.Contains(strings.Fields(unitNouns), w):
			unit = w
		case !slices.Contains(strings.Fields("number of value in"), w):
			noun = append(noun, w)
		}
	}
	of := strings.Join(noun, " ")
	switch {
	case len(words) > 1 && words[0] == namePer: // "per_page"
		said := strings.Join(words, " ")
		return &sayRole{name: "measure", behind: waysIn("_ " + said + ", with _ " + said)}
	case end != "":
		r := &sayRole{name: end, noun: strings.TrimSpace(of + " " + unit)}
		r.behind = slices.Clone(endWays(end, of, unit))
		return r
	case unit != "":
		return unitRole(of, unit)
	}
	return nil
}

// Words of names that say what a number is for.
const (
	nameLimit = "limit"
	namePer   = "per"
)

// unitNouns are words of names that numbers are counted in. Only several of a time
// are: an hour is one of the day's.
const (
	timeUnits = "seconds secs minutes mins hours hrs days nights weeks months years"
	wayUnits  = "km kilometers kilometres miles meters metres"
	unitNouns = timeUnits + " " + wayUnits + " percent degrees kg kilos grams pounds liters litres pixels inches"
)

// endWays are the ways to say the least or the most of something.
func endWays(end, noun, unit string) []string {
	least := end == roleLeast
	pick := func(low, high string) []string {
		if least {
			high = low
		}
		return waysIn(high)
	}
	kind := noun[strings.LastIndexByte(noun, ' ')+1:]
	named := func(ways []string) []string {
		for i := range ways {
			ways[i] = strings.ReplaceAll(ways[i], "NOUN", noun)
		}
		return ways
	}
	switch {
	case unit != "":
		ways := pick("at least _ UNIT, _ UNIT or more, over _ UNIT, minimum _ UNIT",
			"at most _ UNIT, _ UNIT or less, under _ UNIT, up to _ UNIT, maximum _ UNIT")
		if slices.Contains(strings.Fields(wayUnits), unit) && !least {
			ways = append(ways, "within _ UNIT", "within _ UNIT")
		}
		for i := range ways {
			ways[i] = strings.ReplaceAll(ways[i], "UNIT", unit)
		}
		return ways
	case noun == "" || slices.Contains(strings.Fields("results items entries hits"), kind):
		return pick("over _, at least _, more than _, _ or more, minimum _",
			"up to _, at most _, no more than _, _ or fewer, only the first _, just the first _")
	case slices.Contains(strings.Fields("rating score stars grade"), kind):
		return named(pick("rated at least _, rated _ or higher, rated _ and up, rated over _, minimum NOUN _",
			"rated at most _, rated _ or lower, rated under _, maximum NOUN _"))
	case slices.Contains(strings.Fields("price cost fare amount fee rent salary spend"), kind):
		return named(pick("over _, for at least _, more than _, for _ or more, minimum NOUN _",
			"under _, for less than _, up to _, at most _, below _, for _ or less, no more than _, maximum NOUN _"))
	case slices.Contains(strings.Fields("people guests persons passengers players"), kind):
		return named(pick("for at least _ NOUN, for _ or more NOUN",
			"for at most _ NOUN, for up to _ NOUN, for _ NOUN or fewer"))
	case isPlural(noun):
		return named(pick("with at least _ NOUN, with _ or more NOUN, with more than _ NOUN",
			"with at most _ NOUN, with up to _ NOUN, with no more than _ NOUN, with _ NOUN or fewer"))
	default:
		return named(pick("with {a} NOUN of at least _, with NOUN over _, with NOUN _ or more, minimum NOUN _",
			"with {a} NOUN of at most _, with NOUN under _, with NOUN _ or less, maximum NOUN _"))
	}
}

// unitRole is the role of a number of a unit: how long, how far, how much of it.
func unitRole(noun, unit string) *sayRole {
	r := &sayRole{name: "measure", noun: strings.TrimSpace(noun + " " + unit)}
	ways := ""
	far := slices.Contains(strings.Fields(wayUnits), unit)
	if slices.Contains(strings.Fields(timeUnits), unit) {
		r.name, ways = "long", timeWays(noun)
	}
	switch {
	case ways != "":
	case far && slices.Contains(strings.Fields("within radius distance range"), noun):
		ways = "within _ UNIT, up to _ UNIT away, within _ UNIT"
	case noun == "" && (unit == "degrees" || unit == "percent"):
		r.name, ways = roleLevel, "to _ UNIT, at _ UNIT, to _ UNIT"
	case noun == "":
		ways = "_ UNIT, of _ UNIT"
	default:
		ways = "with {a} NOUN of _ UNIT, with _ UNIT NOUN, NOUN _ UNIT"
	}
	r.behind = waysIn(strings.NewReplacer("UNIT", unit, "NOUN", noun).Replace(ways))
	return r
}

// timeWays are the ways to say how long something is, or how far off; empty for others.
func timeWays(noun string) string {
	switch noun {
	case "":
		return "for _ UNIT, for _ UNIT, _ UNIT"
	case "within":
		return "within _ UNIT, in the next _ UNIT, within the next _ UNIT"
	case "duration", "length", "period", "runtime":
		return "for _ UNIT, lasting _ UNIT, for _ UNIT, _ UNIT"
	case "reminder":
		return "with {a} reminder _ UNIT before, with {a} reminder _ UNIT ahead, reminding me _ UNIT before"
	}
	return ""
}

// orderEnds puts the least of something below the most of the same, where the bindings
// do not say how they stand: nobody looks for "between 500 and 200".
func (b *bindingTree) orderEnds() {
	leaves := b.tool.collectLeaves()
	for _, low := range leaves {
		for _, high := range leaves {
			least, most := &low.Binding.Range, &high.Binding.Range
			if isEnds(measured(low), measured(high)) && within(low) == within(high) &&
				least.Below == "" && most.Below == "" && least.Min < most.Max {
				least.Below = high.Path
			}
		}
	}
}

// within is the path of what a parameter is a member of.
func within(p *Param) string { return p.Path[:strings.LastIndexByte(p.Path, '.')+1] }

// isEnds says whether two roles are of the least and the most of the same.
func isEnds(low, high *sayRole) bool {
	return has(low, roleLeast) && has(high, roleMost) && low.noun == high.noun
}

// addBounds pairs the least of something with the most of the same.
func (w *toolWords) addBounds(out *[]sayPair) {
	for _, low := range w.saidLeaves() {
		for _, high := range w.saidLeaves() {
			a := w.roles[low]
			if !isEnds(a, w.roles[high]) {
				continue
			}
			ways := []string{"between 1 and 2", "from 1 to 2"}
			switch words := strings.Fields(a.noun); {
			case len(words) == 0, strings.HasSuffix(a.noun, "price"):
			case slices.Contains(strings.Fields(unitNouns), last(words)):
				ways = []string{"between 1 and 2 " + last(words), "1 to 2 " + last(words)}
			case slices.Contains(strings.Fields("rating score stars grade"), last(words)):
				ways = []string{"rated between 1 and 2", "rated 1 to 2"}
			case isPlural(a.noun):
				ways = []string{"with between 1 and 2 " + a.noun, "with 1 to 2 " + a.noun}
			default:
				ways = []string{"with " + a.noun + " between 1 and 2", "with " + a.noun + " from 1 to 2"}
			}
			w.addPair(out, low, high, ways)
		}
	}
}
