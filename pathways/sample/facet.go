package sample

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Names of the facets that every domain has.
const (
	FacetTool      = "tool"
	FacetCalls     = "calls"
	FacetWords     = "words"
	FacetArguments = "arguments"
	FacetPhrasing  = "phrasing"
	FacetModality  = "modality"
)

// Standard says whether every domain may have a facet of that name: a domain's own
// have other names.
func Standard(facet string) bool {
	switch facet {
	case FacetTool, FacetCalls, FacetWords, FacetArguments, FacetPhrasing, FacetModality,
		FacetAnswer, FacetTurns, FacetOffered, FacetTwist, FacetLanguage:
		return true
	}
	return false
}

// BucketNone is the tool facet's bucket for samples that call nothing.
const BucketNone = "none"

// BucketOther is the last bucket of facets whose other buckets need not cover
// every sample; it makes them total.
const BucketOther = "other"

// Facet is a total function from a finished sample to one of its buckets.
type Facet struct {
	Name    string
	Buckets []string
	measure func(*Sample) int
}

// Measure returns the index of the bucket that s falls in. It reads the
// finished sample only, never what was intended.
func (f *Facet) Measure(s *Sample) int { return f.measure(s) }

// Bucket returns the index of the bucket called name, or -1.
func (f *Facet) Bucket(name string) int {
	for i, b := range f.Buckets {
		if b == name {
			return i
		}
	}
	return -1
}

// ToolFacet measures the first call's tool, or none.
func ToolFacet(tools []string) Facet {
	buckets := append(append([]string{}, tools...), BucketNone)
	index := make(map[string]int, len(buckets))
	for i, b := range buckets {
		index[b] = i
	}
	none := len(buckets) - 1
	return Facet{Name: FacetTool, Buckets: buckets, measure: func(s *Sample) int {
		if len(s.Calls) == 0 {
			return none
		}
		if i, ok := index[s.Calls[0].Name]; ok {
			return i
		}
		return none
	}}
}

// CallsFacet measures how many calls the answer makes: 0, 1 or 2+.
func CallsFacet() Facet {
	return Facet{Name: FacetCalls, Buckets: []string{"0", "1", "2+"}, measure: func(s *Sample) int {
		return min(len(s.Calls), 2)
	}}
}

// WordsFacet measures the query's length in words (runs of anything but white
// space). Bucket i ends at edges[i], inclusive; the last bucket is open.
func WordsFacet(edges []int) Facet {
	return Facet{Name: FacetWords, Buckets: rangeBuckets(1, edges), measure: func(s *Sample) int {
		n := 0
		for range strings.FieldsSeq(s.Query()) {
			n++
		}
		for i, e := range edges {
			if n <= e {
				return i
			}
		}
		return len(edges)
	}}
}

// ArgumentsFacet measures how many arguments the first call has: 0 … most-1,
// and "most+" for the rest.
func ArgumentsFacet(most int) Facet {
	buckets := make([]string, 0, most+1)
	for i := range most {
		buckets = append(buckets, strconv.Itoa(i))
	}
	buckets = append(buckets, strconv.Itoa(most)+"+")
	return Facet{Name: FacetArguments, Buckets: buckets, measure: func(s *Sample) int {
		if len(s.Calls) == 0 {
			return 0
		}
		return min(CountArguments(s.Calls[0].Arguments), most)
	}}
}

// PhrasingRule names a way of phrasing and how it is recognised.
type PhrasingRule struct {
	Name  string
	Match *regexp.Regexp
}

// PhrasingFacet measures the first rule that matches the query, or other.
func PhrasingFacet(rules []PhrasingRule) Facet { return PhrasingFacetIn(rules, nil) }

// PhrasingFacetIn is PhrasingFacet with rules of their own for some languages, by
// the language of the sample's provenance. Their names are some of the names of
// rules, which hold for all other languages.
func PhrasingFacetIn(rules []PhrasingRule, languages map[string][]PhrasingRule) Facet {
	buckets := make([]string, 0, len(rules)+1)
	index := make(map[string]int, len(rules))
	for i, r := range rules {
		buckets = append(buckets, r.Name)
		index[r.Name] = i
	}
	buckets = append(buckets, BucketOther)
	return Facet{Name: FacetPhrasing, Buckets: buckets, measure: func(s *Sample) int {
		theirs, own := languages[s.Provenance.Language]
		if !own {
			theirs = rules
		}
		q := s.Query()
		for i, r := range theirs {
			if !r.Match.MatchString(q) {
				continue
			}
			if !own {
				return i
			}
			if bucket, known := index[r.Name]; known {
				return bucket
			}
		}
		return len(rules)
	}}
}

// ModalityFacet measures the modality of the pathway that wrote the sample.
func ModalityFacet() Facet {
	names := []Modality{ModalityPhrase, ModalityText, ModalityVision}
	buckets := make([]string, len(names))
	for i, n := range names {
		buckets[i] = string(n)
	}
	return Facet{Name: FacetModality, Buckets: buckets, measure: func(s *Sample) int {
		for i, n := range names {
			if s.Provenance.Modality == n {
				return i
			}
		}
		return 0
	}}
}

// ArgumentFacet measures the value of a top-level argument of the first call:
// the bucket that equals the value's text, or other.
func ArgumentFacet(name, argument string, values []string) Facet {
	return valueFacet(name, values, func(s *Sample) string {
		if len(s.Calls) == 0 {
			return ""
		}
		v, _ := ArgumentText(s.Calls[0].Arguments, argument)
		return v
	})
}

// ContextFacet measures a field of the item that the user has before them, the open
// one or that of a list which the first call takes: "kind", or the name of an
// attribute; other where there is none.
func ContextFacet(name, field string, values []string) Facet {
	return valueFacet(name, values, func(s *Sample) string {
		it := s.subject()
		switch {
		case it == nil:
			return ""
		case field == "kind":
			return it.Kind
		default:
			return it.Attributes[field]
		}
	})
}

func valueFacet(name string, values []string, value func(*Sample) string) Facet {
	buckets := append(append([]string{}, values...), BucketOther)
	index := make(map[string]int, len(values))
	for i, v := range values {
		index[v] = i
	}
	return Facet{Name: name, Buckets: buckets, measure: func(s *Sample) int {
		if i, ok := index[value(s)]; ok {
			return i
		}
		return len(values)
	}}
}

func rangeBuckets(first int, edges []int) []string {
	buckets := make([]string, 0, len(edges)+1)
	for _, e := range edges {
		if e == first {
			buckets = append(buckets, strconv.Itoa(e))
		} else {
			buckets = append(buckets, fmt.Sprintf("%d-%d", first, e))
		}
		first = e + 1
	}
	return append(buckets, fmt.Sprintf("%d+", first))
}
