package diversity

import (
	"encoding/json"
	"math"
	"slices"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// maxValues bounds the values of an argument that are told apart.
const maxValues = 4096

// values counts what one argument was given.
type values struct {
	// labels are the ways to say each admitted value, by its JSON text.
	labels map[string][]string
	seen   map[uint64]*value
	// list has seen in order of appearance: sums of floats go by it.
	list []*value
	// others counts, by pathway, what came when there was room for no more values.
	others []int64
}

// value is one value of an argument.
type value struct {
	// forms are its text and its labels, split into words.
	forms [][]string
	calls []int64 // by pathway
}

func newValues(d *domain.Domain, p *domain.Param, pathways int) *values {
	v := &values{labels: map[string][]string{}, seen: map[uint64]*value{}, others: make([]int64, pathways)}
	if p == nil {
		return v
	}
	for _, n := range d.Graph.OfType(p.Binding.NodeType) {
		v.labels[sample.StringJSON(n.Value)] = n.Labels()
	}
	for _, admitted := range p.Binding.Values {
		v.labels[admitted.JSON] = admitted.Labels
	}
	return v
}

// count counts a value, and returns the ways to say it.
func (v *values) count(raw string, pathway int) [][]string {
	key := hash(raw)
	known := v.seen[key]
	if known == nil {
		forms := v.forms(raw)
		if len(v.list) >= maxValues {
			v.others[pathway]++
			return forms
		}
		known = &value{forms: forms, calls: make([]int64, len(v.others))}
		v.seen[key] = known
		v.list = append(v.list, known)
	}
	known.calls[pathway]++
	return known.forms
}

// forms are the ways to say a value, its own text first. What is made of others,
// a list or an object, has none.
func (v *values) forms(raw string) [][]string {
	if raw == "" || raw[0] == '[' || raw[0] == '{' {
		return nil
	}
	text := raw
	if raw[0] == '"' && json.Unmarshal([]byte(raw), &text) != nil {
		return nil
	}
	var forms [][]string
	for _, form := range append([]string{text}, v.labels[raw]...) {
		words := domain.Words(form)
		if len(words) > 0 && !slices.ContainsFunc(forms, func(f []string) bool { return slices.Equal(f, words) }) {
			forms = append(forms, words)
		}
	}
	return forms
}

// entropy is that of the values in the calls of one pathway, or of all where it is
// negative. Calls is 0 where none has the argument.
func (v *values) entropy(pathway int) Entropy {
	of := func(calls []int64) int64 {
		if pathway >= 0 {
			return calls[pathway]
		}
		sum := int64(0)
		for _, n := range calls {
			sum += n
		}
		return sum
	}
	var e Entropy
	logs := 0.0
	add := func(n int64) {
		if n == 0 {
			return
		}
		e.Values++
		e.Calls += n
		logs += float64(n) * math.Log2(float64(n))
	}
	for _, x := range v.list {
		add(of(x.calls))
	}
	add(of(v.others))
	if e.Calls > 0 {
		// −Σ n/N log(n/N) = log N − Σ n log n / N; rounding may leave less than 0.
		e.Bits = max(0, math.Log2(float64(e.Calls))-logs/float64(e.Calls))
	}
	return e
}

// locate returns where the first of the forms that stands in the query begins, -1
// where none does.
func locate(query []string, forms [][]string) int {
	for _, form := range forms {
		for at := 0; at+len(form) <= len(query); at++ {
			if query[at] == form[0] && slices.Equal(query[at:at+len(form)], form) {
				return at
			}
		}
	}
	return -1
}

// parts calls visit with every member of a canonical JSON object, or with every
// element of a list and no name; with nothing for other text. Canonical text has no white space, and names of
// properties that a domain has need no escapes to be told by.
func parts(text string, visit func(name, raw string)) {
	if len(text) < 2 || text[0] != '{' && text[0] != '[' {
		return
	}
	start, colon := 1, -1
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '"', '{', '[':
			i = endOf(text, i)
		case ':':
			colon = i
		case ',', '}', ']':
			switch {
			case colon > start+1:
				visit(text[start+1:colon-1], text[colon+1:i])
			case colon < 0 && i > start:
				visit("", text[start:i])
			}
			start, colon = i+1, -1
		}
	}
}

// endOf returns the index of the last character of the string, list or object that
// begins at i. What is cut off ends behind the text.
func endOf(text string, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '"':
			i = endOfString(text, i)
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		}
		if depth <= 0 {
			return i
		}
	}
	return i
}

// endOfString returns the index of the quote that ends the string that begins at i.
func endOfString(text string, i int) int {
	for i++; i < len(text) && text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i
}
