package ollama

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestAskOnARealServer(t *testing.T) {
	s := serve(t)
	m := text(start(t, Options{Hosts: []string{s.URL()}}))
	if why := m.Down(RoleText); why != "" {
		t.Fatal(why)
	}
	answer, err := m.Ask(t.Context(), ask())
	if err != nil {
		t.Fatal(err)
	}
	var out struct {
		Query string `json:"query"`
	}
	if err := json.Unmarshal(answer.JSON, &out); err != nil {
		t.Fatal(err)
	}
	if out.Query == "" {
		t.Errorf("found %s, want a query", answer.JSON)
	}
	turn := answer.Turn
	if turn.Model != textModel || len(turn.Digest) != 64 || turn.Attempts != 1 || turn.PromptTokens == 0 ||
		turn.OutputTokens == 0 || turn.Duration <= 0 || turn.Seed != 7 || turn.MaxTokens != 64 ||
		turn.Purpose != "write" || turn.Prompt != "p" || turn.PromptHash != "h" {
		t.Errorf("found %+v", turn)
	}
	again, err := m.Ask(t.Context(), ask())
	if err != nil {
		t.Fatal(err)
	}
	if string(again.JSON) != string(answer.JSON) {
		t.Errorf("found %s and %s with the same seed", answer.JSON, again.JSON)
	}
	t.Logf("%s %+v", answer.JSON, turn)
}

func TestAskRepairsOnce(t *testing.T) {
	s := serve(t)
	m := text(start(t, Options{Hosts: []string{s.URL()}}))
	var seen []string
	req := ask()
	req.Turns[0].Text = "Ask for what is wanted."
	req.MaxTokens = 300
	req.Check = func(answer []byte) error {
		if seen = append(seen, string(answer)); len(seen) == 1 {
			return errors.New("the query must be [[red moons]]")
		}
		return nil
	}
	answer, err := m.Ask(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) != 2 || answer.Turn.Attempts != 2 {
		t.Fatalf("found %d answers and %d attempts, want 2", len(seen), answer.Turn.Attempts)
	}
	if !strings.Contains(seen[1], "moons") {
		t.Errorf("found %s: the copying model was not told of moons", seen[1])
	}
	req.Check = func([]byte) error { return errors.New("never right") }
	_, err = m.Ask(t.Context(), req)
	failure := wantReason(t, err, "bad_answer")
	if !strings.Contains(failure.Detail, "never right") || failure.Spent <= 0 {
		t.Errorf("found %+v", failure)
	}
}
