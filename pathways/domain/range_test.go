package domain

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"
)

func TestInferRange(t *testing.T) {
	const tooMany = "at most 1000000 steps from min to max"
	for schema, want := range map[string]string{
		`{"type":"integer","minimum":1,"maximum":3}`:                                     "1 2 3",
		`{"type":"integer","exclusiveMinimum":1,"exclusiveMaximum":4}`:                   "2 3",
		`{"type":"integer","minimum":1.5,"maximum":3.5}`:                                 "2 3",
		`{"type":"integer","minimum":-7,"maximum":7,"multipleOf":5}`:                     "-5 0 5",
		`{"type":"integer","minimum":0,"maximum":6,"multipleOf":1.5}`:                    "0 3 6",
		`{"type":"number","minimum":0,"maximum":0.3,"multipleOf":0.1}`:                   "0 0.1 0.2 0.3",
		`{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1,"multipleOf":0.25}`:  "0.25 0.5 0.75",
		`{"type":"number","minimum":1,"exclusiveMinimum":1,"maximum":2,"multipleOf":1}`:  "2",
		`{"type":["integer","null"],"minimum":0,"maximum":1}`:                            "0 1",
		`{"allOf":[{"type":"integer","minimum":0,"maximum":1}]}`:                         "0 1",
		`{"anyOf":[{"type":"null"},{"type":"integer","minimum":0,"maximum":1}]}`:         "0 1",
		`{"type":"integer","minimum":0}`:                                                 "open",
		`{"type":"number","maximum":0}`:                                                  "open",
		`{"type":"integer","minimum":3,"maximum":1}`:                                     "min that is not above max",
		`{"type":"integer","minimum":0,"maximum":99999999999999999999}`:                  "min and max from -2^53 to 2^53",
		`{"type":"integer","minimum":0,"maximum":5000000}`:                               tooMany,
		`{"type":"number","minimum":0,"maximum":1,"multipleOf":1e-14}`:                   "at most 12 decimals",
		`{"type":"number","minimum":0.05,"maximum":0.06}`:                                "0.05 0.0501 0.0502 … 0.06",
		`{"type":"number","exclusiveMinimum":0,"maximum":2}`:                             "0.1 0.2 0.3 … 2",
		`{"type":"number","minimum":0,"maximum":100}`:                                    "0 1 2 … 100",
		`{"type":"integer","minimum":100,"maximum":4000,"multipleOf":50,"default": 100}`: "100 150 200 … 4000",
	} {
		if got := rangeText(t, schema); got != want {
			t.Errorf("%s: got %s, want %s", schema, got, want)
		}
	}
}

func rangeText(t *testing.T, schema string) string {
	t.Helper()
	f := factsOf(compiled(t, schema))
	r, ok := inferRange(&f)
	if !ok {
		return "open"
	}
	if fault := r.fault(); fault != "" {
		return fault
	}
	var texts []string
	for i := range r.Len() {
		_, text := r.At(i)
		texts = append(texts, text)
	}
	if n := len(texts); n > 8 {
		texts = append(texts[:3:3], "…", texts[n-1])
	}
	return strings.Join(texts, " ")
}

func compiled(t interface{ Fatal(args ...any) }, text string) *jsonschema.Schema {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("callmill:///test", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("callmill:///test")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every value of an inferred range is one that the schema admits.
func TestInferredRangeIsAdmitted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		schema := map[string]any{
			"type": rapid.SampledFrom([]string{"integer", "number"}).Draw(t, "type"),
			rapid.SampledFrom([]string{"minimum", "exclusiveMinimum"}).Draw(t, "low"):  decimal(t, "from", -3000, 100),
			rapid.SampledFrom([]string{"maximum", "exclusiveMaximum"}).Draw(t, "high"): decimal(t, "to", -100, 3000),
		}
		if rapid.Bool().Draw(t, "multiple") {
			schema["multipleOf"] = decimal(t, "of", 1, 500)
		}
		text, err := json.Marshal(schema)
		if err != nil {
			t.Fatal(err)
		}
		s := compiled(t, string(text))
		f := factsOf(s)
		r, ok := inferRange(&f)
		if !ok || r.fault() != "" {
			return
		}
		for i := range min(r.Len(), 200) {
			_, text := r.At(i)
			if err := s.Validate(json.Number(text)); err != nil {
				t.Fatalf("%v: %s: %v", schema, text, err)
			}
		}
		_, beyond := r.At(r.Len())
		if v, _ := new(big.Rat).SetString(beyond); f.maximum != nil && v.Cmp(f.maximum) <= 0 {
			t.Fatalf("%v: ends before %s", schema, beyond)
		}
	})
}

func decimal(t *rapid.T, name string, low, high int) json.Number {
	n := rapid.IntRange(low, high).Draw(t, name)
	return json.Number(big.NewRat(int64(n), 20).FloatString(2))
}
