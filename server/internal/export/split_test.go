package export

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/sample"
)

func drawParts(t *rapid.T) []Part {
	n := rapid.IntRange(2, 5).Draw(t, "parts")
	weights := make([]float64, n)
	sum := 0.0
	for i := range weights {
		weights[i] = rapid.Float64Range(0.05, 1).Draw(t, "weight")
		sum += weights[i]
	}
	parts := make([]Part, n)
	for i := range parts {
		parts[i] = Part{Name: fmt.Sprintf("p%d", i), Share: weights[i] / sum}
	}
	return parts
}

func drawSample(t *rapid.T, i int) *sample.Sample {
	ids := func(what string) []string {
		return rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g", "h"}), 0, 3).Draw(t, what)
	}
	s := &sample.Sample{
		ID:         fmt.Sprintf("s-%d", i),
		Provenance: sample.Provenance{Nodes: ids("nodes"), Items: ids("items")},
	}
	if rapid.Bool().Draw(t, "context") {
		s.Context = &sample.Context{Item: &sample.Item{ID: rapid.SampledFrom([]string{"a", "b", "z"}).Draw(t, "item")}}
	}
	if rapid.IntRange(0, 3).Draw(t, "list") == 0 {
		if s.Context == nil {
			s.Context = &sample.Context{}
		}
		for _, id := range ids("listed") {
			s.Context.Items = append(s.Context.Items, &sample.Item{ID: id})
		}
	}
	if found := ids("found"); rapid.IntRange(0, 3).Draw(t, "dialogue") == 0 && len(found) > 0 {
		s.Messages = append(s.Messages, sample.Message{Role: sample.RoleTool, Content: resultOf(found)})
	}
	if found := ids("needed"); rapid.IntRange(0, 3).Draw(t, "steps") == 0 && len(found) > 0 {
		s.Calls = []sample.Call{{ID: "call_1", Result: resultOf(found)}}
	}
	query := rapid.SampledFrom([]string{"q1", "q2", "q3"})
	s.Messages = append(s.Messages, sample.Message{Role: sample.RoleUser, Content: query.Draw(t, "query")})
	if rapid.IntRange(0, 3).Draw(t, "half") == 0 {
		s.Provenance.Contrast = &sample.Contrast{Query: query.Draw(t, "other")}
	}
	return s
}

// resultOf is what a search returns that found items with these ids, and what was made
// meanwhile, which is none of the library.
func resultOf(ids []string) string {
	var found []string
	for _, id := range ids {
		found = append(found, `{"id":"`+id+`","kind":"photo","title":"of id \"x\""}`)
	}
	return `{"count":2,"results":[` + strings.Join(append(found, `{"id":"new-1"}`), ",") + `]}`
}

// No node and no item is in two parts where they are kept apart; every sample that
// is dropped would have been a leak; the same split gives the same, whatever the
// order.
func TestSplitDoesNotLeak(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := Split{
			Parts: drawParts(t), Seed: rapid.Uint64().Draw(t, "seed"),
			Apart: Apart(rapid.IntRange(0, 3).Draw(t, "apart")),
		}
		samples := make([]*sample.Sample, rapid.IntRange(1, 40).Draw(t, "samples"))
		where := map[string]int{}
		placed := make([]int, len(samples))
		for i := range samples {
			samples[i] = drawSample(t, i)
			part, ok := s.Part(samples[i])
			placed[i] = part
			if ok && (part < 0 || part >= len(s.Parts)) {
				t.Fatalf("part %d of %d", part, len(s.Parts))
			}
			if !ok {
				if s.Apart == ApartNone {
					t.Fatal("a sample is dropped though nothing is kept apart")
				}
				continue
			}
			for _, k := range keysOf(samples[i], s.Apart) {
				if before, seen := where[k]; seen && before != part {
					t.Fatalf("%s is in the parts %d and %d", k, before, part)
				}
				where[k] = part
			}
		}
		for i, sm := range slices.Backward(samples) {
			again := s
			if part, _ := again.Part(sm); part != placed[i] {
				t.Fatalf("sample %d is in part %d, and then in %d", i, placed[i], part)
			}
			keys := keysOf(sm, s.Apart)
			if placed[i] != dropped {
				continue
			}
			// What was dropped has two keys that alone go to different parts.
			first, apart := -1, false
			for _, k := range keys {
				alone, ok := s.Part(keySample(k))
				if !ok {
					t.Fatalf("%s alone is dropped", k)
				}
				apart = apart || (first >= 0 && alone != first)
				first = alone
			}
			if !apart {
				t.Fatalf("sample %d was dropped, though all of %v belong to one part", i, keys)
			}
		}
	})
}

