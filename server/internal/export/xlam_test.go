package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// xlamRow is what a row has: the columns of the published dataset.
type xlamRow struct {
	ID      int64  `json:"id"`
	Query   string `json:"query"`
	Answers string `json:"answers"`
	Tools   string `json:"tools"`
}

// xlamFunction is one of the tools.
type xlamFunction struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Parameters  map[string]struct {
		Description string          `json:"description"`
		Type        string          `json:"type"`
		Default     json.RawMessage `json:"default"`
	} `json:"parameters"`
}

// xlamNotation is how the dataset writes types.
var xlamNotation = regexp.MustCompile(`^(str|int|float|bool|list|dict|Any|List\[.+\])(, optional)?$`)

// checkXLAM is APIGen's format checker (arXiv 2406.18518, section 3.1), and of the
// execution checker what needs no execution: the strings are JSON; functions,
// arguments and their types are those of the tools; what may not be left out is
// there.
func checkXLAM(row *xlamRow) ([]hermesCall, error) {
	var functions []xlamFunction
	var answers []hermesCall
	if err := json.Unmarshal([]byte(row.Tools), &functions); err != nil {
		return nil, fmt.Errorf("tools: %w", err)
	}
	if err := json.Unmarshal([]byte(row.Answers), &answers); err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	if strings.TrimSpace(row.Query) == "" {
		return nil, errors.New("no query")
	}
	for _, f := range functions {
		for name, p := range f.Parameters {
			if !xlamNotation.MatchString(p.Type) {
				return nil, fmt.Errorf("%s of %s has the type %q", name, f.Name, p.Type)
			}
		}
	}
	for _, a := range answers {
		i := slices.IndexFunc(functions, func(f xlamFunction) bool { return f.Name == a.Name })
		if i < 0 {
			return nil, fmt.Errorf("no function %s", a.Name)
		}
		var arguments map[string]json.RawMessage
		if err := json.Unmarshal(a.Arguments, &arguments); err != nil {
			return nil, fmt.Errorf("arguments: %w", err)
		}
		for name, value := range arguments {
			p, ok := functions[i].Parameters[name]
			if !ok || !pythonIs(value, strings.TrimSuffix(p.Type, ", optional")) {
				return nil, fmt.Errorf("%s of %s is %s, want %q", name, a.Name, value, p.Type)
			}
		}
		for name, p := range functions[i].Parameters {
			if _, given := arguments[name]; !given && !strings.HasSuffix(p.Type, ", optional") {
				return nil, fmt.Errorf("%s of %s is missing", name, a.Name)
			}
		}
	}
	return answers, nil
}

// pythonIs says whether a value is of a type in that notation.
func pythonIs(value json.RawMessage, notation string) bool {
	if inner, ok := strings.CutPrefix(notation, "List["); ok {
		inner = strings.TrimSuffix(inner, "]")
		return kindOf(value) == typeArray && !slices.ContainsFunc(elementsOf(value), func(v json.RawMessage) bool {
			return !pythonIs(v, inner)
		})
	}
	want := map[string][]string{
		"str": {typeString}, "int": {typeInteger}, "float": {typeNumber, typeInteger}, "bool": {typeBoolean},
		"list": {typeArray}, "dict": {typeObject},
	}[notation]
	return notation == "Any" || slices.Contains(want, kindOf(value))
}

func TestXLAM(t *testing.T) {
	t.Parallel()
	run := studioSamples(t)
	samples := fitting("xlam", run.many())
	lines := encode(t, "xlam", run.tools(t), samples)[""]
	if len(lines) != len(samples) {
		t.Fatalf("found %d rows of %d samples", len(lines), len(samples))
	}
	for i, line := range lines {
		s := samples[i]
		var row xlamRow
		into(t, line, &row)
		answers, err := checkXLAM(&row)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		want := s.Calls
		if len(answers) != len(want) || row.ID != int64(s.Provenance.Slot) || !strings.Contains(row.Query, s.Query()) {
			t.Fatalf("%s: found %d answers, want %d", line, len(answers), len(want))
		}
		for j, a := range answers {
			if !sameCall(t, want[j], a.Name, a.Arguments) {
				t.Errorf("%s: found %v, want %v", line, a, want[j])
			}
		}
		if len(s.Calls) == 0 && row.Answers != "[]" {
			t.Errorf("%s: found the answers %s, want none", s.ID, row.Answers)
		}
		if s.Context != nil {
			checkTold(t, s, "system", row.Query)
		}
	}
}

// The rules find what is wrong, or they prove nothing.
func TestXLAMChecksFindFaults(t *testing.T) {
	t.Parallel()
	good := xlamRow{
		Query: "x", Answers: `[{"name":"f","arguments":{"a":"x","b":[1]}}]`,
		Tools: `[{"name":"f","description":"","parameters":{"a":{"description":"","type":"str"},` +
			`"b":{"description":"","type":"List[int], optional","default":""}}}]`,
	}
	if _, err := checkXLAM(&good); err != nil {
		t.Fatal(err)
	}
	for old, replacement := range map[string]string{
		`"name":"f","arg`: `"name":"g","arg`,
		`"a":"x",`:        ``,
		`[1]`:             `["1"]`,
		`"a":"x"`:         `"a":"x","c":1`,
		`[{"name"`:        `{"name"`,
		`type":"str"`:     `type":"string"`,
	} {
		bad := good
		bad.Answers = strings.Replace(good.Answers, old, replacement, 1)
		if bad.Answers == good.Answers {
			bad.Tools = strings.Replace(good.Tools, old, replacement, 1)
		}
		if _, err := checkXLAM(&bad); err == nil {
			t.Errorf("%s → %s is admitted", old, replacement)
		}
	}
}

func TestXLAMTypes(t *testing.T) {
	t.Parallel()
	s, err := parseSchema(`{"type":"object","properties":{
		"a":{"type":"array","items":{"type":"array","items":{"type":"number"}}},
		"b":{"type":["integer","null"],"description":"How many.","default":2},
		"c":{"enum":["x","y"]},
		"d":{"type":"object","properties":{"w":{"type":"integer","description":"Width."},"h":{"type":"integer"}},
			"required":["w"]},
		"e":{},
		"f":{"$ref":"#/$defs/g"},
		"h":{"anyOf":[{"type":"boolean"},{"type":"null"}]}
	},"required":["a"],"$defs":{"g":{"type":"array"}}}`)
	if err != nil {
		t.Fatal(err)
	}
	got := xlamTool(&tool{name: "n", description: "d", schema: s})
	want := `{"name":"n","description":"d","parameters":{` +
		`"a":{"description":"","type":"List[List[float]]"},` +
		`"b":{"description":"How many.","type":"int, optional","default":2},` +
		`"c":{"description":"One of: x, y.","type":"str, optional","default":""},` +
		`"d":{"description":"Members: w (int): Width; h (int, optional).","type":"dict, optional","default":""},` +
		`"e":{"description":"","type":"Any, optional","default":""},` +
		`"f":{"description":"","type":"list, optional","default":""},` +
		`"h":{"description":"","type":"bool, optional","default":""}}}`
	if got != want {
		t.Errorf("found %s\nwant  %s", got, want)
	}
}
