package router_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/callmill/callmill/router"
)

// faultyFiles are edits of the starting policy's file, each with the start of
// the message it must get.
func faultyFiles() []struct{ name, old, replacement, message string } {
	return []struct{ name, old, replacement, message string }{
		{"format", "policy/v1", "policy/v2", `line 2: format: found "callmill.policy/v2", expected "callmill.policy/v1"`},
		{"format's type", `"callmill.policy/v1"`, "1", `line 2: format: found 1, expected "callmill.policy/v1"`},
		{"no name", "  \"name\": \"heuristic\",\n", "", "line 1: name: found no such key, expected all of format, name,"},
		{"empty name", `"heuristic",`, `"",`, `line 3: name: found "", expected 1 to 64 characters`},
		{"name", `"heuristic",`, `"-start",`, `line 3: name: found "-start", expected 1 to 64 characters`},
		{"name's type", `"heuristic",`, `["start"],`, "line 3: name: found an array, expected a string"},
		{"version's type", `"version": "1"`, `"version": 1`, "line 4: version: found 1, expected a string"},
		{"version", `"version": "1"`, `"version": "Ä"`, `line 4: version: found "Ä", expected 1 to 64 characters`},
		{"card", `"card": "`, `"card": null, "x": "`, "line 5: card: found null, expected a string"},
		{
			"feature version", `"feature_version": 2`, `"feature_version": 1`,
			"line 6: feature_version: found 1, expected 2",
		},
		{
			"exploration", `"exploration": {`, `"exploration": true, "x": {`,
			"line 7: exploration: found true, expected an object",
		},
		{
			"start", `"start": 0.1`, `"start": 0.01`,
			"line 8: exploration.start: found 0.01, expected a number from the floor, 0.02, to 1",
		},
		{
			"floor", `"floor": 0.02`, `"floor": 0.01`,
			"line 9: exploration.floor: found 0.01, expected a number from 0.02 to 1",
		},
		{
			"no floor", `"floor": 0.02,`, ``,
			"line 7: exploration.floor: found no such key, expected all of start, floor, decay",
		},
		{
			"decay", `"decay": 1000`, `"decay": 0`,
			"line 10: exploration.decay: found 0, expected a number of decisions above 0",
		},
		{
			"no key of ours", `"decay": 1000`, `"decay": 1, "half": 1`,
			"line 10: exploration.half: found an unknown key, expected one of start",
		},
		{"price", `"price": 0`, `"price": -1`, "line 12: price: found -1, expected a number from 0 to 1e+06"},
		{"price's type", `"price": 0`, `"price": "0"`, `line 12: price: found "0", expected a number`},
		{
			"unknown key", `"price": 0`, `"price": 0, "prise": 0`,
			"line 12: prise: found an unknown key, expected one of format",
		},
		{
			"a key like a path", `"price": 0`, `"price": 0, "exploration.floor": 0`,
			"line 12: exploration.floor: found an unknown key",
		},
		{"an empty key", `"price": 0`, `"price": 0, "": 0`, "line 12: found an unknown key, expected one of format"},
		{"other case", `"price": 0`, `"Price": 0`, "line 12: Price: found an unknown key"},
		{
			"key twice", `"price": 0`, "\"price\": 0,\n\"price\": 0",
			"line 13: price: found a second one (the first is on line 12), expected each key once",
		},
		{
			"weight twice", `"open": 0`, "\"open\": 0,\n\"open\": 1",
			"line 19: weights.open: found a second one (the first is on line 18)",
		},
		{
			"misspelt weight", `"open": 0`, `"opne": 0`,
			"line 18: weights.opne: found an unknown feature, expected the name of a feature of version 2",
		},
		{
			"no weight", "    \"open\": 0,\n", "",
			"line 13: weights.open: found no such key, expected a weight for every feature",
		},
		{"infinite weight", `"open": 0`, `"open": 1e999`, "line 18: weights.open: found 1e999, expected a finite number"},
		{
			"huge weight", `"open": 0`, `"open": -1e7`,
			"line 18: weights.open: found -1e+07, expected a number from -1e+06 to 1e+06",
		},
		{"no number", `"open": 0`, `"open": NaN`, "line 18: found no valid JSON (invalid character 'N'"},
		{"weight's type", `"open": 0`, `"open": {"x": 0}`, "line 18: weights.open: found an object, expected a number"},
		{"no comma", `"open": 0,`, `"open": 0`, "line 19: found no valid JSON (invalid character '\"'"},
		{"byte", `"heuristic",`, "\"st\xffart\",", "line 3: found the byte 0xff, expected UTF-8"},
		{"line break in a text", `"heuristic",`, "\"st\nart\",", "line 3: found no valid JSON (invalid character '\\n'"},
		{
			"trailing text", "\n  }\n}\n", "\n  }\n}\n{}",
			"line 65: found no valid JSON (invalid character '{' after top-level value)",
		},
	}
}

func TestAFaultyFileIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()

	file := string(heuristicPolicy(t).Encode())

	for _, fault := range faultyFiles() {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()

			if strings.Count(file, fault.old) == 0 {
				t.Fatalf("the file has no %q to spoil", fault.old)
			}

			checkRefused(t, strings.Replace(file, fault.old, fault.replacement, 1), fault.message)
		})
	}

	for data, message := range map[string]string{
		"":         "line 1: found no valid JSON (unexpected end of JSON input), expected a JSON object",
		"{":        "line 1: found no valid JSON (unexpected end of JSON input), expected a JSON object",
		"null":     "line 1: found null, expected an object",
		"\n\n[{}]": "line 3: found an array, expected an object",
		"{}":       "line 1: format: found no such key, expected all of format, name, version, card, feature_version",
	} {
		checkRefused(t, data, message)
	}
}

func checkRefused(t *testing.T, data, message string) {
	t.Helper()

	p, err := router.ParsePolicy([]byte(data))

	var e *router.PolicyError
	if p != nil || !errors.As(err, &e) || !strings.HasPrefix(err.Error(), "policy: "+message) {
		t.Errorf("found  %v\nexpected policy: %s", err, message)
	}
}

func TestLongValuesAreCutInMessages(t *testing.T) {
	t.Parallel()

	file := string(heuristicPolicy(t).Encode())
	long := strings.Repeat("9", 5000)

	for _, replacement := range []string{`"` + long + `",`, long + ","} {
		_, err := router.ParsePolicy([]byte(strings.Replace(file, `"heuristic",`, replacement, 1)))
		if err == nil || len(err.Error()) > 300 {
			t.Errorf("found %v, expected a message of readable length", err)
		}
	}
}

func FuzzParsePolicy(f *testing.F) {
	start, err := router.StartPolicy()
	if err != nil {
		f.Fatalf("start policy: %v", err)
	}

	file := start.Encode()
	f.Add(file)
	f.Add([]byte(`{"weights":{"":0,"":1}}`))

	for _, fault := range faultyFiles() {
		f.Add([]byte(strings.Replace(string(file), fault.old, fault.replacement, 1)))
	}

	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := router.ParsePolicy(data)
		if err != nil {
			checkComplete(t, err, 1+bytes.Count(data, []byte("\n")))

			return
		}

		again, err := router.ParsePolicy(p.Encode())
		if err != nil {
			t.Fatalf("the canonical form is refused: %v", err)
		}

		if again.Hash() != p.Hash() || !bytes.Equal(again.Encode(), p.Encode()) {
			t.Fatalf("the canonical form changes:\n%s\n%s", p.Encode(), again.Encode())
		}
	})
}

// checkComplete checks that err says where, what was found and what was
// expected, for a file of so many lines.
func checkComplete(t *testing.T, err error, lines int) {
	t.Helper()

	var e *router.PolicyError
	if !errors.As(err, &e) || e.Found == "" || e.Expected == "" || e.Line < 1 || e.Line > lines {
		t.Fatalf("found %v, expected a line of %d, what was found and what was expected", err, lines)
	}
}
