package phrase_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

// Every twist is written so that the facet measures it and the checks see what is
// meant: the sample passes, and one with what was taken back, what is not wanted,
// another item of the list, or the number without its unit does not.
func TestTwists(t *testing.T) {
	t.Parallel()
	for twist, sayable := range map[string]func(*pathways.Brief) bool{
		sample.TwistPlain:       func(*pathways.Brief) bool { return true },
		sample.TwistCorrection:  func(*pathways.Brief) bool { return true },
		sample.TwistNegation:    func(*pathways.Brief) bool { return true },
		sample.TwistReference:   func(*pathways.Brief) bool { return true },
		sample.TwistNumberWords: func(*pathways.Brief) bool { return true },
		// One end of a range that is not called a least or most is no range, nor is
		// one of a unit a plural.
		sample.TwistRange: func(b *pathways.Brief) bool { return b.Calls[0].Argument("end") != nil },
		sample.TwistUnits: func(b *pathways.Brief) bool { return len(faces(b)) > 0 },
	} {
		t.Run(twist, func(t *testing.T) {
			t.Parallel()
			d := load(t)
			p, err := phrase.Grammar(d)
			if err != nil {
				t.Fatal(err)
			}
			w := &twister{d: d, p: p, checks: check.New(d), drafter: brief.New(d)}
			for i := range uint64(2000) {
				w.write(t, i, twist, sayable)
			}
			t.Logf("%d written, %d in the twist, %d passed, %d mutants; such as\n%s", w.wrote, w.met, w.passed, w.mutants,
				strings.Join(w.queries[:min(12, len(w.queries))], "\n"))
			if w.wrote < 500 || w.met*100 < 97*w.wrote || w.passed*100 < 97*w.wrote {
				t.Errorf("of %d only %d are in the twist and %d pass", w.wrote, w.met, w.passed)
			}
			same := []string{sample.TwistPlain, sample.TwistNumberWords, sample.TwistRange}
			if !slices.Contains(same, twist) && w.mutants < w.wrote/2 {
				t.Errorf("only %d mutants of %d", w.mutants, w.wrote)
			}
		})
	}
}

// twister writes and counts.
type twister struct {
	d       *domain.Domain
	p       *phrase.Pathway
	checks  *check.Pipeline
	drafter *brief.Drafter

	wrote, met, passed, mutants int
	queries                     []string
}

func (w *twister) write(t *testing.T, i uint64, twist string, sayable func(*pathways.Brief) bool) {
	t.Helper()
	rng := rand.New(rand.NewPCG(i, 21))
	at := w.d.Facet(sample.FacetTwist)
	buckets := make([]string, len(w.d.Facets))
	buckets[at] = twist
	b, err := w.drafter.Draft(i, buckets, rng)
	if err != nil || !w.p.CanServe(b) || b.Reply != nil || len(b.Calls) == 0 || !sayable(b) {
		return
	}
	c, err := w.p.Write(t.Context(), b, rng)
	if err != nil {
		t.Fatalf("slot %d: %v", i, err)
	}
	s := sampleOf(w.d, c)
	w.wrote++
	w.queries = append(w.queries, s.Query())
	if f := &w.d.Facets[at]; f.Buckets[f.Measure(s)] == twist {
		w.met++
	}
	if w.checks.Verify(s) != nil {
		return
	}
	w.passed++
	for _, wrong := range mutants(b, twist, s.Query()) {
		m := *s
		m.Calls = wrong.SampleCalls()
		w.mutants++
		if w.checks.Verify(&m) == nil {
			t.Errorf("%q passes with %v instead of %v", s.Query(), m.Calls, s.Calls)
		}
	}
}

// mutants are briefs with what the query says and does not mean.
func mutants(b *pathways.Brief, twist, query string) []*pathways.Brief {
	var out []*pathways.Brief
	if twist == sample.TwistReference {
		for _, it := range b.Screen {
			if it != b.Calls[0].Item {
				out = append(out, changed(b, sample.StringJSON(b.Calls[0].Item.ID), sample.StringJSON(it.ID)))
			}
		}
		return out
	}
	if twist == sample.TwistUnits {
		for was, now := range faces(b) {
			out = append(out, changed(b, was, now))
		}
		return out
	}
	if twist != sample.TwistCorrection && twist != sample.TwistNegation {
		return nil
	}
	words := " " + strings.Join(domain.Words(query), " ") + " "
	for j := range b.Calls[0].Arguments {
		a := &b.Calls[0].Arguments[j]
		if a.Value == nil {
			out = append(out, withOtherNumbers(b, j, query)...)
			continue
		}
		for _, v := range a.Param.Binding.Values {
			if v != a.Value && saidOnce(words, v, b) {
				m := *b
				m.Calls = slices.Clone(b.Calls)
				m.Calls[0].Arguments = slices.Clone(b.Calls[0].Arguments)
				m.Calls[0].Arguments[j].JSON = v.JSON
				out = append(out, &m)
			}
		}
	}
	return out
}