// keysOf are the things that a sample is made from, of those kept apart.
func keysOf(s *sample.Sample, a Apart) []string {
	var keys []string
	if a&ApartNodes != 0 {
		for _, n := range s.Provenance.Nodes {
			keys = append(keys, "node "+n)
		}
	}
	if a&ApartItems != 0 {
		for _, i := range s.Provenance.Items {
			keys = append(keys, "item "+i)
		}
		if s.Context != nil && s.Context.Item != nil {
			keys = append(keys, "item "+s.Context.Item.ID)
		}
		if s.Context != nil {
			for _, it := range s.Context.Items {
				keys = append(keys, "item "+it.ID)
			}
		}
		var results []string
		for _, m := range s.Messages[:len(s.Messages)-1] {
			results = append(results, m.Content)
		}
		for _, c := range s.Calls {
			results = append(results, c.Result)
		}
		for _, m := range regexp.MustCompile(`"id":"([a-z])"`).FindAllStringSubmatch(strings.Join(results, "\n"), -1) {
			keys = append(keys, "item "+m[1])
		}
	}
	if c := s.Provenance.Contrast; c != nil {
		pair := []string{s.Query(), c.Query}
		slices.Sort(pair)
		keys = append(keys, "pair "+strings.Join(pair, " "))
	}
	return keys
}

// keySample is a sample that is made from one thing alone.
func keySample(key string) *sample.Sample {
	s := &sample.Sample{ID: key}
	if id, ok := strings.CutPrefix(key, "node "); ok {
		s.Provenance.Nodes = []string{id}
	} else if pair, ok := strings.CutPrefix(key, "pair "); ok {
		one, other, _ := strings.Cut(pair, " ")
		s.Messages = []sample.Message{{Role: sample.RoleUser, Content: one}}
		s.Provenance.Contrast = &sample.Contrast{Query: other}
	} else {
		s.Provenance.Items = []string{strings.TrimPrefix(key, "item ")}
	}
	return s
}

// The shares are right in expectation, of samples where nothing is kept apart, of
// nodes and items where they are: within 5 standard deviations of 20,000 draws,
// which fails by chance once in some hundred thousand checks.
func TestSplitShares(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := Split{Parts: drawParts(t), Seed: rapid.Uint64().Draw(t, "seed")}
		s.Apart = rapid.SampledFrom([]Apart{ApartNone, ApartNodes, ApartItems}).Draw(t, "apart")
		const n = 20_000
		counts := make([]int, len(s.Parts))
		for i := range n {
			key := fmt.Sprintf("%s %d", map[Apart]string{ApartNodes: "node", ApartItems: "item"}[s.Apart], i)
			part, ok := s.Part(keySample(key))
			if !ok {
				t.Fatal("dropped")
			}
			counts[part]++
		}
		for i, p := range s.Parts {
			sigma := math.Sqrt(n * p.Share * (1 - p.Share))
			if d := math.Abs(float64(counts[i]) - n*p.Share); d > 5*sigma {
				t.Errorf("part %d has %d of %d, want %.0f ± %.0f", i, counts[i], n, n*p.Share, 5*sigma)
			}
		}
	})
}

// Both halves of a pair are in the same part, or one of them in none; where nothing
// else is kept apart, none is dropped, and pairs fall by the shares.
func TestSplitKeepsPairs(t *testing.T) {
	t.Parallel()
	s := Split{Parts: []Part{{"a", 0.5}, {"b", 0.5}}, Seed: 3}
	counts := make([]int, 2)
	for i := range 2000 {
		queries := []string{fmt.Sprintf("crop %d to 1:1", i), fmt.Sprintf("crop %d to 4:5", i)}
		var parts []int
		for h, q := range queries {
			part, ok := s.Part(&sample.Sample{
				ID: fmt.Sprintf("s-%d-%d", i, h), Messages: []sample.Message{{Role: sample.RoleUser, Content: q}},
				Provenance: sample.Provenance{Contrast: &sample.Contrast{Query: queries[1-h]}},
			})
			if !ok {
				t.Fatal("a half is dropped")
			}
			parts = append(parts, part)
		}
		if parts[0] != parts[1] {
			t.Fatalf("the halves of %q are in the parts %v", queries, parts)
		}
		counts[parts[0]]++
	}
	if counts[0] < 850 || counts[0] > 1150 { // more than 6 standard deviations
		t.Errorf("pairs fall %v", counts)
	}
}

