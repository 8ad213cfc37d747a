package domain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// shareOfNone is how many queries of a derived target call nothing.
const shareOfNone = 0.05

// DerivedTarget returns the target that the domain gets if it brings none, as
// the text of a target.yaml: each tool as often as the others, few arguments more
// often than many, short queries more often than long ones, every phrasing. What
// nobody can say in so few words is declared impossible.
func (d *Domain) DerivedTarget() string {
	var b strings.Builder
	b.WriteString("marginals:\n  tool:\n")
	for _, t := range d.Tools {
		fmt.Fprintf(&b, "    %s: %v\n", sample.StringJSON(t.Name), (1-shareOfNone)/float64(len(d.Tools)))
	}
	fmt.Fprintf(&b, "    %s: %g\n", sample.BucketNone, shareOfNone)
	words := &d.Facets[d.Facet(sample.FacetWords)]
	b.WriteString("  words: " + d.wordShares(words) + "\n")
	b.WriteString("conditionals:\n")
	for _, t := range d.Tools {
		shares := d.argumentShares(t)
		fmt.Fprintf(&b, "  - {facet: arguments, given: {tool: %s}, shares: %s}\n", sample.StringJSON(t.Name), shares)
	}
	b.WriteString("impossible:\n")
	b.WriteString("  - {calls: [\"2+\"]}\n")
	for _, t := range d.Tools {
		d.tooFewWords(&b, t)
	}
	if few := bucketsBelow(words, 4); len(few) > 0 && d.phrasingHas("question", "wish") {
		fmt.Fprintf(&b, "  - {phrasing: [question, wish], words: [%s]}\n", strings.Join(few, ", "))
	}
	if long := bucketsFrom(words, 11); len(long) > 0 {
		fmt.Fprintf(&b, "  - {tool: [%s], words: [%s]}\n", sample.BucketNone, strings.Join(long, ", "))
	}
	if d.phrasingHas("keywords") {
		if long := bucketsFrom(words, 11); len(long) > 0 {
			fmt.Fprintf(&b, "  - {phrasing: [keywords], words: [%s]}\n", strings.Join(long, ", "))
		}
	}
	return b.String()
}

// tooFewWords writes the lengths in which a tool cannot be asked for, by its
// number of arguments.
func (d *Domain) tooFewWords(b *strings.Builder, t *Tool) {
	words, arguments := &d.Facets[d.Facet(sample.FacetWords)], &d.Facets[d.Facet(sample.FacetArguments)]
	for i := t.Least(); i < len(arguments.Buckets) && i <= t.Givable(); i++ {
		if few := bucketsBelow(words, d.leastWords(t, i-t.Required())); len(few) > 0 {
			fmt.Fprintf(b, "  - {tool: [%s], arguments: [%s], words: [%s]}\n", sample.StringJSON(t.Name),
				sample.StringJSON(arguments.Buckets[i]), strings.Join(few, ", "))
		}
	}
}

func (d *Domain) phrasingHas(names ...string) bool {
	f := &d.Facets[d.Facet(sample.FacetPhrasing)]
	for _, n := range names {
		if f.Bucket(n) < 0 {
			return false
		}
	}
	return true
}

// leastWords is how many words a request for the tool takes at least, with so
// many arguments more than all calls have: its object and verb, as in a search
// box, the arguments that all calls have, and a word for each of the others.
func (d *Domain) leastWords(t *Tool, more int) int {
	w := d.wordsOf(t)
	n := len(strings.Fields(w.object))
	if w.main == nil || w.onItem {
		n += len(strings.Fields(w.plainVerb()))
	}
	for _, p := range t.Leaves() {
		switch {
		case !p.certain || !p.Said():
		case slices.Contains(w.mains, p) || slices.Contains(w.before, p) || p.Binding.Kind == BindValues:
			n++
		default:
			n += 2
		}
	}
	return max(n, 1) + more
}

// wordShares gives short queries more than long ones, and no share to lengths
// in which hardly any tool can be asked for.
func (d *Domain) wordShares(f *sample.Facet) string {
	weights := make([]float64, len(f.Buckets))
	sum := 0.0
	for i := range weights {
		_, high := wordEdge(f, i)
		able := 0.0
		for _, t := range d.Tools {
			if high >= d.leastWords(t, 0)+2 {
				able += 1 / float64(len(d.Tools))
			}
		}
		// The second bucket is the largest: three words say little.
		weight := []float64{0.12, 0.33, 0.33, 0.16}[min(i, 3)]
		if i > 3 {
			weight = 0.06
		}
		weights[i] = weight * able * able
		sum += weights[i]
	}
	if sum == 0 {
		weights[len(weights)-1], sum = 1, 1
	}
	shares := make([]string, len(weights))
	for i, w := range weights {
		shares[i] = fmt.Sprintf("%s: %v", sample.StringJSON(f.Buckets[i]), w/sum)
	}
	return "{" + strings.Join(shares, ", ") + "}"
}

// argumentShares gives most to a few arguments: a call without any is rarely worth
// asking for where it could have some, and few people say more than three.
func (d *Domain) argumentShares(t *Tool) string {
	f := &d.Facets[d.Facet(sample.FacetArguments)]
	open := len(f.Buckets) - 1
	low, high := min(t.Least(), open), min(t.Givable(), open)
	weight := func(i int) float64 {
		switch more := i - low; {
		case i == 0 && high > 0:
			return 0.3
		case i == 0 || more < 2 || i < 3 && more < 3:
			return 1
		default:
			return max(0.6-0.2*float64(i-3), 0.1)
		}
	}
	sum := 0.0
	for i := low; i <= high; i++ {
		sum += weight(i)
	}
	var shares []string
	for i := low; i <= high; i++ {
		shares = append(shares, fmt.Sprintf("%s: %v", sample.StringJSON(f.Buckets[i]), weight(i)/sum))
	}
	return "{" + strings.Join(shares, ", ") + "}"
}

// wordEdge returns the least and the greatest number of words of a bucket.
func wordEdge(f *sample.Facet, i int) (low, high int) {
	first, last, closed := strings.Cut(f.Buckets[i], "-")
	if text, open := strings.CutSuffix(f.Buckets[i], "+"); open {
		low, _ = strconv.Atoi(text) // the facet made the name of numbers
		return low, MaxTextBytes
	}
	low, _ = strconv.Atoi(first)
	if !closed {
		return low, low
	}
	high, _ = strconv.Atoi(last)
	return low, high
}

func bucketsBelow(f *sample.Facet, words int) []string {
	var list []string
	for i, b := range f.Buckets {
		if _, high := wordEdge(f, i); high < words {
			list = append(list, sample.StringJSON(b))
		}
	}
	return list
}

func bucketsFrom(f *sample.Facet, words int) []string {
	var list []string
	for i, b := range f.Buckets {
		if low, _ := wordEdge(f, i); low >= words {
			list = append(list, sample.StringJSON(b))
		}
	}
	return list
}

// targetText returns the domain's target, or the derived one where there is no
// file.
func (l *loader) targetText() (*source, []byte, bool) {
	f := l.manifest.target
	if !l.noFile(f) {
		data, ok := l.folder.text(f.name, MaxFileBytes, f.fault)
		return &source{name: f.name, faults: l.faults}, data, ok
	}
	if l.d.Grammar == nil || len(l.faults.faults) > 0 {
		return nil, nil, false // it would have the faults of what it is derived from
	}
	return &source{name: derivedTargetFile, faults: l.faults}, []byte(l.d.DerivedTarget()), true
}
