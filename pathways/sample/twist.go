package sample

import (
	"regexp"
	"slices"
	"strings"
)

// The buckets of the twist facet: what makes a query hard to get right. The first
// that holds counts, in this order; plain is none of them.
const (
	TwistPlain = "plain"
	// TwistContrast is half of a pair that differs in little and needs another
	// call.
	TwistContrast = "contrast"
	// TwistFollowUp repeats what was asked for right before with one thing changed or
	// added, and leaves the rest unsaid, as in "and in Paris?".
	TwistFollowUp = "follow_up"
	// TwistCorrection says one thing, takes it back, and says another.
	TwistCorrection = "correction"
	// TwistReference speaks of one thing of a list on the screen.
	TwistReference = "reference"
	// TwistNegation says what is not wanted.
	TwistNegation = "negation"
	// TwistRange bounds a number on one or both sides.
	TwistRange = "range"
	// TwistUnits gives a number in another unit than the argument has.
	TwistUnits = "units"
	// TwistNumberWords gives a number in words.
	TwistNumberWords = "number_words"
)

// TwistPatterns are what twists are recognised by in one language. What is nil
// recognises nothing.
type TwistPatterns struct {
	Correction, Negation, Range *regexp.Regexp
	// Numbers are those that are written in words.
	Numbers *regexp.Regexp
}

// What twists are recognised by in English. What is not wanted is set off from what
// is; "not sure", "never mind" and "no trouble" say nothing of the kind.
const (
	englishCorrection = `(?i)\b(?:no,? wait|wait,? no|scratch that|i mean|i meant|or rather|make that|` +
		`(?:sorry|no),? (?:not|i'd rather)|actually,? no)\b|[,…] (?:sorry|no),`
	englishNegation = `(?i)(?:[,.;:…%\d] ?|\b(?:but|and|just|definitely|only|now|please) )not\b|` +
		`\b(?:instead of|rather than|anything but|but without|except)\b|\S not (?:the|in|a|an|with|on|at|by|from|to|for)\b`
	englishRange = `(?i)\b(?:between|at least|at most|no more than|more than|less than|fewer than|` +
		`up to|under|over|above|below)\b|\bfrom \S+(?: \S+)? to \S+`
	englishNumbers = `(?i)\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|` +
		`(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|half|dozen)\b`
)

// EnglishTwists returns the patterns of English.
func EnglishTwists() TwistPatterns {
	return TwistPatterns{
		Correction: regexp.MustCompile(englishCorrection), Negation: regexp.MustCompile(englishNegation),
		Range: regexp.MustCompile(englishRange), Numbers: regexp.MustCompile(englishNumbers),
	}
}

// matcher matches a pattern. Those of English are slow, and most queries have
// nothing of what any match of them has: one of needs, in lower case.
type matcher struct {
	pattern *regexp.Regexp
	needs   []string
}

func newMatcher(pattern *regexp.Regexp) matcher {
	m := matcher{pattern: pattern}
	if pattern == nil {
		return m
	}
	switch pattern.String() {
	case englishCorrection:
		m.needs = []string{"wait", "scratch", "mean", "rather", "make that", "sorry", "no,", "no not", "no i'd", "actually"}
	case englishNegation:
		m.needs = []string{"not", "instead of", "rather than", "anything but", "but without", "except"}
	case englishRange:
		m.needs = []string{"between", "least", "most", "than", "up to", "under", "over", "above", "below", "from "}
	case englishNumbers:
		m.needs = []string{
			"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "teen", "ty",
			"hundred", "thousand", "half", "dozen",
		}
	}
	return m
}

// in says whether the pattern matches a text, whose lower case form is given too.
func (m *matcher) in(text, lower string) bool {
	if m.pattern == nil {
		return false
	}
	if m.needs != nil && !slices.ContainsFunc(m.needs, func(need string) bool { return strings.Contains(lower, need) }) {
		return false
	}
	return m.pattern.MatchString(text)
}

// twistMatchers are the patterns of one language, ready to match.
type twistMatchers struct{ correction, negation, bounds, numbers matcher }

