package check

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// pieces are what random queries and walks are made of: labels, parts of
// labels, titles, numbers, other words.
var pieces = []string{
	"pink", "blush", "black", "rose gold", "rose", "gold", "ROSE_GOLD", "birthday", "bday", "black friday", "friday",
	"wedding", "card", "greeting card", "greeting", "poster", "Pink Summer Sale", "pink summer", "Black Roses", "roses",
	"premium", "free", "newest first", "newest", "oldest first", "calm", "1", "two", "12", "16:9", "1:1", "a", "lovely",
	"not", "not the", "instead of", "no wait", "i mean",
}

func genQuestion(d *domain.Domain) *rapid.Generator[*sample.Sample] {
	return rapid.Custom(func(t *rapid.T) *sample.Sample {
		said := rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 7).Draw(t, "query")
		s := &sample.Sample{
			Messages: []sample.Message{{Role: sample.RoleUser, Content: strings.Join(said, " ")}},
			Tools:    []string{"find", "resize", "tag"},
		}
		tool := rapid.SampledFrom(d.Tools).Draw(t, "tool")
		if rapid.Bool().Draw(t, "context") {
			s.Context = &sample.Context{Item: &rapid.SampledFrom(d.Items).Draw(t, "item").Item}
		}
		var args []sample.Argument
		for _, p := range tool.Params {
			if !p.Required && rapid.IntRange(0, 2).Draw(t, "leave out "+p.Name) > 0 {
				continue
			}
			args = append(args, sample.Argument{Name: p.Name, JSON: genArgument(t, p, said)})
		}
		s.Calls = []sample.Call{{ID: "call_1", Name: tool.Name, Arguments: sample.ArgumentsJSON(args)}}
		return s
	})
}

func genArgument(t *rapid.T, p *domain.Param, said []string) string {
	switch p.Binding.Kind {
	case domain.BindValues:
		// One that is said, more often than not: else nothing would pass.
		all := p.Binding.Values
		near := slices.DeleteFunc(slices.Clone(all), func(v *domain.Value) bool {
			return !slices.ContainsFunc(v.Labels, func(l string) bool { return slices.Contains(said, l) })
		})
		if len(near) > 0 && rapid.IntRange(0, 3).Draw(t, "near") > 0 {
			all = near
		}
		return rapid.SampledFrom(all).Draw(t, p.Name).JSON
	case domain.BindRange:
		if !slices.Contains([]string{"width", "height", "limit"}, p.Name) {
			return "1"
		}
		return rapid.SampledFrom([]string{"1", "12"}).Draw(t, p.Name)
	case domain.BindContext:
		return rapid.SampledFrom([]string{`"i1"`, `"i2"`}).Draw(t, p.Name)
	case domain.BindWalk:
		from := rapid.SampledFrom([][]string{pieces, said, said, said}).Draw(t, "from")
		return sample.StringJSON(strings.Join(rapid.SliceOfN(rapid.SampledFrom(from), 1, 3).Draw(t, p.Name), " "))
	default:
		panic("no binding")
	}
}

func TestGroundingAgainstOracle(t *testing.T) {
	d := load(t, nil)
	p := New(d)
	questions := genQuestion(d)
	verdicts := map[pathways.Reason]int{}
	rapid.Check(t, func(t *rapid.T) {
		for range 20 {
			s := questions.Draw(t, "question")
			var got pathways.Reason
			r := p.Verify(s)
			if r != nil {
				if r.Stage != StageGrounding {
					t.Fatalf("%q with %s: %v", s.Query(), s.Calls[0].Arguments, r)
				}
				got = r.Reason
			}
			want := (&oracle{d: d}).judge(s)
			verdicts[want]++
			if got != want {
				t.Fatalf("%q with %s %s, context %v: %v, want %q",
					s.Query(), s.Calls[0].Name, s.Calls[0].Arguments, s.Context, r, want)
			}
		}
	})
	t.Log(verdicts)
	for _, reason := range []pathways.Reason{"", ReasonUngroundedArgument, ReasonUnusedMention} {
		if verdicts[reason] < 20 {
			t.Errorf("only %d questions with verdict %q", verdicts[reason], reason)
		}
	}
}
