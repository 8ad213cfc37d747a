package dialogue_test

import (
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/dialogue"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/home"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

// What the assistant says fits what the call returned: no number of one, and nothing
// to look at where there is nothing.
func TestToldFitsTheResult(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(home.Files())
	if err != nil {
		t.Fatal(err)
	}
	phrases, err := phrase.All(d)
	if err != nil {
		t.Fatal(err)
	}
	w, dr := dialogue.New(d, phrases), brief.New(d)
	single, nothing := 0, 0
	for i := range uint64(800) {
		b := draft(t, d, dr, i, map[string]string{sample.FacetTurns: "2"})
		history, err := w.History(t.Context(), b, source(i))
		if err != nil || len(history) < 4 {
			continue
		}
		said, result := history[3].Content, history[2].Content
		switch {
		case strings.HasPrefix(result, `{"count":1,`):
			single++
			if strings.Contains(said, "1") && !strings.Contains(b.Earlier[0].Items[0].Title, "1") ||
				strings.Contains(said, "among them") {
				t.Errorf("of one result: %q", said)
			}
		case result == `{"ok":true}`:
			nothing++
			if strings.Contains(said, "look") || strings.Contains(said, "?") {
				t.Errorf("of no item: %q", said)
			}
			reads := strings.HasSuffix(history[1].Calls[0].Name, "_report")
			if reads && !strings.Contains(said, "Here is") && !strings.Contains(said, "have on that") {
				t.Errorf("of %s: %q", history[1].Calls[0].Name, said)
			}
		}
	}
	if single < 5 || nothing < 50 {
		t.Errorf("%d single results, %d without", single, nothing)
	}
}

// A tool is named in what is declined only in words with an article.
func TestDeclinedInWholeWords(t *testing.T) {
	t.Parallel()
	d, phrases, w := writer(t)
	dr := brief.New(d)
	for i := range uint64(300) {
		b := draft(t, d, dr, i, map[string]string{
			sample.FacetAnswer: sample.AnswerDecline, sample.FacetOffered: sample.OfferedNear,
		})
		if len(phrases) == 0 || b.Reply.Tool == nil {
			t.Fatalf("%+v", b.Reply)
		}
		text := w.Reply(b, "", source(i)).Text
		bare := strings.ReplaceAll(b.Reply.Tool.Name, "_", " ")
		if strings.Contains(text, "can't "+bare) || strings.Contains(text, "way to "+bare) {
			t.Errorf("%q", text)
		}
	}
}