func (p *TwistPatterns) matchers() *twistMatchers {
	return &twistMatchers{
		correction: newMatcher(p.Correction), negation: newMatcher(p.Negation),
		bounds: newMatcher(p.Range), numbers: newMatcher(p.Numbers),
	}
}

// TwistFacet measures what makes a query hard. units are, for each tool, the words
// of units that its numbers are not in, as people may say them ("minutes" where the
// argument is in seconds). Samples that call nothing are plain.
func TwistFacet(units map[string][]string) Facet {
	return TwistFacetIn(units, EnglishTwists(), nil, nil)
}

// TwistFacetIn is TwistFacet for a domain whose own language has the patterns main,
// and others theirs, by the language of the sample's provenance. carries says of a
// sample whose call is of the tool that was called right before (see Sample.CallBefore)
// whether an argument of both is said nowhere in the query; nil where none is.
func TwistFacetIn(
	units map[string][]string, main TwistPatterns, languages map[string]TwistPatterns, carries func(*Sample) bool,
) Facet {
	buckets := []string{
		TwistPlain, TwistContrast, TwistFollowUp, TwistCorrection, TwistReference, TwistNegation, TwistRange, TwistUnits,
		TwistNumberWords,
	}
	index := make(map[string]int, len(buckets))
	for i, b := range buckets {
		index[b] = i
	}
	own, others := main.matchers(), make(map[string]*twistMatchers, len(languages))
	for lang, patterns := range languages {
		others[lang] = patterns.matchers()
	}
	return Facet{Name: FacetTwist, Buckets: buckets, measure: func(s *Sample) int {
		m := others[s.Provenance.Language]
		if m == nil {
			m = own
		}
		follows := carries != nil && s.Provenance.Contrast == nil && s.CallBefore() != nil && carries(s)
		if follows {
			return index[TwistFollowUp]
		}
		return index[twistOf(s, units, m)]
	}}
}

func twistOf(s *Sample, units map[string][]string, m *twistMatchers) string {
	if len(s.Calls) == 0 {
		return TwistPlain
	}
	query := s.Query()
	lower := strings.ToLower(query)
	inWords := func() bool { return m.numbers.in(query, lower) }
	numeric := func() bool { return strings.ContainsAny(query, "0123456789") || inWords() }
	switch {
	case s.Provenance.Contrast != nil:
		return TwistContrast
	case m.correction.in(query, lower):
		return TwistCorrection
	case s.listed() != nil:
		return TwistReference
	case m.negation.in(query, lower):
		return TwistNegation
	case m.bounds.in(query, lower) && numeric():
		return TwistRange
	case hasUnit(lower, units[s.Calls[0].Name], m.numbers.pattern):
		return TwistUnits
	case inWords():
		return TwistNumberWords
	default:
		return TwistPlain
	}
}

// hasUnit says whether one of the words stands in a query in lower case, whole, behind a number
// or an article: "5 minutes", "half an hour".
func hasUnit(lower string, words []string, numbers *regexp.Regexp) bool {
	for _, w := range words {
		for at := 0; ; {
			i := strings.Index(lower[at:], w)
			if i < 0 {
				break
			}
			start, end := at+i, at+i+len(w)
			if (end == len(lower) || !isLetter(lower[end])) && counted(lower[:start], numbers) {
				return true
			}
			at = end
		}
	}
	return false
}

// counted says whether a text ends with something that says how many.
func counted(text string, numbers *regexp.Regexp) bool {
	trimmed := strings.TrimRight(text, " -")
	if trimmed == "" {
		return false
	}
	if last := trimmed[len(trimmed)-1]; '0' <= last && last <= '9' {
		return true
	}
	if len(trimmed) == len(text) {
		return false // the word goes on before it
	}
	last := trimmed[strings.LastIndexAny(trimmed, " -")+1:]
	return last == "a" || last == "an" || last == "one" || last == "half" || numbers != nil && numbers.MatchString(last)
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || c >= 0x80 }
