package sample

import "slices"

// Names of the facets over the whole sample, not only its last query. Every domain
// has them.
const (
	// FacetAnswer is what the right answer is.
	FacetAnswer = "answer"
	// FacetTurns is how many messages of the user lead to it: 1, 2 or 3+.
	FacetTurns = "turns"
	// FacetOffered is which functions the model may choose from.
	FacetOffered = "offered"
	// FacetTwist is what makes the query hard to get right.
	FacetTwist = "twist"
	// FacetLanguage is the language of the query; only domains that bring several
	// have it.
	FacetLanguage = "language"
)

// The buckets of the answer facet.
const (
	AnswerCall      = "call"
	AnswerParallel  = "parallel"  // several calls, none of which waits for another
	AnswerDependent = "dependent" // a call needs the result of one before it
	AnswerQuestion  = string(ReplyQuestion)
	AnswerDecline   = string(ReplyDecline)
	AnswerChat      = string(ReplyChat)
)

// AnswerFacet measures what the right answer is. A sample without calls that says
// nothing of why counts as one that declines.
func AnswerFacet() Facet {
	buckets := []string{
		AnswerCall, AnswerParallel, AnswerDependent, AnswerQuestion, AnswerDecline, AnswerChat,
	}
	index := make(map[string]int, len(buckets))
	for i, b := range buckets {
		index[b] = i
	}
	return Facet{Name: FacetAnswer, Buckets: buckets, measure: func(s *Sample) int { return index[answerOf(s)] }}
}

func answerOf(s *Sample) string {
	switch {
	case len(s.Calls) == 1:
		return AnswerCall
	case len(s.Calls) > 1:
		for i := range s.Calls {
			if len(s.Calls[i].DependsOn) > 0 {
				return AnswerDependent
			}
		}
		return AnswerParallel
	case s.Reply != nil && (s.Reply.Kind == ReplyQuestion || s.Reply.Kind == ReplyChat):
		return string(s.Reply.Kind)
	default:
		return AnswerDecline
	}
}

// TurnsFacet measures how many messages of the user the conversation has.
func TurnsFacet() Facet {
	return Facet{Name: FacetTurns, Buckets: []string{"1", "2", "3+"}, measure: func(s *Sample) int {
		n := 0
		for i := range s.Messages {
			if s.Messages[i].Role == RoleUser {
				n++
			}
		}
		return min(max(n, 1), 3) - 1
	}}
}

// The buckets of the offered facet.
const (
	OfferedAll  = "all"  // every tool of the domain
	OfferedNear = "near" // some, with one that is easily taken for the right one
	OfferedFar  = "far"  // some, without
)

// OfferedFacet measures which of the domain's tools, so many in all, a sample
// offers. near gives for each tool those that are easily taken for it. The tool
// that counts is the first call's, else the one that the reply is about.
func OfferedFacet(all int, near map[string][]string) Facet {
	return Facet{Name: FacetOffered, Buckets: []string{OfferedAll, OfferedNear, OfferedFar}, measure: func(s *Sample) int {
		if len(s.Tools) >= all {
			return 0
		}
		tool := ""
		switch {
		case len(s.Calls) > 0:
			tool = s.Calls[0].Name
		case s.Reply != nil:
			tool = s.Reply.Tool
		}
		for _, other := range near[tool] {
			if slices.Contains(s.Tools, other) {
				return 1
			}
		}
		return 2
	}}
}
