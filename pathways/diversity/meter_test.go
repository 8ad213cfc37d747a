package diversity_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/diversity"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// paints is a domain whose tool has an argument of every form.
func paints(tb testing.TB) *domain.Domain {
	tb.Helper()
	d, err := domain.Load(fstest.MapFS{
		"domain.yaml": {Data: []byte("name: paints\n")},
		"tools.json": {Data: []byte(`[{"name": "paint", "parameters": {"type": "object", "properties": {
  "color": {"type": "string"}, "title": {"type": "string"},
  "size": {"type": "object", "properties": {"width": {"type": "integer"}}, "additionalProperties": false},
  "tags": {"type": "array", "items": {"type": "string"}}}, "required": ["color"], "additionalProperties": false}}]`)},
		"graph.yaml": {Data: []byte("nodes:\n  color:\n" +
			"    pink: {synonyms: [hot rose], value: '#ff00aa'}\n    blue:\n    red:\n")},
		"content.jsonl": {Data: []byte(`{"id": "p1", "title": "a dog", "kind": "photo"}
{"id": "v1", "title": "a cat", "kind": "clip"}
`)},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// asked is a sample of a query and its calls.
func asked(id, query string, calls ...string) *sample.Sample {
	s := &sample.Sample{ID: id, Messages: []sample.Message{
		{Role: sample.RoleUser, Content: "an earlier turn with quite other words"},
		{Role: sample.RoleUser, Content: query},
	}}
	for _, arguments := range calls {
		s.Calls = append(s.Calls, sample.Call{Name: "paint", Arguments: arguments})
	}
	return s
}

func TestMeter(t *testing.T) {
	t.Parallel()
	m := diversity.NewMeter(paints(t), []string{"phrase/a", "phrase/b", "phrase/idle"})
	one := asked("1", "paint it hot rose please now", `{"color":"#ff00aa"}`)
	one.Provenance.Nodes = []string{"color/pink", "color/pink", "color/none"}
	one.Provenance.Items = []string{"v1"}
	two := asked("2", "tag the blue dog with sea, sun", `{"color":"blue","tags":["sea","sun","no"]}`)
	two.Context = &sample.Context{Item: &sample.Item{ID: "p1", Kind: "photo"}}
	two.Provenance.Items = []string{"p1", "gone"}
	two.Provenance.Nodes = []string{"color/blue"}
	three := asked("3", "paint 300", `{"color":"blue","size":{"width":300}}`, `{"color":"red","other":"paint"}`)
	three.Context = &sample.Context{Items: []*sample.Item{{ID: "v1", Kind: "clip"}}}
	four := asked("4", "")
	m.Add(0, one)
	m.Add(0, two)
	m.Add(1, three)
	m.Add(1, four)
	got := m.Figures()
	if len(got) != 3 || got[0].Pathway != "phrase/a" || got[1].Pathway != "phrase/b" || got[2].Pathway != "" {
		t.Fatalf("found %+v", got)
	}
	// hot rose in 2 of 6; blue 2 of 7, sea 5, sun 6 of 7; 300 in 1 of 2.
	if a := got[0]; a.Positions != [3]int64{1, 1, 2} || a.Samples != 2 || a.LeastWords != 6 || a.MostWords != 7 ||
		a.MedianWords != 6.5 || a.Nodes != (diversity.Coverage{Used: 2, All: 3}) ||
		a.Items != (diversity.Coverage{Used: 2, All: 2}) ||
		!slices.Equal(a.Kinds, []diversity.Count{{Name: "clip", Count: 1}, {Name: "photo", Count: 1}}) ||
		!slices.Equal(a.Vocabulary, []diversity.Growth{{Queries: 2, Words: 13}}) {
		t.Errorf("found %+v", a)
	}
	if b := got[1]; b.Positions != [3]int64{0, 1, 0} || b.LeastWords != 0 || b.MedianWords != 1 ||
		!slices.Equal(b.Kinds, []diversity.Count{{Name: "", Count: 1}, {Name: "clip", Count: 1}}) {
		t.Errorf("found %+v", b)
	}
	all := got[2]
	if all.Samples != 4 || all.Positions != [3]int64{1, 2, 2} || all.MeanWords != 15./4 || all.Measured != 4 ||
		all.Nodes.Used != 2 || all.Items.Used != 2 || all.Vocabulary[0].Words != 14 {
		t.Errorf("found %+v", all)
	}
	var entropies []string
	for _, e := range all.Entropies {
		entropies = append(entropies, fmt.Sprintf("%s %.3f %d/%d", e.Argument, e.Bits, e.Values, e.Calls))
	}
	// Of four colors two are the same.
	if want := "color 1.500 3/4, size 0.000 1/1, tags 0.000 1/1"; strings.Join(entropies, ", ") != want {
		t.Errorf("found %v, want %s", entropies, want)
	}
}

// colorful are samples at random: who wrote each, and what.
func colorful(rng *rand.Rand, n, pathways int) (by []int, samples []*sample.Sample) {
	words := []string{"paint", "a", "red", "blue", "hot", "rose", "dog", "sea", "please", "now", "it"}
	for i := range n {
		query := make([]string, rng.IntN(9))
		for j := range query {
			query[j] = words[rng.IntN(len(words))]
		}
		color := []string{"red", "blue", "#ff00aa", fmt.Sprint("c", rng.IntN(7))}[rng.IntN(4)]
		s := asked(fmt.Sprintf("s%d", i), strings.Join(query, " "), fmt.Sprintf(`{"color":%q,"title":"x"}`, color))
		s.Provenance.Items = [][]string{nil, {"p1"}, {"v1", "p1"}}[rng.IntN(3)]
		by, samples = append(by, rng.IntN(pathways)), append(samples, s)
	}
	return by, samples
}

// What the meter says is what counting all of it at the end says.
func TestMeterAgainstCounting(t *testing.T) {
	t.Parallel()
	d := paints(t)
	rapid.Check(t, func(t *rapid.T) {
		by, samples := colorful(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)), 400, 3)
		m := diversity.NewMeter(d, []string{"a", "b", "c"})
		var queries, colors []string
		var lengths []int
		for i, s := range samples {
			m.Add(by[i], s)
			queries = append(queries, s.Query())
			lengths = append(lengths, len(domain.Words(s.Query())))
			colors = append(colors, s.Calls[0].Arguments)
		}
		all := m.Figures()[3]
		corpus := diversity.NewCorpus(queries)
		for i, at := range []int{100, 300, 400} {
			want := diversity.Growth{Queries: int64(at), Words: int64(corpus.Vocabulary(at)[0])}
			if all.Vocabulary[i] != want {
				t.Fatalf("vocabulary %v, want %v", all.Vocabulary[i], want)
			}
		}
		slices.Sort(lengths)
		if want := float64(lengths[199]+lengths[200]) / 2; all.MedianWords != want || all.MostWords != lengths[399] {
			t.Fatalf("median %v, want %v", all.MedianWords, want)
		}
		if got, want := all.Entropies[0].Bits, entropyOf(colors); math.Abs(got-want) > 1e-9 {
			t.Fatalf("entropy %v, want %v", got, want)
		}
		if all.Distinct[1] != corpus.Distinct(2) || math.Abs(all.SelfBLEU-corpus.SelfBLEU(400, 1)) > 1e-12 {
			t.Fatalf("found %+v", all)
		}
		sum := int64(0)
		for _, k := range all.Kinds {
			sum += k.Count
		}
		if sum != 400 || all.Entropies[1].Bits != 0 {
			t.Fatalf("kinds of %d samples, title %v bits", sum, all.Entropies[1].Bits)
		}
	})
}

func entropyOf(values []string) float64 {
	counts := map[string]int{}
	for _, v := range values {
		counts[v]++
	}
	bits := 0.0
	for _, n := range counts {
		p := float64(n) / float64(len(values))
		bits -= p * math.Log2(p)
	}
	return bits
}

// A pathway's figures are of its own samples, wherever it stands in the list and
// whatever comes between; equal samples give equal figures.
func TestMeterOrder(t *testing.T) {
	t.Parallel()
	d := paints(t)
	by, samples := colorful(rand.New(rand.NewPCG(3, 4)), 9000, 3)
	names := []string{"a", "b", "c"}
	figures := func(order []int, only int) map[string]diversity.Figures {
		list, place := make([]string, len(order)), make([]int, len(order))
		for i, p := range order {
			list[i], place[p] = names[p], i
		}
		m := diversity.NewMeter(d, list)
		for i, s := range samples {
			if only < 0 || by[i] == only {
				m.Add(place[by[i]], s)
			}
		}
		out := map[string]diversity.Figures{}
		for _, f := range m.Figures() {
			out[f.Pathway] = f
		}
		return out
	}
	want := figures([]int{0, 1, 2}, -1)
	if want[""].Measured != 2000 || want["a"].Measured != 2000 || len(want) != 4 {
		t.Fatalf("found %+v", want)
	}
	for _, order := range [][]int{{0, 1, 2}, {2, 0, 1}, {2, 1, 0}} {
		if got := figures(order, -1); !reflect.DeepEqual(got, want) {
			t.Errorf("order %v gives %+v, want %+v", order, got, want)
		}
	}
	for p, name := range names {
		if got := figures([]int{0, 1, 2}, p)[name]; !reflect.DeepEqual(got, want[name]) {
			t.Errorf("%s alone gives %+v, want %+v", name, got, want[name])
		}
	}
}

// What a meter keeps of what was never seen before is bounded.
func TestMeterBounds(t *testing.T) {
	t.Parallel()
	m := diversity.NewMeter(paints(t), []string{"a"})
	const n = 6000
	for i := range n {
		// 30 new words a query, and a new value.
		var b strings.Builder
		for j := range 30 {
			fmt.Fprintf(&b, "w%dx%d ", i, j)
		}
		m.Add(0, asked(strconv.Itoa(i), b.String(), fmt.Sprintf(`{"color":"c%d"}`, i)))
	}
	f := m.Figures()[1]
	e := f.Entropies[0]
	if e.Values != 4097 || e.Calls != n || f.Vocabulary[len(f.Vocabulary)-1].Words != 1<<17 || f.Measured != 2000 {
		t.Errorf("found %+v", f)
	}
	others := float64(n-4096) / n
	if want := 4096./n*math.Log2(n) - others*math.Log2(others); math.Abs(e.Bits-want) > 1e-9 {
		t.Errorf("entropy %v, want %v", e.Bits, want)
	}
}

func BenchmarkMeter(b *testing.B) {
	d := paints(b)
	m := diversity.NewMeter(d, []string{"a", "b"})
	var samples []*sample.Sample
	for i := range 4096 {
		s := asked(fmt.Sprintf("7f3a%012d", i),
			fmt.Sprintf("can you paint the old dog %d in hot rose for my sister please", i%500),
			fmt.Sprintf(`{"color":"#ff00aa","size":{"width":%d},"title":"old dog"}`, i%500))
		s.Provenance.Nodes, s.Provenance.Items = []string{"color/pink"}, []string{"p1"}
		samples = append(samples, s)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		m.Add(i&1, samples[i%len(samples)])
		i++
	}
}

func BenchmarkMeterFigures(b *testing.B) {
	m := diversity.NewMeter(paints(b), []string{"a"})
	_, samples := colorful(rand.New(rand.NewPCG(1, 1)), 5000, 1)
	for _, s := range samples {
		m.Add(0, s)
	}
	for b.Loop() {
		m.Figures()
	}
}
