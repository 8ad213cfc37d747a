package tiny_test

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/ollama/ollama/api"

	"github.com/callmill/callmill/pathways/ollama/ollamatest"
	"github.com/callmill/callmill/pathways/ollama/tiny"
)

// BenchmarkAnswer is one call of a real server, with a schema, by the number of
// words that the model knows: what it takes, per token and in all, and how large
// the model is.
func BenchmarkAnswer(b *testing.B) {
	known := tiny.Words("Say what a person would type it names all of this pink birthday card for grandma")
	for _, words := range []int{50, 500, 3000} {
		b.Run("words="+strconv.Itoa(words), func(b *testing.B) {
			s := ollamatest.Start(b)
			m := tiny.Text(append(filler(words-len(known)), known...))
			s.Create(b, "copier", m)
			client := s.Client(b)
			stream := false
			var tokens int
			var writing float64
			call := func() {
				err := client.Generate(b.Context(), &api.GenerateRequest{
					Model: "copier", Stream: &stream, Format: json.RawMessage(querySchema),
					Prompt: "Say what a person would type. It names all of this: [[pink birthday card for grandma]]",
				}, func(r api.GenerateResponse) error {
					tokens += r.EvalCount
					writing += float64(r.EvalDuration.Nanoseconds())
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			call() // loads it
			tokens, writing = 0, 0
			for b.Loop() {
				call()
			}
			b.ReportMetric(writing/float64(tokens), "ns/token")
			b.ReportMetric(float64(tokens)/float64(b.N), "tokens/op")
			b.ReportMetric(float64(m.Size())/1e6, "MB")
		})
	}
}
