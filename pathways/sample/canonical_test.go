package sample_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/sample"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{`{ "b" : 1 , "a" : [ true , null ] }`, `{"a":[true,null],"b":1}`},
		{`{"n": 9007199254740993}`, `{"n":9007199254740993}`}, // beyond what a float64 holds
		{`{"n": 1.50}`, `{"n":1.50}`},
		{`"\u0041\/\n\u0001"`, `"A/\n\u0001"`},
		{`{"é":1,"z":2,"a":3}`, `{"a":3,"z":2,"é":1}`},
		{`[]`, `[]`},
		{`{}`, `{}`},
		{` 7 `, `7`},
	} {
		got, err := sample.Canonical([]byte(c.in))
		if err != nil || got != c.want {
			t.Errorf("Canonical(%s) = %s, %v; want %s", c.in, got, err, c.want)
		}
	}
	for _, bad := range []string{``, `{`, `{"a":1,"a":2}`, `{"a":{"b":1,"b":1}}`, `1 2`, `nul`, `{"a" 1}`, `[1,]`} {
		if got, err := sample.Canonical([]byte(bad)); err == nil {
			t.Errorf("Canonical(%s) = %s, want an error", bad, got)
		}
	}
}

// Canonical text means what the original means, and is its own canonical form.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{`{"b":[1,{"c":"x\u00e9"}],"a":-0.5e3}`, `"\ud800"`, `[[[]]]`, `{"a":1,"a":2}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := sample.Canonical(data)
		if err != nil {
			return
		}
		if again, err := sample.Canonical([]byte(got)); err != nil || again != got {
			t.Fatalf("canonical form %s becomes %s, %v", got, again, err)
		}
		if a, b := decoded(t, data), decoded(t, []byte(got)); !equalJSON(t, a, b) {
			t.Fatalf("%s means something else than %s", got, data)
		}
	})
}

func decoded(t *testing.T, data []byte) any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("decode %s: %v", data, err)
	}
	return v
}

func equalJSON(t *testing.T, a, b any) bool {
	t.Helper()
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// A call's arguments read back as they were put in.
func TestArguments(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.MapOf(rapid.String(), rapid.String()).Draw(t, "arguments")
		var args []sample.Argument
		for k, v := range want {
			args = append(args, sample.Argument{Name: k, JSON: sample.StringJSON(v)})
		}
		object := sample.ArgumentsJSON(args)
		if canonical, err := sample.Canonical([]byte(object)); err != nil || canonical != object {
			t.Fatalf("%s is not canonical: %s, %v", object, canonical, err)
		}
		if n := sample.CountArguments(object); n != len(want) {
			t.Fatalf("%s has %d arguments, counted %d", object, len(want), n)
		}
		for k, v := range want {
			if got, ok := sample.ArgumentText(object, k); !ok || got != v {
				t.Fatalf("%s: argument %q is %q, %v; want %q", object, k, got, ok, v)
			}
		}
	})
}

func TestArgumentTextOfOtherValues(t *testing.T) {
	t.Parallel()
	const object = `{"a":{"b":[1,"}"],"c":":,"},"d":1080,"e":true,"f":[{"g":2}]}`
	for name, want := range map[string]string{
		"a": `{"b":[1,"}"],"c":":,"}`, "d": "1080", "e": "true", "f": `[{"g":2}]`,
	} {
		if got, ok := sample.ArgumentText(object, name); !ok || got != want {
			t.Errorf("argument %s is %q, %v; want %q", name, got, ok, want)
		}
	}
	if _, ok := sample.ArgumentText(object, "b"); ok {
		t.Error("found b, which is not at the top level")
	}
	if n := sample.CountArguments(object); n != 4 {
		t.Errorf("counted %d arguments, want 4", n)
	}
}
