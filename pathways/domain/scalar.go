package domain

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// text returns the place's text, which has at most limit bytes and is not
// blank; want says what it should be.
func (p *place) text(want string, limit int) (string, bool) {
	switch {
	case p == nil:
		return "", false
	case p.kind == kindBool || p.kind == kindNumber:
		p.wrong(fmt.Sprintf("%s; write %q for the text", want, p.datum.text))
	case p.kind != kindText:
		p.wrong(want)
	case strings.TrimSpace(p.datum.text) == "":
		p.wrong(want)
	case len(p.datum.text) > limit:
		p.fault(fmt.Sprintf("%d bytes", len(p.datum.text)), fmt.Sprintf("at most %d", limit))
	case strings.ContainsFunc(p.datum.text, isControl):
		p.wrong(want + " without control characters")
	default:
		return p.datum.text, true
	}
	return "", false
}

// isControl says whether r has no place in a query: such characters would
// survive into samples, unseen.
func isControl(r rune) bool { return r != '\n' && r != '\t' && unicode.IsControl(r) }

// name returns the place's text if it is a name.
func (p *place) name(want string) (string, bool) {
	s, ok := p.text(want, MaxLabelBytes)
	if ok && !isName(s) {
		p.wrong(want + " of letters, digits, _ and -")
		return "", false
	}
	return s, ok
}

// keyName faults a key that is not a name.
func (p *place) keyName(want string) {
	if !isName(p.key) || len(p.key) > MaxLabelBytes {
		p.fault("key "+quoted(p.key), want+" of letters, digits, _ and -")
	}
}

// label returns a text that has at least one word to be found by.
func (p *place) label(want string) (string, bool) {
	s, ok := p.text(want, MaxLabelBytes)
	if !ok {
		return "", false
	}
	if strings.TrimSpace(s) != s || len(Words(s)) == 0 {
		p.wrong(want + ", with letters or digits and no space around it")
		return "", false
	}
	return s, true
}

// labels returns a list of distinct labels. What reads the same when folded is
// not distinct.
func (p *place) labels(want string, taken ...string) []string {
	seen := make(map[string]bool, len(taken))
	for _, t := range taken {
		seen[foldLabel(t)] = true
	}
	var labels []string
	for item := range p.elements("a list of texts", MaxLabels) {
		s, ok := item.label(want)
		switch {
		case !ok:
		case seen[foldLabel(s)]:
			item.fault(quoted(s)+" again", "each once (case does not count)")
		default:
			seen[foldLabel(s)] = true
			labels = append(labels, s)
		}
	}
	return labels
}

func foldLabel(s string) string { return strings.Join(Words(s), " ") }

// number returns the place's number.
func (p *place) number(want string) (float64, bool) {
	if p == nil {
		return 0, false
	}
	if p.kind == kindNumber {
		f, err := strconv.ParseFloat(p.datum.text, 64)
		if err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return f, true
		}
	}
	p.wrong(want)
	return 0, false
}

// weight returns how often something is drawn relative to what stands beside it,
// 1 where nothing is said.
func (p *place) weight() float64 {
	const want = "a weight above 0, at most 1000000"
	if p == nil {
		return 1
	}
	w, ok := p.number(want)
	switch {
	case !ok:
	case w > 0 && w <= maxWeight: // not a NaN either
		return w
	default:
		p.wrong(want)
	}
	return 1
}

// integer returns the place's integer, which lies in [low, high].
func (p *place) integer(want string, low, high int) (int, bool) {
	if p == nil {
		return 0, false
	}
	if p.kind == kindNumber {
		if n, err := strconv.Atoi(p.datum.text); err == nil && low <= n && n <= high {
			return n, true
		}
	}
	p.wrong(fmt.Sprintf("%s from %d to %d", want, low, high))
	return 0, false
}

// boolean returns true or false.
func (p *place) boolean(want string) (value, ok bool) {
	switch {
	case p == nil:
		return false, false
	case p.kind != kindBool:
		p.wrong("true or false: " + want)
		return false, false
	}
	return p.datum.text == textTrue, true
}
