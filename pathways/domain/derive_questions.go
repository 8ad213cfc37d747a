package domain

import (
	"slices"
	"strings"
)

// describedQuestion finds the question in a description such as "Look up how many
// people a room seats.": "how many people", and with what stands behind it,
// "how many people does a room seat". Empty for none.
func (d *derivation) describedQuestion(text string) []string {
	text = strings.ToLower(text)
	m := d.asked.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	asks, article, subject, verb := m[1], m[2], m[3], m[4]
	for _, end := range []string{" a", " an", " the", " is", " are", " it"} {
		asks = strings.TrimSuffix(asks, end)
	}
	switch {
	case asks == "what" || asks == "which" || slices.Contains([]string{"where", "when"}, asks) && subject == "":
		return nil
	case verb == "is" || verb == "are":
		return []string{asks + " " + verb + " " + article + " " + subject}
	case len(verb) > 2 && strings.HasSuffix(verb, "s"):
		return []string{asks, asks + " does " + article + " " + subject + " " + singular(verb)}
	}
	return []string{asks}
}
