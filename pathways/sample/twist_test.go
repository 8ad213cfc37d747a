package sample

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func asked(query, language string) *Sample {
	return &Sample{
		Messages:   []Message{{Role: RoleUser, Content: query}},
		Calls:      []Call{{ID: "call_1", Name: "trim", Arguments: `{"item":"v1","start":5}`}},
		Provenance: Provenance{Language: language},
	}
}

// The first twist that holds counts, and every language has its own words.
func TestTwists(t *testing.T) {
	t.Parallel()
	facet := TwistFacetIn(map[string][]string{"trim": {"minutes", "minutos"}}, EnglishTwists(),
		map[string]TwistPatterns{"es": {
			Negation: regexp.MustCompile(`(?i)\bsin\b`),
			Numbers:  regexp.MustCompile(`(?i)\b(?:dos|tres)\b`),
		}}, func(s *Sample) bool { return strings.HasPrefix(s.Query(), "and ") })
	for _, c := range []struct{ language, query, want string }{
		{"", "trim it at 5 seconds", TwistPlain},
		{"", "trim it at 4, no wait, 5", TwistCorrection},
		{"en", "trim it at 5 but without the sound", TwistNegation},
		{"", "trim it between 5 and 20 seconds", TwistRange},
		{"", "trim it between two and twenty minutes", TwistRange},
		{"", "under the bridge", TwistPlain},
		{"", "make it 5 minutes", TwistUnits},
		{"", "make it five minutes", TwistUnits},
		{"", "the minutes of the meeting", TwistPlain},
		{"", "make it fifteen seconds", TwistNumberWords},
		{"es", "a 5 segundos, no wait", TwistPlain},
		{"es", "a 5 segundos sin sonido", TwistNegation},
		{"es", "a los dos minutos", TwistUnits},
		{"es", "a los dos segundos", TwistNumberWords},
		{"es", "between two and twenty", TwistPlain},
	} {
		if got := facet.Buckets[facet.Measure(asked(c.query, c.language))]; got != c.want {
			t.Errorf("%s %q: got %s, want %s", c.language, c.query, got, c.want)
		}
	}
	listed := asked("trim the second one", "")
	listed.Context = &Context{Items: []*Item{{ID: "v0"}, {ID: "v1"}}}
	if got := facet.Buckets[facet.Measure(listed)]; got != TwistReference {
		t.Errorf("one of a list: got %s", got)
	}
	half := asked("trim it, no wait", "")
	half.Provenance.Contrast = &Contrast{Query: "crop it"}
	if got := facet.Buckets[facet.Measure(half)]; got != TwistContrast {
		t.Errorf("half of a pair: got %s", got)
	}
	for _, c := range []struct {
		query, want string
		before      []Call
	}{
		{"and at 4, no wait, 5", TwistFollowUp, []Call{{ID: "call_0", Name: "trim"}}},
		{"trim it at 5 seconds", TwistPlain, []Call{{ID: "call_0", Name: "trim"}}},
		{"and at 5 seconds", TwistPlain, []Call{{ID: "call_0", Name: "crop"}}},
		{"and at 5 seconds", TwistPlain, []Call{{ID: "call_0", Name: "trim"}, {ID: "call_00", Name: "trim"}}},
		{"and at 5 seconds", TwistPlain, nil},
	} {
		later := asked(c.query, "")
		later.Messages = append([]Message{
			{Role: RoleUser, Content: "trim it"},
			{Role: RoleAssistant, Calls: []Call{{ID: "call_00", Name: "trim"}}},
			{Role: RoleUser, Content: "hm"},
			{Role: RoleAssistant, Calls: c.before},
			{Role: RoleTool, CallID: "call_0"},
		}, later.Messages...)
		if got := facet.Buckets[facet.Measure(later)]; got != c.want {
			t.Errorf("%q after %v: got %s, want %s", c.query, c.before, got, c.want)
		}
		if later.Calls = append(later.Calls, later.Calls[0]); later.CallBefore() != nil {
			t.Errorf("two calls follow up on one")
		}
	}
	uncalled := asked("not that one", "")
	uncalled.Calls = nil
	if got := facet.Buckets[facet.Measure(uncalled)]; got != TwistPlain {
		t.Errorf("without calls: got %s", got)
	}
}

// A language with rules of its own falls in the buckets of the main ones.
func TestPhrasingIn(t *testing.T) {
	t.Parallel()
	rule := func(name, match string) PhrasingRule { return PhrasingRule{name, regexp.MustCompile(match)} }
	facet := PhrasingFacetIn(
		[]PhrasingRule{rule("question", `\?$`), rule("polite", `please`)},
		map[string][]PhrasingRule{"es": {rule("polite", `por favor`)}})
	for _, c := range []struct{ language, query, want string }{
		{"", "can you?", "question"},
		{"", "crop it please", "polite"},
		{"", "recorta por favor", BucketOther},
		{"es", "¿recorta por favor?", "polite"},
		{"es", "¿puedes?", BucketOther},
		{"es", "please", BucketOther},
		{"fr", "please", "polite"},
	} {
		if got := facet.Buckets[facet.Measure(asked(c.query, c.language))]; got != c.want {
			t.Errorf("%s %q: got %s, want %s", c.language, c.query, got, c.want)
		}
	}
}

// What lets most queries pass quickly never hides a match.
func TestMatchersNeedNothingElse(t *testing.T) {
	t.Parallel()
	words := strings.Fields("no, wait scratch that i mean meant or rather make sorry not i'd actually, … but and just " +
		"5% instead of except the in without between at least most than up to under over from 3 10 two " +
		"fifteen forty hundred half dozen " +
		"cat photo please. red, blue; NOT No From TWENTY")
	english := EnglishTwists()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 8).Draw(t, "words"), " ")
		for _, pattern := range []*regexp.Regexp{english.Correction, english.Negation, english.Range, english.Numbers} {
			m := newMatcher(pattern)
			if m.needs == nil {
				t.Fatalf("%s has no needs", pattern)
			}
			if got, want := m.in(text, strings.ToLower(text)), pattern.MatchString(text); got != want {
				t.Fatalf("%q: got %v, want %v of %s", text, got, want, pattern)
			}
		}
	})
}
