package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// The grounding of what a vision model says it saw. The measure is CHAIR's
// (Rohrbach et al., Object Hallucination in Image Captioning, EMNLP 2018, arXiv
// 1809.02156): which share of the things named is in the picture, where what is
// in the picture is known from its annotations and their synonyms. Here these are
// the item's title, keywords, kind and attributes, and the labels of the graph
// nodes that they mention.
//
// Annotations for CHAIR list every object; a library's metadata does not: much of
// what a good model sees (sky, table, a hat) stands nowhere. So the bound is low.
// One thing in three keeps out nearly all descriptions of other pictures and
// leaves room for twice as many things that nobody noted; the test of this file
// measures both on studio.
//
// It finds pictures that were never looked at, mixed up or made up. It does not
// find a model that repeats the title from its prompt, nor single things that are
// not there.

// seenShare: one in seenShare of the things seen must be known.
const seenShare = 3

// blank are words that are too common to say that something was seen.
const blank = " a an the of on in at and with to for by from or is are it its this that some over under up no not "

// Unseen says why a model has not seen the item's picture, judged by what it says
// it saw; nil where it may have.
func (p *Pipeline) Unseen(it *domain.Item, seen []string) *Rejection {
	if it == nil || it.Picture == "" {
		return unseen("no item with a picture", "one")
	}
	var known map[string]bool
	count := 0
	for _, thing := range seen {
		if known == nil {
			known = stemsOf(it)
		}
		if p.knows(it, known, thing) {
			count++
		}
	}
	if least := max(1, (len(seen)+seenShare-1)/seenShare); count < least {
		return unseen(fmt.Sprintf("the model saw %q", seen), fmt.Sprintf(
			"%d or more of that in what is known of the picture: %s", least, strings.Join(itemTexts(it), ", ")))
	}
	return nil
}

func unseen(found, want string) *Rejection {
	return &Rejection{Stage: StageGrounding, Reason: ReasonUnseen, Detail: found + "; want " + want}
}

// knows says whether a thing has a word of the item's texts, or is a label of a
// node that they mention.
func (p *Pipeline) knows(it *domain.Item, known map[string]bool, thing string) bool {
	words := domain.Words(thing)
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = stem(w)
		if known[stems[i]] && !strings.Contains(blank, " "+w+" ") {
			return true
		}
	}
	// Labels have several words, which mean nothing one by one.
	for _, form := range [][]string{words, stems} {
		for _, m := range p.lexicon.Matches(form) {
			if slices.ContainsFunc(m.Entries, func(e domain.Entry) bool {
				return e.Node != nil && slices.Contains(it.Nodes, e.Node)
			}) {
				return true
			}
		}
	}
	return false
}

// itemTexts returns what the library says of an item, without its id.
func itemTexts(it *domain.Item) []string {
	texts := append([]string{it.Title, it.Kind}, it.Keywords...)
	for _, text := range it.Attributes {
		texts = append(texts, text)
	}
	slices.Sort(texts[2+len(it.Keywords):]) // a map has no order
	return texts
}

func stemsOf(it *domain.Item) map[string]bool {
	stems := map[string]bool{}
	for _, text := range itemTexts(it) {
		for _, w := range domain.Words(text) {
			stems[stem(w)] = true
		}
	}
	return stems
}

// stem takes the plural's ending off a folded word, as Harman's S stemmer does (How
// effective is suffixing?, JASIS 42(1), 1991), and the whole of it from dishes and
// boxes: enough for the names of things.
func stem(word string) string {
	cut := func(ending string, but ...string) bool {
		return len(word) > len(ending)+1 && strings.HasSuffix(word, ending) &&
			!slices.ContainsFunc(but, func(s string) bool { return strings.HasSuffix(word, s) })
	}
	switch {
	case cut("ies", "eies", "aies"):
		return word[:len(word)-len("ies")] + "y"
	case cut("shes"), cut("ches"), cut("xes"), cut("sses"):
		return word[:len(word)-len("es")]
	case cut("es", "aes", "ees", "oes"):
		return word[:len(word)-1]
	case cut("s", "us", "ss"):
		return word[:len(word)-1]
	default:
		return word
	}
}

// seen is Unseen for a sample that a vision model wrote.
func (in *inspection) seen() *Rejection {
	p := &in.sample.Provenance
	if p.Modality != sample.ModalityVision {
		return nil
	}
	return in.pipeline.Unseen(in.pictured(), p.Seen)
}

// pictured returns the item whose picture the sample is about: the one before the
// user, else the first one that it was made from; nil where that has none.
func (in *inspection) pictured() *domain.Item {
	if it := in.item(); it != nil {
		return in.pipeline.domain.Item(it.ID)
	}
	for _, id := range in.sample.Provenance.Items {
		if it := in.pipeline.domain.Item(id); it != nil && it.Picture != "" {
			return it
		}
	}
	return nil
}
