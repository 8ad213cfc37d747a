package dialogue

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// saying is what placeholders in replies stand for. Texts that speak of what is
// empty are not said.
type saying struct {
	tool, argument string
	item           *domain.Item
	count          int
}

// one draws one of the texts that can be said; otherwise stands in where none can.
func (s saying) one(texts []string, otherwise string, rng *rand.Rand) string {
	var able []string
	for _, text := range texts {
		if filled, ok := s.fill(text); ok {
			able = append(able, filled)
		}
	}
	return draw(able, otherwise, rng)
}

// fill puts words for the placeholders of a text; false where there are none for
// one of them.
func (s saying) fill(text string) (string, bool) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String(), true
		}
		name, after, closed := strings.Cut(rest, "}")
		words := s.words(name)
		if !closed || words == "" {
			return "", false
		}
		b.WriteString(words)
		text = after
	}
}

func (s saying) words(name string) string {
	switch {
	case name == domain.PlaceholderTool:
		return s.tool
	case name == domain.PlaceholderArgument:
		return s.argument
	case name == domain.PlaceholderCount && s.count > 0:
		return strconv.Itoa(s.count)
	case name == domain.PlaceholderTitle && s.item != nil:
		return s.item.Title
	case name == domain.PlaceholderKind && s.item != nil:
		return strings.ReplaceAll(s.item.Kind, "_", " ")
	default:
		return ""
	}
}
