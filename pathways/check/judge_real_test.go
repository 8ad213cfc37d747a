package check

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/ollama/ollamatest"
	"github.com/callmill/callmill/pathways/ollama/tiny"
	"github.com/callmill/callmill/pathways/sample"
)

// A real server with a tiny model gives verdicts. What they say means nothing, but
// they are whole, in the scale, and from the model that was asked.
func TestVerdictOfARealServer(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	s.Create(t, "words", tiny.Text([]string{"crop", "it", "square", "photo", "score", "fits"}))
	fleet, err := ollama.New(ollama.Options{Hosts: []string{s.URL()}})
	if err != nil {
		t.Fatal(err)
	}
	if err := fleet.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := fleet.Stop(ctx); err != nil {
			t.Error(err)
		}
	}()
	models := fleet.Models(map[ollama.Role]string{ollama.RoleJudge: "words"})
	d := loadStudio(t)
	j := NewJudge(d, models)
	for seed := range uint64(3) {
		v, err := j.Verdict(t.Context(), judged(d), rand.New(rand.NewPCG(seed, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if v.Reason == "" || v.Score < 0 || v.Score > 1 {
			t.Errorf("verdict %+v", v)
		}
		if turn := v.Turn; turn.Model != "words" || len(turn.Digest) != 64 || turn.Purpose != sample.PurposeJudge ||
			turn.OutputTokens == 0 || turn.PromptTokens == 0 || turn.Duration == 0 {
			t.Errorf("turn %+v", turn)
		}
	}
}
