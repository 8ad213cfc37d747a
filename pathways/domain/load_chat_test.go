package domain

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// withGrammar loads the good domain with this at the end of its grammar.
func withGrammar(t *testing.T, section string) *Grammar {
	t.Helper()
	fsys := goodDomain(t)
	fsys["grammar.yaml"] = &fstest.MapFile{Data: append(slices.Clone(fsys["grammar.yaml"].Data), section...)}
	d, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, d)
	return d.Grammar
}

// unfoldings counts in how many ways a production without rules can be said.
func unfoldings(parts []Part) float64 {
	n := 1.0
	for _, p := range parts {
		switch p.Kind {
		case PartChoice:
			sum := 0.0
			for _, a := range p.Alternatives {
				sum += unfoldings(a)
			}
			n *= sum
		case PartOptional:
			n *= 1 + unfoldings(p.Alternatives[0])
		default:
		}
	}
	return n
}

// A grammar that says nothing has the default small talk, which is wide enough that
// samples of it do not repeat each other soon.
func TestDefaultChat(t *testing.T) {
	t.Parallel()
	chat := withGrammar(t, "").Chat
	all := 0.0
	for _, talk := range chat {
		ways := 0.0
		for _, p := range talk.Say {
			ways += unfoldings(p.Parts)
		}
		if ways < 60 || len(talk.Reply) < 3 {
			t.Errorf("%v ways to say, %d replies: %s …", ways, len(talk.Reply), talk.Say[0].Source)
		}
		all += ways
	}
	t.Logf("%d entries, %v ways", len(chat), all)
	if len(chat) < 25 || all < 10_000 {
		t.Errorf("%d entries with %v ways", len(chat), all)
	}
	// What is documented as the default reads the same in a grammar.
	indented := strings.ReplaceAll(SmallTalkNotation, "\n", "\n  ")
	for _, section := range []string{"chat:\n  " + indented + "\n", "chat: [default]\n"} {
		if given := withGrammar(t, section).Chat; len(given) != len(chat) {
			t.Errorf("%d entries, want %d", len(given), len(chat))
		}
	}
}

func TestChat(t *testing.T) {
	t.Parallel()
	if chat := withGrammar(t, "chat: []\n").Chat; chat != nil {
		t.Errorf("turned off, it has %d entries", len(chat))
	}
	chat := withGrammar(t, "chat:\n  - default\n  - {say: [\"i love {color}, <please>\"], reply: [So do I.]}\n").Chat
	n := len(chat)
	if n < 25 || chat[n-1].Say[0].Source != "i love {color}, <please>" || chat[n-1].Reply[0] != "So do I." {
		t.Errorf("%+v", chat)
	}
}

// What a tool can be asked for is no small talk.
func TestDefaultChatLeavesToolsAlone(t *testing.T) {
	t.Parallel()
	fsys := goodDomain(t)
	replaced := strings.ReplaceAll(string(fsys["tools.json"].Data), `"undo"`, `"tellJokes"`)
	fsys["tools.json"] = &fstest.MapFile{Data: []byte(replaced)}
	fsys["grammar.yaml"] = &fstest.MapFile{
		Data: []byte(strings.ReplaceAll(string(fsys["grammar.yaml"].Data), "  undo:", "  tellJokes:")),
	}
	delete(fsys, "target.yaml")
	d, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, talk := range d.Grammar.Chat {
		for _, p := range talk.Say {
			said++
			if regexp.MustCompile(`\b(tell|jokes?)\b`).MatchString(p.Source) {
				t.Errorf("%s", p.Source)
			}
		}
	}
	if said < 80 {
		t.Errorf("%d productions are left", said)
	}
}

func TestReplies(t *testing.T) {
	t.Parallel()
	r := withGrammar(t, "").Replies
	given := withGrammar(t, "replies:\n  "+strings.ReplaceAll(RepliesNotation, "\n", "\n  ")+"\n").Replies
	for _, c := range []struct{ got, again []string }{
		{r.Decline, given.Decline},
		{r.Question, given.Question},
		{r.Found, given.Found},
		{r.Opened, given.Opened},
		{r.Done, given.Done},
	} {
		if len(c.got) < 3 || !slices.Equal(c.got, c.again) {
			t.Errorf("%q, in a grammar %q", c.got, c.again)
		}
	}
	some := withGrammar(t, "replies: {decline: [\"No.\"]}\n").Replies
	if !slices.Equal(some.Decline, []string{"No."}) || !slices.Equal(some.Done, r.Done) {
		t.Errorf("%+v", some)
	}
}

// The patterns of a grammar in English stand beside the built-in ones.
func TestTwistPatterns(t *testing.T) {
	t.Parallel()
	twists := withGrammar(t, "twists: {negation: '(?i)\\bnope\\b'}\n").Twists
	for _, text := range []string{"NOPE", "this, not that"} {
		if !twists.Negation.MatchString(text) {
			t.Errorf("%q is no negation", text)
		}
	}
	if twists.Negation.MatchString("nopes") || !twists.Range.MatchString("at least 5") {
		t.Error("a pattern is not the one given, or is lost")
	}
}
