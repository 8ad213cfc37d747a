package domain

import "strings"

// fragmentWords are the small words of one language, a blank around each.
type fragmentWords struct {
	// leads go with a value and say something of it; of those only free ones do that
	// whatever the verb before them is, and places next to always. Bounds go with numbers
	// alone.
	leads, free, places, articles string
	bounds                        []string
	// later leads to when something is done, lasting to how long.
	later, lasting string
	// towards says that the language has the word toward.
	towards bool
	// bare says that articles are not written as a placeholder: few values that stand
	// alone in a production have what they need.
	bare bool
}

// fragmentsIn returns the small words of a language; false where nothing is known of
// it.
func fragmentsIn(lang string) (fragmentWords, bool) {
	switch {
	case lang == "" || isEnglish(lang):
		return fragmentWords{
			leads:    " in at for on by from with around near within after before until till during over ",
			free:     " in at for near around within after before until till ",
			places:   " in at near around ",
			articles: " the my our ",
			bounds: strings.Split("for at most|with at least|no more than|up to|at most|at least|less than|under|"+
				"below|above|starting at|max|min", "|"),
			towards: true,
			later:   "in", lasting: "for",
		}, true
	case lang == "es" || strings.HasPrefix(lang, "es-"):
		return fragmentWords{
			leads:    " en de por para con desde hasta a ",
			free:     " en de por para con desde hasta a ",
			places:   " en ",
			articles: " el la los las mi ",
			bounds: []string{
				"por menos de", "menos de", "como mucho", "como máximo", "a partir de", "al menos",
			},
			bare: true,
		}, true
	}
	return fragmentWords{}, false
}

// ends are the leads that a number has beside an object of its own: "everything before
// 11".
const ends = " before after until till "

// hasWord says whether a list of words with blanks around each has the word.
func hasWord(list, word string) bool { return word != "" && strings.Contains(list, " "+word+" ") }
