package check

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/sample"
)

// decodeOracle says by the standard library what decode must say.
func decodeOracle(text string) (any, bool) {
	canonical, err := sample.Canonical([]byte(text))
	if err != nil || canonical != text || !strings.HasPrefix(text, "{") {
		return nil, false
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, false
	}
	return v, true
}

func checkDecode(t *rapid.T, text string) {
	want, ok := decodeOracle(text)
	var in inspection
	got, root, fault := in.decode(text)
	if ok != (fault == "") && !isLimit(fault) {
		t.Fatalf("%s: fault %q, want canonical: %v", text, fault, ok)
	}
	if fault != "" {
		return
	}
	compareDecoded(t, text, got, want)
	n := in.nodes[root]
	if n.json != text || n.end != len(in.nodes) {
		t.Fatalf("%s: root %+v of %d nodes", text, n, len(in.nodes))
	}
}

func compareDecoded(t interface {
	Fatalf(format string, args ...any)
}, text string, got, want any,
) {
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: got %v, want %v", text, got, want)
	}
}

// isLimit says whether a fault is about a limit, which the oracle has not.
func isLimit(fault string) bool {
	return strings.HasPrefix(fault, "nested deeper") || strings.HasPrefix(fault, "a number beyond")
}

func genJSON(depth int) *rapid.Generator[any] {
	scalars := []*rapid.Generator[any]{
		rapid.Just[any](nil),
		rapid.Bool().AsAny(),
		rapid.Int64().AsAny(),
		rapid.Float64Range(-1e300, 1e300).AsAny(),
		rapid.String().AsAny(),
		rapid.StringMatching(`["\\/\n\t\r\x00-\x1f\x7fé\x{2028}\x{1F382}]{0,4}`).AsAny(),
	}
	if depth == 0 {
		return rapid.OneOf(scalars...)
	}
	inner := genJSON(depth - 1)
	return rapid.OneOf(append(scalars,
		rapid.SliceOfN(inner, 0, 3).AsAny(), rapid.MapOfN(rapid.String(), inner, 0, 3).AsAny())...)
}

// What Canonical writes is read, and read right.
func TestDecodeCanonical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.MapOfN(rapid.String(), genJSON(2), 0, 4).Draw(t, "value")
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		text, err := sample.Canonical(raw)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := decodeOracle(text); !ok {
			t.Fatalf("%s is not its own canonical form", text)
		}
		checkDecode(t, text)
	})
}

// What is one change away from canonical is read exactly where it still is.
func TestDecodeDamaged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw, err := json.Marshal(rapid.MapOfN(rapid.String(), genJSON(1), 0, 3).Draw(t, "value"))
		if err != nil {
			t.Fatal(err)
		}
		text, _ := sample.Canonical(raw)
		at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		piece := rapid.SampledFrom([]string{
			"", " ", ",", ":", "{", "}", "[", "]", `"`, `\`, `\u0041`, `\u000a`, `\n`, "0", "1", "-", ".", "e", "E+1",
			"true", "null", "\xff", "\ufffd", `\ud800`, "é",
		}).Draw(t, "piece")
		cut := rapid.IntRange(0, 1).Draw(t, "cut")
		checkDecode(t, text[:at]+piece+text[at+cut:])
	})
}

func TestDecodeByHand(t *testing.T) {
	for text, canonical := range map[string]bool{
		`{}`: true, `{"a":{}}`: true, `{"a":[],"b":[1,[2]]}`: true, `{"":""}`: true,
		`{"a":-0}`: true, `{"a":0.10}`: true, `{"a":1e-7}`: true, `{"a":"\u001f"}`: true, `{"a":"\n\"\\"}`: true,
		`{"a":"` + "\u2028\x7f\ufffd" + `"}`: true,
		`{"a":01}`:                           false, `{"a":1.}`: false, `{"a":.5}`: false, `{"a":+1}`: false,
		`{"a":"\u001F"}`: false, `{"a":"\/"}`: false, `{"a":"\u000a"}`: false, `{"a":"\b"}`: false,
		`{"a":1,}`: false, `{,}`: false, `{"a":[1,]}`: false, `{"a":[,1]}`: false, `{"a" :1}`: false,
		`{"b":1,"a":2}`: false, `{"a":1,"a":1}`: false, `{"a":tru}`: false, `{"a":nul}`: false,
		`{} `: false, `{}{}`: false, ``: false, `null`: false, `[]`: false, `{"a"}`: false, `{"a":}`: false,
		"{\"a\":\"\xff\"}": false, "{\"a\":\"\\\xff\"}": false, `{"a":"\`: false, `{"a":"\"`: false, "{\"a\":\"\n\"}": false,
	} {
		var in inspection
		_, _, fault := in.decode(text)
		if (fault == "") != canonical {
			t.Errorf("%q: fault %q, want canonical: %v", text, fault, canonical)
		}
		if _, ok := decodeOracle(text); ok != canonical {
			t.Errorf("%q: the oracle says %v", text, ok)
		}
	}
}

func TestDecodeNodes(t *testing.T) {
	var in inspection
	if _, _, fault := in.decode(`{"a":[1,"x\n"],"b":{"c":null}}`); fault != "" {
		t.Fatal(fault)
	}
	var got bytes.Buffer
	for _, n := range in.nodes {
		got.WriteString(n.key + " " + n.json + " " + n.text + "|")
	}
	want := ` {"a":[1,"x\n"],"b":{"c":null}} {"a":[1,"x\n"],"b":{"c":null}}|a [1,"x\n"] [1,"x\n"]| 1 1| "x\n" x` + "\n|" +
		`b {"c":null} {"c":null}|c null null|`
	if got.String() != want {
		t.Errorf("got  %s\nwant %s", &got, want)
	}
}
