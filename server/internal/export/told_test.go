package export

import (
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/sample"
)

// checkTold says whether a model is told of all that is on the screen: of the item
// whole, of the list in its order.
func checkTold(t *testing.T, s *sample.Sample, role, text string) {
	t.Helper()
	if role != "system" {
		t.Errorf("%s: the screen is told by %s", s.ID, role)
	}
	// Names of members with the values, as a JSON reader finds them.
	after := func(lead string) string {
		_, rest, found := strings.Cut(text, lead)
		if !found {
			t.Fatalf("%s: %q does not say %q", s.ID, text, lead)
		}
		return rest
	}
	if it := s.Context.Item; it != nil {
		told := decode(t, after(contextLead)).(map[string]any)
		if told["id"] != it.ID || told["kind"] != it.Kind || told["title"] != it.Title ||
			len(told["keywords"].([]any)) != len(it.Keywords) {
			t.Errorf("%s: the model is told of %v, want %v", s.ID, told, it)
		}
	}
	if len(s.Context.Items) == 0 {
		return
	}
	told := decode(t, after(listLead)).([]any)
	if len(told) != len(s.Context.Items) {
		t.Fatalf("%s: the model is told of %d items, want %d", s.ID, len(told), len(s.Context.Items))
	}
	for i, it := range s.Context.Items {
		entry := told[i].(map[string]any)
		if entry["id"] != it.ID || entry["kind"] != it.Kind || entry["title"] != it.Title || len(entry) != 3 {
			t.Errorf("%s: item %d of the list is %v, want %v", s.ID, i, entry, it)
		}
	}
}
