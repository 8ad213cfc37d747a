package report

import (
	"fmt"
	"strings"
	"testing"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// half is one of a pair, the other of which asks for another color.
func half(id int, color, other string) *callmillv1.Sample {
	query := func(c string) string { return fmt.Sprintf("make lamp %d %s, please", id/2, c) }
	call := func(c string) []*callmillv1.Call {
		return []*callmillv1.Call{{Name: "set_light", ArgumentsJson: `{"color":"` + c + `","lamp":1}`}}
	}
	return &callmillv1.Sample{
		Id: fmt.Sprintf("s%d", id), Query: query(color), Calls: call(color),
		Messages: []*callmillv1.Message{{Role: callmillv1.Role_ROLE_USER, Content: query(color)}},
		Provenance: &callmillv1.Provenance{
			Pathway:  "phrase/a",
			Contrast: &callmillv1.Contrast{Query: query(other), Calls: call(other)},
		},
	}
}

func TestPairsSideBySide(t *testing.T) {
	c := ran(50, "", true)
	for _, s := range []*callmillv1.Sample{
		half(0, "red", "blue"), half(2, "red", "green"), half(1, "blue", "red"), half(4, "pink", "grey"),
	} {
		c.Frame(&callmillv1.Frame{Event: &callmillv1.Frame_Sample{Sample: s}})
	}
	page := render(t, c)
	for _, want := range []string{
		"2 of 4 halves have the other in the stream; where it is missing it was refused.",
		"make lamp 0 <mark>red</mark>, please", "make lamp 0 <mark>blue</mark>, please",
		`{&#34;color&#34;:&#34;<mark>red</mark>&#34;,&#34;lamp&#34;:1}`,
		"<code>s0</code> phrase/a", "<code>s1</code> phrase/a", "not in the stream",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the report does not say %s", want)
		}
	}
	// Whole pairs come first.
	if whole, part := strings.Index(page, "lamp 0 <mark>"), strings.Index(page, "lamp 1 <mark>"); whole > part {
		t.Errorf("the whole pair is at %d, the half alone at %d", whole, part)
	}
	if n := strings.Count(page, "not in the stream"); n != 2 {
		t.Errorf("%d halves are not in the stream, want 2", n)
	}
	if again := render(t, c); again != page {
		t.Error("written again it is another")
	}
	if strings.Contains(render(t, ran(50, "", true)), "Pairs that differ") {
		t.Error("a run without pairs shows some")
	}
}

// However many halves wait, few are kept, and all are counted.
func TestPairsAreBounded(t *testing.T) {
	var c contrasts
	const n = maxWaiting + 1000
	for i := range n {
		c.add(half(2*i, "red", "blue"))
	}
	c.add(half(2*n-1, "blue", "red"))
	if len(c.waiting) != maxWaiting-1 || len(c.order) > maxWaiting || len(c.pairs) != shownPairs {
		t.Errorf("kept %d and %d and %d", len(c.waiting), len(c.order), len(c.pairs))
	}
	if c.halves != n+1 || c.met != 2 || c.pairs[0].other == nil {
		t.Errorf("counted %d, %d of them with the other, and first %v", c.halves, c.met, c.pairs[0])
	}
}

func TestMarked(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"turn it on", "turn it off", "turn it [on]"},
		{"turn it on", "turn it on", "turn it on"},
		{"rot", "red", "[rot]"}, // whole words
		{"größe 10", "größe 100", "größe [10]"},
		{"a b", "a c b", "a b"},
		{"a c b", "a b", "a [c ]b"},
		{"", "x", ""},
		{"to and to", "to", "to[ and to]"},
	} {
		var got strings.Builder
		for _, m := range marked(c.a, c.b) {
			if m.Differ {
				got.WriteString("[" + m.Text + "]")
			} else {
				got.WriteString(m.Text)
			}
		}
		if got.String() != c.want {
			t.Errorf("%q beside %q: found %q, want %q", c.a, c.b, got.String(), c.want)
		}
	}
}

// What is refused for queries that are held out is counted over all pathways, from the
// closing report or, before there is one, from the decisions.
func TestRefusedAsHeldOut(t *testing.T) {
	c := ran(20, "", true)
	for i, reason := range []string{"held_out_equal", "held_out_near"} {
		p := c.completed.GetPathways()[i]
		p.Refused = append(p.Refused, &callmillv1.ReasonCount{
			Stage: "held_out", Reason: reason, Count: int64(1000 * (i + 2)),
		})
	}
	want := "5 queries; 5\u202f000 samples were refused: 2\u202f000 equal to one, 3\u202f000 near to one"
	if page := render(t, c); !strings.Contains(page, want) {
		t.Errorf("the report does not say %s", want)
	}
	if page := render(t, ran(20, "", true)); !strings.Contains(page, "5 queries; no sample equalled or was near to one") {
		t.Error("nothing was refused, and the report does not say so")
	}
}
