package sample

import (
	"regexp"
	"strings"
)

// The buckets of the twist facet: what makes a query hard to get right. The first
// that holds counts, in this order; plain is none of them.
const (
	TwistPlain = "plain"
	// TwistContrast is half of a pair that differs in little and needs another
	// call.
	TwistContrast = "contrast"
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

// EnglishTwists returns the patterns of English.
func EnglishTwists() TwistPatterns {
	return TwistPatterns{
		Correction: regexp.MustCompile(`(?i)\b(?:no,? wait|wait,? no|scratch that|i mean|i meant|or rather|make that|` +
			`(?:sorry|no),? (?:not|i'd rather)|actually,? no)\b|[,…] (?:sorry|no),`),
		Negation: regexp.MustCompile(`(?i)\b(?:not|no|never|without|except|instead of|rather than|anything but|` +
			`don't|doesn't|nothing)\b`),
		Range: regexp.MustCompile(`(?i)\b(?:between|at least|at most|no more than|more than|less than|fewer than|` +
			`up to|under|over|above|below)\b|\bfrom \S+(?: \S+)? to \S+`),
		Numbers: regexp.MustCompile(`(?i)\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|` +
			`(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|half|dozen)\b`),
	}
}

// TwistFacet measures what makes a query hard. units are, for each tool, the words
// of units that its numbers are not in, as people may say them ("minutes" where the
// argument is in seconds). Samples that call nothing are plain.
func TwistFacet(units map[string][]string) Facet { return TwistFacetIn(units, EnglishTwists(), nil) }

// TwistFacetIn is TwistFacet for a domain whose own language has the patterns main,
// and others theirs, by the language of the sample's provenance.
func TwistFacetIn(units map[string][]string, main TwistPatterns, languages map[string]TwistPatterns) Facet {
	buckets := []string{
		TwistPlain, TwistContrast, TwistCorrection, TwistReference, TwistNegation, TwistRange, TwistUnits, TwistNumberWords,
	}
	index := make(map[string]int, len(buckets))
	for i, b := range buckets {
		index[b] = i
	}
	return Facet{Name: FacetTwist, Buckets: buckets, measure: func(s *Sample) int {
		patterns, own := languages[s.Provenance.Language]
		if !own {
			patterns = main
		}
		return index[twistOf(s, units, &patterns)]
	}}
}

func twistOf(s *Sample, units map[string][]string, patterns *TwistPatterns) string {
	if len(s.Calls) == 0 {
		return TwistPlain
	}
	query := s.Query()
	inWords := func() bool { return matches(patterns.Numbers, query) }
	numeric := func() bool { return strings.ContainsAny(query, "0123456789") || inWords() }
	switch {
	case s.Provenance.Contrast != nil:
		return TwistContrast
	case matches(patterns.Correction, query):
		return TwistCorrection
	case s.listed() != nil:
		return TwistReference
	case matches(patterns.Negation, query):
		return TwistNegation
	case matches(patterns.Range, query) && numeric():
		return TwistRange
	case hasUnit(query, units[s.Calls[0].Name], patterns.Numbers):
		return TwistUnits
	case inWords():
		return TwistNumberWords
	default:
		return TwistPlain
	}
}

func matches(pattern *regexp.Regexp, text string) bool {
	return pattern != nil && pattern.MatchString(text)
}

// hasUnit says whether one of the words stands in the query, whole, behind a number
// or an article: "5 minutes", "half an hour".
func hasUnit(query string, words []string, numbers *regexp.Regexp) bool {
	lower := strings.ToLower(query)
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
