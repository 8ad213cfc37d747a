package domain

// Knows says whether a word, as Words gives it, is part of any label.
func (l *Lexicon) Knows(word string) bool {
	_, ok := l.words[word]
	return ok
}
