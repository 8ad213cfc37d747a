package phrase

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// scaled is a number in another unit than the argument's.
type scaled struct{ text, unit string }

// scalesOf lists how a number can be said in other units.
func (r *renderer) scalesOf(a *pathways.Argument) []scaled {
	if a.Param.Binding.Kind != domain.BindRange {
		return nil
	}
	var ways []scaled
	scales := a.Param.Binding.Range.ScalesIn(r.brief.Language)
	for _, unit := range slices.Sorted(maps.Keys(scales)) {
		if text, ok := domain.InUnit(a.Number, scales[unit]); ok {
			ways = append(ways, scaled{text, unit})
		}
	}
	return ways
}

// pickScaled draws an argument that can be said in another unit, nil for none.
func (r *renderer) pickScaled() *pathways.Argument {
	var able []*pathways.Argument
	r.arguments(func(a *pathways.Argument, _ *pathways.PlannedCall, listed bool) {
		if !listed && len(r.scalesOf(a)) > 0 {
			able = append(able, a)
		}
	})
	if len(able) == 0 {
		return nil
	}
	return able[r.rng.IntN(len(able))]
}

// inUnit says a number in another unit: "1.5 hours", "half an hour", "a minute".
func (r *renderer) inUnit(a *pathways.Argument) {
	ways := r.scalesOf(a)
	// Mostly in as few digits as it takes.
	shortest := slices.MinFunc(ways, func(x, y scaled) int { return len(x.text) - len(y.text) })
	if r.rng.IntN(4) > 0 {
		ways = slices.DeleteFunc(ways, func(w scaled) bool { return len(w.text) > len(shortest.text) })
	}
	w := ways[r.rng.IntN(len(ways))]
	r.mark(keepMark)
	words := ""
	if r.voice.english && r.standsAlone() && !r.follows(once) && r.rng.IntN(5) < 2 {
		words = inWords(w)
	}
	if words == "" {
		words = w.text + " " + counted(w.unit, w.text)
	}
	r.buf = append(r.buf, words...)
	r.mark(freeMark)
	r.figure, r.dropUnit = figure{}, true
}

// follows says whether the word before is one of these.
func (r *renderer) follows(words list) bool {
	return words.has(lastWord(bytes.TrimRight(r.buf, " \x02\x03")))
}

// inWords says a number with its unit in words, empty where that is too long.
func inWords(w scaled) string {
	one := singular(w.unit)
	switch w.text {
	case "1":
		return article([]byte(one)) + " " + one
	case "0.5":
		return "half " + article([]byte(one)) + " " + one
	}
	v, err := strconv.ParseFloat(w.text, 64)
	if err != nil {
		return ""
	}
	if words := numberWords(v, false); words != "" {
		return words + " " + w.unit
	}
	return ""
}

// counted is a unit behind a number: "1 minute".
func counted(unit, number string) string {
	if number == "1" {
		return singular(unit)
	}
	return unit
}

func singular(unit string) string {
	if len(unit) > 3 && strings.HasSuffix(unit, "s") && !strings.HasSuffix(unit, "ss") {
		return strings.TrimSuffix(unit, "s")
	}
	return unit
}

// spokenNumber says a number in words where people would have to: longer than
// numberWords, up to 9,999.
func spokenNumber(v float64, hyphen bool) string {
	if words := numberWords(v, hyphen); words != "" {
		return words
	}
	n := int(v)
	switch {
	case v != float64(n) || n <= 100 || n >= 10000:
		return ""
	case n < 2000 && n%1000 >= 100 || n < 1000:
		return small(n/100) + " hundred " + belowHundred(n%100, hyphen)
	case n%1000 < 100:
		return small(n/1000) + " thousand " + belowHundred(n%1000, hyphen)
	case n%100 == 0:
		return small(n/1000) + " thousand " + small(n%1000/100) + " hundred"
	default:
		return ""
	}
}

// spokenAll says whether both elements of a list are to be written in words. Of
// more, the commas between them may get lost: "seven ten and five".
func (r *renderer) spokenAll(call *pathways.PlannedCall, p *domain.Param) bool {
	if r.twist.kind != sample.TwistNumberWords || p.Binding.Kind != domain.BindRange || !r.standsAlone() {
		return false
	}
	of := call.Of(p)
	return len(of) == 2 && !slices.ContainsFunc(of, func(a *pathways.Argument) bool {
		return spokenNumber(a.Number, false) == ""
	})
}

// endsBound says whether a number of p is bounded by the words before it.
func endsBound(before domain.Part, p *domain.Param) bool {
	if before.Kind != domain.PartText || p == nil || p.Binding.Kind != domain.BindRange {
		return false
	}
	words := domain.Words(before.Text)
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	return bounding.has(last) || last == "to" && len(words) > 1 && words[len(words)-2] == "up"
}

// bound says before the end of a range which one it is, where the production does
// not.
func (r *renderer) bound(p *domain.Param) {
	if r.twist.kind != sample.TwistRange || !r.voice.english || p.Binding.Kind != domain.BindRange || !r.standsAlone() {
		return
	}
	if r.follows(bounded) {
		return
	}
	words := nameWords(p.Name)
	switch {
	case slices.ContainsFunc(words, lowest.has):
		r.buf = append(r.buf, "at least "...)
	case slices.ContainsFunc(words, highest.has):
		r.buf = append(r.buf, [...]string{"at most ", "up to "}[r.rng.IntN(2)]...)
	default:
		return
	}
	r.bounded = true
}