// saidOnce says whether a value stands in the words, and is not that of another
// argument nor part of something else that is said.
func saidOnce(words string, v *domain.Value, b *pathways.Brief) bool {
	for j := range b.Calls[0].Arguments {
		a := &b.Calls[0].Arguments[j]
		said := []string{a.JSON}
		if a.Value != nil {
			said = append(said, a.Value.Labels...)
		}
		for _, n := range a.Nodes {
			said = append(said, n.Labels()...)
		}
		for _, l := range v.Labels {
			for _, other := range said {
				if strings.Contains(strings.ToLower(other), strings.ToLower(l)) {
					return false
				}
			}
		}
	}
	if b.Context != nil && strings.Contains(words, strings.ToLower(b.Context.Kind)) &&
		slices.Contains(v.Labels, b.Context.Kind) {
		return false
	}
	return slices.ContainsFunc(v.Labels, func(l string) bool {
		return strings.Contains(words, " "+strings.Join(domain.Words(l), " ")+" ")
	})
}

var wholeNumber = regexp.MustCompile(`(?:^| )([0-9]+)(?:$|[ ,.?!…])`)

// withOtherNumbers are briefs with a number of the query that no argument has.
func withOtherNumbers(b *pathways.Brief, j int, query string) []*pathways.Brief {
	a := &b.Calls[0].Arguments[j]
	if a.Param.Binding.Kind != domain.BindRange {
		return nil
	}
	var out []*pathways.Brief
	for _, m := range wholeNumber.FindAllStringSubmatch(query, -1) {
		v, _ := strconv.ParseFloat(m[1], 64)
		taken := slices.ContainsFunc(b.Calls[0].Arguments, func(o pathways.Argument) bool {
			return o.JSON == m[1] || strings.Contains(o.JSON, m[1]) ||
				o.Value != nil && slices.ContainsFunc(o.Value.Labels, func(l string) bool { return strings.Contains(l, m[1]) })
		})
		// What the schema says of itself, nobody has to say.
		taken = taken || a.Param.Name == "quality" && m[1] == "90"
		if r := &a.Param.Binding.Range; !taken && v >= r.Min && v <= r.Max {
			out = append(out, changed(b, a.JSON, m[1]))
		}
	}
	return out
}

// changed is the brief with another value in place of one.
func changed(b *pathways.Brief, was, now string) *pathways.Brief {
	m := *b
	m.Calls = slices.Clone(b.Calls)
	m.Calls[0].Arguments = slices.Clone(b.Calls[0].Arguments)
	for j := range m.Calls[0].Arguments {
		if a := &m.Calls[0].Arguments[j]; a.JSON == was {
			a.JSON = now
			break
		}
	}
	return &m
}

// faces are the numbers that stand in a query in other units, by the arguments'.
func faces(b *pathways.Brief) map[string]string {
	out := map[string]string{}
	for j := range b.Calls[0].Arguments {
		a := &b.Calls[0].Arguments[j]
		if a.Param.Binding.Kind != domain.BindRange {
			continue
		}
		r := &a.Param.Binding.Range
		for _, unit := range r.OtherUnits() {
			text, ok := domain.InUnit(a.Number, r.Scales[unit])
			v, _ := strconv.ParseFloat(text, 64)
			fits := v >= 0.5 && (!r.Integer || v == float64(int(v)))
			taken := slices.ContainsFunc(b.Calls[0].Arguments, func(o pathways.Argument) bool {
				return o.Param.Binding.Kind == domain.BindRange && o.Number == v
			})
			if ok && text != "1" && text != "0.5" && fits && !taken {
				out[a.JSON] = text
			}
		}
	}
	return out
}

// A twist that a brief does not ask for changes nothing.
func TestTwistsAreDeterministic(t *testing.T) {
	t.Parallel()
	d := load(t)
	drafter := brief.New(d)
	at := d.Facet(sample.FacetTwist)
	for _, p := range all(t, d) {
		for i := range uint64(300) {
			buckets := make([]string, len(d.Facets))
			buckets[at] = d.Facets[at].Buckets[i%uint64(len(d.Facets[at].Buckets))]
			b, err := drafter.Draft(i, buckets, rand.New(rand.NewPCG(i, 1)))
			if err != nil || !p.CanServe(b) {
				continue
			}
			first, err1 := p.Write(t.Context(), b, rand.New(rand.NewPCG(i, 2)))
			second, err2 := p.Write(t.Context(), b, rand.New(rand.NewPCG(i, 2)))
			if fmt.Sprint(err1) != fmt.Sprint(err2) ||
				err1 == nil && sample.LastUser(first.Messages) != sample.LastUser(second.Messages) {
				t.Fatalf("%s, slot %d: %v, %v, then %v, %v", p.Name(), i, first, err1, second, err2)
			}
		}
	}
}
