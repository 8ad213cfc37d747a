package dialogue

import (
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// mostNeutral is how many words a text has that says no more than that it is done.
const mostNeutral = 4

// neutral are texts that fit after any call, also where there is nothing to be seen:
// the short ones of the grammar that ask for nothing, and some plain English ones.
func neutral(r *domain.Replies, english bool) []string {
	var texts []string
	if english {
		texts = []string{"Done.", "All right, that's done.", "All set.", "Okay, done.", "That's taken care of."}
	}
	for _, text := range r.Done {
		words := strings.Fields(strings.ToLower(text))
		if len(words) <= mostNeutral && !strings.ContainsAny(text, "{?") &&
			!slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "look") }) &&
			!slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// foundFew are texts for a search that found one item or none: they speak of no
// number.
func foundFew(r *domain.Replies, count int, english bool) []string {
	switch {
	case english && count == 0:
		return []string{"Nothing came up, I'm afraid.", "I found nothing that fits."}
	case english:
		return append(uncounted(r),
			"I found one: {title}.", "There is one that fits: {title}.", "Just one came up, {title}.")
	}
	texts := uncounted(r)
	if len(texts) == 0 && count > 0 {
		return r.Opened
	}
	return texts
}

// lookedUp are texts for a call that only tells something.
func lookedUp(r *domain.Replies, english bool) []string {
	if english {
		return []string{"Here is what I found.", "Here is what I could find out.", "This is what I have on that."}
	}
	if texts := uncounted(r); len(texts) > 0 {
		return texts
	}
	return neutral(r, english)
}

// uncounted are the texts with what was found that speak of no number and no item
// among several.
func uncounted(r *domain.Replies) []string {
	var texts []string
	for _, text := range r.Found {
		if !strings.Contains(text, "{") {
			texts = append(texts, text)
		}
	}
	return texts
}

// reads says whether a tool only tells something, by its name.
func reads(t *domain.Tool) bool {
	words := strings.Fields(strings.ToLower(nameWords(t.Name)))
	return len(words) > 0 && (slices.Contains(readingVerbs(), words[0]) || words[len(words)-1] == "report")
}

// readingVerbs begin the names of tools that only tell something.
func readingVerbs() []string {
	return strings.Fields("get check show report track list find read look lookup view search browse " +
		"fetch query estimate compare count describe calculate inspect")
}
