package domain

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// A domain without prompts has the default ones for every purpose. They say
// something for whatever data there is, as its own would have to.
func TestDefaultPrompts(t *testing.T) {
	fsys := goodDomain(t)
	delete(fsys, "prompts.yaml")
	without, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, without)
	if len(without.Notes) > 0 {
		t.Errorf("notes %v: who brings no prompts knows", without.Notes)
	}
	fsys["prompts.yaml"] = &fstest.MapFile{Data: []byte(PromptsNotation)}
	given, err := Load(fsys) // tries them
	if err != nil {
		t.Fatalf("the default prompts: %v", err)
	}
	for _, purpose := range purposes() {
		if got, want := names(without, purpose), names(given, purpose); got != want {
			t.Errorf("%s: got %s, want %s", purpose, got, want)
		}
	}
	if without.Hash == given.Hash {
		t.Error("prompts are not part of the domain's hash")
	}
}

func names(d *Domain, purpose string) string {
	var list []string
	for _, p := range d.PromptsFor(purpose) {
		list = append(list, p.Name+" "+p.Hash)
	}
	return strings.Join(list, ", ")
}

// A purpose that prompts.yaml leaves out has the default ones, and a note says so.
func TestPromptsFallBack(t *testing.T) {
	fsys := goodDomain(t)
	fsys["prompts.yaml"].Data = []byte("judge: [{style: own, user: '{{.Query}}'}]\n")
	d, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, d)
	if got := names(d, PromptJudge); !strings.HasPrefix(got, "judge:own ") || strings.Contains(got, ",") {
		t.Errorf("judge: %s", got)
	}
	if len(d.Notes) != len(purposes())-1 {
		t.Errorf("%d notes, want one for every other purpose", len(d.Notes))
	}
	const want = "prompts.yaml:1: text/brief: no prompts, so the default ones are used"
	if got := fmt.Sprint(d.Notes[0]); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRender(t *testing.T) {
	d, err := Load(goodDomain(t))
	if err != nil {
		t.Fatal(err)
	}
	prompt := d.PromptsFor(PromptTextBrief)[0]
	system, user, err := prompt.Render(&PromptData{
		Domain: "a shop", Phrasing: "question",
		Calls: []PromptCall{{Name: "find", Arguments: []PromptArgument{
			{Name: "color", Say: []string{"pink", "rosy", "blush"}},
		}}},
	})
	if err != nil || system != "You type to a shop." || user != `Ask (question) for find color "pink", "rosy" or "blush"` {
		t.Errorf("got %q and %q, %v", system, user, err)
	}
	// What is not known when the domain is loaded is an error that names the prompt.
	_, _, err = d.PromptsFor(PromptVisionNeed)[0].Render(&PromptData{})
	if err == nil || !strings.HasPrefix(err.Error(), "prompt vision/need:plain: user: ") {
		t.Errorf("without an item: error %v", err)
	}
	long := &PromptData{Query: strings.Repeat("x", MaxPromptText)}
	if _, _, err := d.PromptsFor(PromptTextRewrite)[0].Render(long); err == nil {
		t.Error("no error for a prompt without end")
	}
}

// The hash of a prompt is that of its own texts and options, parts too.
func TestPromptHash(t *testing.T) {
	hash := func(text string) string {
		fsys := goodDomain(t)
		fsys["prompts.yaml"].Data = []byte(text)
		d, err := Load(fsys)
		if err != nil {
			t.Fatal(err)
		}
		return d.PromptsFor(PromptJudge)[0].Hash
	}
	seen := map[string]string{}
	for _, text := range []string{
		"judge: [{style: a, user: x}]",
		"judge: [{style: a, user: y}]",
		"judge: [{style: a, user: x, system: x}]",
		"judge: [{style: a, user: x, temperature: 0.1}]",
		"judge: [{style: a, user: x, max_tokens: 7}]",
		"parts: {p: y}\njudge: [{style: a, user: '{{template \"p\"}}'}]",
		"parts: {p: z}\njudge: [{style: a, user: '{{template \"p\"}}'}]",
	} {
		h := hash(text)
		if before, ok := seen[h]; ok {
			t.Errorf("%s has the hash of %s", text, before)
		}
		seen[h] = text
	}
	if hash("parts: {p: y}\njudge: [{style: b, user: x}]") != hash("judge: [{style: a, user: x}]") {
		t.Error("a part that is not used, or the name of the style, changes the hash")
	}
}
