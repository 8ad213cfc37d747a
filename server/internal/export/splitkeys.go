package export

import (
	"encoding/json"
	"regexp"

	"github.com/callmill/callmill/pathways/sample"
)

// items visits the content items that a sample lets a model see, until visit says
// no: those that it was made from, those on the screen, whether or not the query was
// made from them, and those in the results of calls.
func items(s *sample.Sample, visit func(id string) bool) bool {
	for _, id := range s.Provenance.Items {
		if !visit(id) {
			return false
		}
	}
	if c := s.Context; c != nil {
		if c.Item != nil && !visit(c.Item.ID) {
			return false
		}
		for _, it := range c.Items {
			if !visit(it.ID) {
				return false
			}
		}
	}
	for i := range s.Messages {
		if m := &s.Messages[i]; m.Role == sample.RoleTool && !idsIn([]byte(m.Content), visit) {
			return false
		}
	}
	for i := range s.Calls {
		if !idsIn([]byte(s.Calls[i].Result), visit) {
			return false
		}
	}
	return true
}

// made is the id of an item that a call made in the course of a conversation: none
// of the library, and called the same in every conversation.
var made = regexp.MustCompile(`^new-[0-9]+$`)

// idsIn visits every "id" that is a string in JSON text, as results show items. Text
// that is no JSON has none.
func idsIn(text []byte, visit func(id string) bool) bool {
	members, err := membersOf(text)
	if err != nil {
		return true
	}
	for _, m := range members {
		var id string
		if m.name == "id" && json.Unmarshal(m.value, &id) == nil {
			if !made.MatchString(id) && !visit(id) {
				return false
			}
		} else if !idsIn(m.value, visit) {
			return false
		}
	}
	for _, e := range elementsOf(text) {
		if !idsIn(e, visit) {
			return false
		}
	}
	return true
}

// pairOf names the contrasting pair that a sample is half of, the same for both
// halves; empty for none.
func pairOf(s *sample.Sample) string {
	if s.Provenance.Contrast == nil {
		return ""
	}
	one, other := s.Query(), s.Provenance.Contrast.Query
	return min(one, other) + "\x00" + max(one, other)
}
