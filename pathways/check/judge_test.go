package check

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/sample"
)

// speaker answers as the test says.
type speaker struct {
	answer string
	err    error
	down   string
	asked  []*ollama.Request
}

func (o *speaker) Down(ollama.Role) string { return o.down }

func (o *speaker) Ask(_ context.Context, r *ollama.Request) (*ollama.Answer, error) {
	o.asked = append(o.asked, r)
	if o.err != nil {
		return nil, o.err
	}
	return &ollama.Answer{JSON: []byte(o.answer), Turn: sample.ModelTurn{
		Purpose: r.Purpose, Model: "speaker", Digest: "0c", Prompt: r.Prompt, PromptHash: r.PromptHash,
		Duration: 30 * time.Millisecond, Attempts: 1,
	}}, nil
}

func judged(d *domain.Domain) *sample.Sample {
	return &sample.Sample{
		Messages: []sample.Message{
			{Role: sample.RoleUser, Content: "hello"},
			{Role: sample.RoleUser, Content: "crop it square"},
		},
		Tools:   []string{"crop_image", "search_images"},
		Calls:   []sample.Call{{ID: "call_1", Name: "crop_image", Arguments: `{"aspect_ratio":"1:1","item_id":"pho-019"}`}},
		Context: &sample.Context{Item: &d.Item("pho-019").Item},
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	d := loadStudio(t)
	for _, c := range []struct {
		answer string
		agrees bool
		score  float64
		reason string
	}{
		{`{"reason":"It fits.","agrees":true,"score":10}`, true, 1, "It fits."},
		{`{"reason":"  The ratio\nis wrong. ","agrees":false,"score":3}`, false, 0.3, "The ratio is wrong."},
		{`{"reason":"No.","agrees":false,"score":0}`, false, 0, "No."},
	} {
		o := &speaker{answer: c.answer}
		v, err := NewJudge(d, o).Verdict(t.Context(), judged(d), rand.New(rand.NewPCG(1, 2)))
		if err != nil {
			t.Errorf("%s: %v", c.answer, err)
			continue
		}
		if v.Agrees != c.agrees || v.Score != c.score || v.Reason != c.reason {
			t.Errorf("%s: got %+v", c.answer, v)
		}
		if v.Turn.Model != "speaker" || v.Turn.Purpose != sample.PurposeJudge || v.Turn.PromptHash == "" {
			t.Errorf("%s: turn %+v", c.answer, v.Turn)
		}
	}
}

// The judge is asked as a judge, about the last message and every call, and gets
// no picture.
func TestJudgeIsTold(t *testing.T) {
	t.Parallel()
	d := loadStudio(t)
	o := &speaker{answer: `{"reason":"It fits.","agrees":true,"score":10}`}
	s := judged(d)
	none := *s
	none.Calls = nil
	for i, c := range []struct {
		sample *sample.Sample
		want   []string
	}{
		{s, []string{
			"crop it square", "crop_image", d.Tool("crop_image").Description, s.Calls[0].Arguments, "photo", "pho-019",
		}},
		{&none, []string{"crop it square", "photo"}},
	} {
		if _, err := NewJudge(d, o).Verdict(t.Context(), c.sample, rand.New(rand.NewPCG(1, 2))); err != nil {
			t.Fatal(err)
		}
		r := o.asked[i]
		if r.Role != ollama.RoleJudge || r.Purpose != sample.PurposeJudge || r.MaxTokens == 0 ||
			len(r.Turns) != 1 || len(r.Turns[0].Pictures) > 0 || r.Turns[0].FromModel || !json.Valid(r.Schema) {
			t.Errorf("asked %+v", r)
		}
		for _, want := range c.want {
			if !strings.Contains(r.Turns[0].Text, want) {
				t.Errorf("%d: the judge is not told %q:\n%s", i, want, r.Turns[0].Text)
			}
		}
	}
}

func TestNoVerdict(t *testing.T) {
	t.Parallel()
	d := loadStudio(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	says := func(score string) speaker {
		return speaker{answer: `{"reason":"a","agrees":true,"score":` + score + `}`}
	}
	slow := &pathways.Failure{Reason: pathways.ReasonTimeout}
	for _, c := range []struct {
		name    string
		ctx     context.Context //nolint:containedctx // a table of them
		speaker speaker
		want    error
		reason  pathways.Reason
	}{
		{"down", t.Context(), speaker{down: "no server"}, nil, pathways.ReasonUnavailable},
		{"slow", t.Context(), speaker{err: slow}, slow, pathways.ReasonTimeout},
		{"ended", ended, speaker{}, context.Canceled, ""},
		{"not JSON", t.Context(), speaker{answer: `yes`}, nil, pathways.ReasonBadAnswer},
		{"beyond the scale", t.Context(), says("11"), nil, pathways.ReasonBadAnswer},
		{"half a score", t.Context(), says("0.5"), nil, pathways.ReasonBadAnswer},
	} {
		v, err := NewJudge(d, &c.speaker).Verdict(c.ctx, judged(d), rand.New(rand.NewPCG(1, 2)))
		reason, _ := pathways.ReasonOf(err)
		if v != nil || err == nil || reason != c.reason || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: verdict %+v, error %v", c.name, v, err)
		}
	}
}
