package phrase

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

func TestText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"  find  me \x01 old card ":             "find me an old card",
		"\x01 red , blue and \x01 \"orange\" ?": "a red, blue and an \"orange\"?",
		"\x01 unicorn":                          "a unicorn",
		"\x01 hour":                             "an hour",
		"\x01 8 px line":                        "an 8 px line",
		"\x01 Easter egg!":                      "an Easter egg!",
		"\x01":                                  "a",
		"just \x02just once\x03, please":        "just once, please",
	} {
		r := &renderer{buf: []byte(in)}
		if got := string(r.text()); got != want {
			t.Errorf("text of %q is %q, want %q", in, got, want)
		}
	}
}

// A word of an argument that is said twice is its name, and stays.
func TestDoubledNamesStay(t *testing.T) {
	t.Parallel()
	name := strings.Repeat("Bora ", 2)
	r := &renderer{buf: []byte("see \x02" + name + "\x03 soon")}
	if got := string(r.text()); got != "see "+name+"soon" {
		t.Errorf("text is %q", got)
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	write := func(r *renderer, v float64, units []string) string {
		r.buf = r.buf[:0]
		r.number(v, units)
		return string(r.buf)
	}
	r := &renderer{pathway: &Pathway{}, voice: &voice{english: true}, rng: rand.New(rand.NewPCG(1, 1))}
	seen := map[string]bool{}
	for range 200 {
		seen[write(r, 1080, []string{"px", "%"})] = true
	}
	for _, want := range []string{"1080", "1080 px", "1080%"} {
		if !seen[want] {
			t.Errorf("never wrote %q", want)
		}
	}
	if len(seen) != 3 {
		t.Errorf("wrote %v", seen)
	}
	if got := write(r, 0.5, nil); got != "0.5" {
		t.Errorf("wrote %q", got)
	}
}

func TestContainsWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, label string
		want        bool
	}{
		{"Pink Birthday Card", "birthday", true},
		{"Pink Birthday Card", "pink birthday", true},
		{"Pinkish card", "pink", false},
		{"card", "birthday card", false},
		{"a postcard", "card", false},
	} {
		if containsWords(c.text, c.label) != c.want {
			t.Errorf("containsWords(%q, %q) is %v", c.text, c.label, !c.want)
		}
	}
}

// An optional part with arguments is said exactly when the call has them, and
// an alternative that needs an argument the call lacks is never drawn.
func TestOptionalPartsFollowTheCall(t *testing.T) {
	t.Parallel()
	color, size := &domain.Param{Name: "color"}, &domain.Param{Name: "size"}
	for _, p := range []*domain.Param{color, size} {
		p.Binding = domain.Binding{Kind: domain.BindValues}
	}
	tool := &domain.Tool{Name: "paint", Params: []*domain.Param{color, size}}
	production := func(text string) *domain.Production {
		p, err := domain.ParseProduction(text)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	g := &domain.Grammar{
		Phrasings: []domain.Phrasing{{Say: []*domain.Production{production("<request>")}}},
		Tools: map[string]map[string][]*domain.Production{"paint": {"request": {
			production("paint[ it {color}][ in {size}]"), production("make it {size} and {color}"),
		}}},
	}
	c, err := compileTool(g, tool, false)
	if err != nil {
		t.Fatal(err)
	}
	argument := func(p *domain.Param, label string) pathways.Argument {
		return pathways.Argument{Param: p, Value: &domain.Value{Labels: []string{label}}}
	}
	red, big := argument(color, "red"), argument(size, "big")
	for _, c2 := range []struct {
		args []pathways.Argument
		want map[string]bool
	}{
		{nil, map[string]bool{"paint": true}},
		{[]pathways.Argument{red}, map[string]bool{"paint it red": true}},
		{[]pathways.Argument{red, big}, map[string]bool{"paint it red in big": true, "make it big and red": true}},
	} {
		b := &pathways.Brief{Calls: []pathways.PlannedCall{{Tool: tool, Arguments: c2.args}}}
		got := map[string]bool{}
		for i := range uint64(50) {
			r := &renderer{
				pathway: &Pathway{source: fromGraph}, voice: &voice{}, brief: b, have: have(b),
				rng: rand.New(rand.NewPCG(i, 0)),
			}
			a := r.pick(c.say[0], 0)
			if a == nil || !r.expand(a, 0) || r.said != r.have {
				t.Fatalf("with %d arguments nothing was said", len(c2.args))
			}
			got[string(r.text())] = true
		}
		if len(got) != len(c2.want) {
			t.Errorf("with %d arguments it said %v, want %v", len(c2.args), got, c2.want)
		}
		for text := range c2.want {
			if !got[text] {
				t.Errorf("with %d arguments it never said %q", len(c2.args), text)
			}
		}
	}
}