// Another seed gives another split, and nodes and items of the same name are not
// put together.
func TestSplitSeeds(t *testing.T) {
	t.Parallel()
	parts := []Part{{"a", 0.5}, {"b", 0.5}}
	one, two := Split{Parts: parts, Seed: 1, Apart: 3}, Split{Parts: parts, Seed: 2, Apart: 3}
	seeds, kinds := 0, 0
	for i := range 1000 {
		node, item := keySample(fmt.Sprintf("node %d", i)), keySample(fmt.Sprintf("item %d", i))
		x, _ := one.Part(node)
		y, _ := two.Part(node)
		z, _ := one.Part(item)
		if x != y {
			seeds++
		}
		if x != z {
			kinds++
		}
	}
	if seeds < 400 || seeds > 600 || kinds < 400 || kinds > 600 {
		t.Errorf("of 1000, %d differ between seeds and %d between nodes and items, want about half", seeds, kinds)
	}
}

func TestParseParts(t *testing.T) {
	t.Parallel()
	got, err := ParseParts("train=0.8, dev=.1,test=1e-1")
	if err != nil || !slices.Equal(got, []Part{{"train", 0.8}, {"dev", 0.1}, {"test", 0.1}}) {
		t.Errorf("found %v, %v", got, err)
	}
	if got, err := ParseParts(""); got != nil || err != nil {
		t.Errorf("found %v, %v", got, err)
	}
	for _, bad := range []string{
		"train", "train=", "=1", "train=2", "train=0,test=1", "train=-1,test=2", "train=NaN", "train=+Inf", "train=0.5",
		"a=0.5,A=0.5", "../x=1", "a b=1", "train=1,", ",", "train=0.8;test=0.2",
		strings.Repeat("x", 41) + "=1",
		"a=.05,b=.05,c=.05,d=.05,e=.05,f=.05,g=.05,h=.05,i=.05,j=.05,k=.05,l=.05,m=.05,n=.05,o=.05,p=.05,q=.2",
	} {
		if got, err := ParseParts(bad); err == nil {
			t.Errorf("%q gives %v", bad, got)
		}
	}
}

func TestParseApart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Apart{
		"": ApartNone, "none": ApartNone, "nodes": ApartNodes, "items": ApartItems,
		"nodes,items": ApartNodes | ApartItems, "items, nodes": ApartNodes | ApartItems, "both": ApartNodes | ApartItems,
	} {
		if got, err := ParseApart(text); err != nil || got != want {
			t.Errorf("%q gives %v, %v; want %v", text, got, err, want)
		}
	}
	for _, bad := range []string{"node", "none,nodes", "both,items", "nodes,", ","} {
		if got, err := ParseApart(bad); err == nil {
			t.Errorf("%q gives %v", bad, got)
		}
	}
}

// FuzzFlags has the values of all flags read: they give what can be used, and what
// is written of them reads back the same.
func FuzzFlags(f *testing.F) {
	for _, s := range []string{
		"train=0.8,dev=0.1,test=0.1", "a=1", "nodes,items", "both", "openai,bfcl", "a=1e-320,b=1", "=,=",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if parts, err := ParseParts(text); err == nil && text != "" {
			sum := 0.0
			var again []string
			for _, p := range parts {
				if !partName.MatchString(p.Name) || !(p.Share > 0) {
					t.Fatalf("%q gives the part %v", text, p)
				}
				sum += p.Share
				again = append(again, fmt.Sprintf("%s=%v", p.Name, p.Share))
			}
			if math.Abs(sum-1) > 1e-6 {
				t.Fatalf("%q sums to %v", text, sum)
			}
			if back, err := ParseParts(strings.Join(again, ",")); err != nil || !slices.Equal(back, parts) {
				t.Fatalf("%q gives %v, and that %v, %v", text, parts, back, err)
			}
			s := Split{Parts: parts}
			if p, ok := s.Part(&sample.Sample{ID: text}); !ok || p < 0 || p >= len(parts) {
				t.Fatalf("%q puts a sample into part %d", text, p)
			}
		}
		if a, err := ParseApart(text); err == nil {
			if back, err := ParseApart(a.String()); err != nil || back != a {
				t.Fatalf("%q gives %v, and that %v, %v", text, a, back, err)
			}
		}
		formats, err := ParseFormats([]string{text})
		if err == nil && (len(formats) == 0 || len(formats) > len(Formats())) {
			t.Fatalf("%q gives %d formats", text, len(formats))
		}
	})
}
