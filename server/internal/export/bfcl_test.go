package export

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/sample"
)

// bfclQuestion and bfclAnswer are the rows of the two files.
type bfclQuestion struct {
	ID       string          `json:"id"`
	Question [][]bfclMessage `json:"question"`
	Function json.RawMessage `json:"function"`
}

// bfclMessage has what every handler of the leaderboard reads, and nothing else.
type bfclMessage struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type bfclAnswer struct {
	ID          string          `json:"id"`
	GroundTruth json.RawMessage `json:"ground_truth"`
}

// bfclID is how ids are made: extract_test_category_from_id in bfcl_eval/utils.py
// takes what stands before the last underscore.
var bfclID = regexp.MustCompile(`^(.+)_([0-9]+)$`)

// outputOf gives a sample's calls as the checker wants a model's.
func outputOf(t *testing.T, calls []sample.Call) pyList {
	t.Helper()
	out := pyList{}
	for _, c := range calls {
		out = append(out, pyDict{c.Name: pyLoads(t, c.Arguments)})
	}
	return out
}

// TestBFCL loads the exported files as the leaderboard does, and has its checker
// judge the samples' own calls, and what is near to them.
func TestBFCL(t *testing.T) {
	t.Parallel()
	run := studioSamples(t)
	categories := map[string]int{}
	mutants := map[string]int{}
	tools := run.tools(t)
	for _, s := range fitting("bfcl", run.many()) {
		files := encode(t, "bfcl", tools, []*sample.Sample{s})
		name := slices.MinFunc(slices.Collect(maps.Keys(files)), func(a, b string) int { return len(a) - len(b) })
		var q bfclQuestion
		into(t, files[name][0], &q)
		category := bfclID.FindStringSubmatch(q.ID)[1]
		if name != "BFCL_v4_"+category+".json" {
			t.Fatalf("question %s is in %s", q.ID, name)
		}
		categories[category]++
		turn := q.Question[0]
		last := turn[len(turn)-1]
		if len(q.Question) != 1 || last.Role != "user" || !strings.Contains(last.Content, s.Query()) {
			t.Fatalf("%s asks %v", s.ID, q.Question)
		}
		checkBFCLTurn(t, s, turn)
		functions := pyLoads(t, string(q.Function)).(pyList)
		checkBFCLFunctions(t, s, functions)
		calls := s.Calls
		answers := files[bfclAnswers+name]
		if len(calls) == 0 {
			if category != bfclIrrelevance || len(answers) > 0 {
				t.Errorf("%s calls nothing, and is in %s with %v", s.ID, category, answers)
			}
			continue
		}
		var a bfclAnswer
		into(t, answers[0], &a)
		truth := pyLoads(t, string(a.GroundTruth)).(pyList)
		if a.ID != q.ID {
			t.Errorf("the answer to %s is that to %s", q.ID, a.ID)
		}
		if err := astChecker(functions, outputOf(t, calls), truth, category); err != nil {
			t.Errorf("%s: %v\n%s\n%s", s.ID, err, q.Function, a.GroundTruth)
		}
		for what, calls := range wrongCalls(calls) {
			mutants[what]++
			if astChecker(functions, outputOf(t, calls), truth, category) == nil {
				t.Errorf("%s: %s is admitted: %v\n%s", s.ID, what, calls, a.GroundTruth)
			}
		}
	}
	for _, want := range []string{bfclSimple, bfclMultiple, bfclParallel, bfclParallelMultiple, bfclIrrelevance} {
		if categories[want] == 0 {
			t.Errorf("no row of %s", want)
		}
	}
	if categories[bfclIrrelevance] < 3 {
		t.Error("replies are not rows of irrelevance")
	}
	t.Logf("rows %v, wrong answers %v", categories, mutants)
}

// checkBFCLTurn holds the messages of a question against its sample: roles that
// templates of chats admit, all that was said, called and returned before, and what
// is on the screen.
func checkBFCLTurn(t *testing.T, s *sample.Sample, turn []bfclMessage) {
	t.Helper()
	var roles, contents []string
	for _, m := range turn {
		roles = append(roles, m.Role)
		contents = append(contents, m.Content)
	}
	all := strings.Join(contents, "\n")
	if !bfclRoles.MatchString(strings.Join(roles, " ")) {
		t.Errorf("%s has the roles %v", s.ID, roles)
	}
	for i, m := range s.Messages {
		if last := i == len(s.Messages)-1; last && m.Role == sample.RoleAssistant {
			continue // the answer
		}
		if !strings.Contains(all, m.Content) {
			t.Errorf("%s does not say %q", s.ID, m.Content)
		}
		for _, c := range m.Calls {
			if !strings.Contains(all, c.Name+" "+c.Arguments) {
				t.Errorf("%s does not tell of the call %s %s", s.ID, c.Name, c.Arguments)
			}
		}
	}
	if s.Context != nil {
		checkTold(t, s, turn[0].Role, turn[0].Content)
	}
}

var bfclRoles = regexp.MustCompile(`^(system )?(user assistant )*user$`)

// checkBFCLFunctions holds the functions against what the leaderboard's handlers
// read: a dict of described properties in types that they map
// (GORILLA_TO_OPENAPI in bfcl_eval/constants/type_mappings.py), required among them.
func checkBFCLFunctions(t *testing.T, s *sample.Sample, functions pyList) {
	t.Helper()
	if len(functions) != len(s.Tools) {
		t.Fatalf("%s offers %d functions, want %d", s.ID, len(functions), len(s.Tools))
	}
	known := []string{"integer", "float", "string", "boolean", "array", "dict", "any"}
	var check func(at string, detail pyDict)
	check = func(at string, detail pyDict) {
		kind, _ := detail["type"].(string)
		if !slices.Contains(known, kind) {
			t.Errorf("%s has the type %q", at, kind)
		}
		if kind == "array" {
			check(at+"[]", detail["items"].(pyDict))
		}
		if kind != "dict" {
			return
		}
		properties := detail["properties"].(pyDict)
		for name, p := range properties {
			check(at+"."+name, p.(pyDict))
		}
		for _, r := range detail["required"].(pyList) {
			if properties[r.(string)] == nil {
				t.Errorf("%s requires %s, which is not there", at, r)
			}
		}
	}
	for i, f := range functions {
		function := f.(pyDict)
		if function["name"] != s.Tools[i] {
			t.Errorf("function %d is %v, want %s", i, function["name"], s.Tools[i])
		}
		if _, ok := function["description"].(string); !ok {
			t.Errorf("%s has no description", s.Tools[i])
		}
		check(s.Tools[i], function["parameters"].(pyDict))
	}
}

// wrongCalls gives answers that are near to the right one, and wrong.
func wrongCalls(calls []sample.Call) map[string][]sample.Call {
	change := func(f func(*sample.Call)) []sample.Call {
		out := slices.Clone(calls)
		f(&out[len(out)-1])
		return out
	}
	last := calls[len(calls)-1]
	out := map[string][]sample.Call{
		"another function": change(func(c *sample.Call) { c.Name += "_x" }),
		"no call":          calls[:len(calls)-1],
		"a call more":      append(slices.Clone(calls), last),
		"an unknown argument": change(func(c *sample.Call) {
			c.Arguments = strings.Replace(c.Arguments, "{", `{"unknown_x":1`+map[bool]string{true: ","}[c.Arguments != "{}"], 1)
		}),
	}
	given, _ := membersOf([]byte(last.Arguments))
	for i, m := range given {
		values := map[string]string{
			typeString: `"qqq zzz"`, typeInteger: "987654", typeNumber: "0.987654",
			typeArray: `["qqq"]`, typeObject: `{"qqq":1}`,
		}
		wrong := values[kindOf(m.value)]
		if kindOf(m.value) == typeBoolean {
			wrong = map[string]string{"true": "false", "false": "true"}[string(m.value)]
		}
		changed := slices.Clone(given)
		changed[i].value = json.RawMessage(wrong)
		out["another "+kindOf(m.value)] = change(func(c *sample.Call) { c.Arguments = objectOf(changed) })
	}
	return out
}

// TestBFCLAnswers says what is allowed beside a call's own arguments.
func TestBFCLAnswers(t *testing.T) {
	t.Parallel()
	add := &Tools{byName: map[string]*tool{}}
	if err := add.add("make", "", `{"type":"object","properties":{
		"what":{"type":"string"},
		"count":{"type":"integer","default":1},
		"scale":{"type":"number","default":1},
		"ratio":{"type":"string","default":"1:1"},
		"size":{"type":"object","properties":{"w":{"type":"number"},"unit":{"type":"string","default":"px"}},
			"required":["w"]},
		"layers":{"type":"array","items":{"type":"object","properties":{"at":{"type":"integer"}}}},
		"points":{"type":"array","items":{"type":"number"}},
		"note":{"type":"string"}
	},"required":["what"],"not":{"required":["ratio","size"]}}`); err != nil {
		t.Fatal(err)
	}
	for arguments, want := range map[string]string{
		// What has a default may be stated or left out.
		`{"what":"x"}`: `{"make":{"what":["x"],"count":[1,""],"scale":[1.0,""],"ratio":["1:1",""]}}`,
		// The default that is given may be left out; another value may not.
		`{"count":1,"scale":2,"what":"x"}`: `{"make":{"count":[1,""],"scale":[2.0],"what":["x"],"ratio":["1:1",""]}}`,
		// A default that the schema forbids beside the others is not allowed.
		`{"size":{"unit":"px","w":3},"what":"x"}`: `{"make":{"size":[{"unit":["px",""],"w":[3.0]}],"what":["x"],` +
			`"count":[1,""],"scale":[1.0,""]}}`,
		`{"layers":[{"at":1},{"at":2}],"points":[1,2.5],"ratio":"4:5","what":""}`: `{"make":{` +
			`"layers":[[{"at":[1]},{"at":[2]}]],"points":[[1.0,2.5]],"ratio":["4:5"],"what":[""],` +
			`"count":[1,""],"scale":[1.0,""]}}`,
	} {
		got, err := bfclTruth(add.byName["make"], arguments)
		if err != nil || got != want {
			t.Errorf("%s\nfound %s, %v\nwant  %s", arguments, got, err, want)
		}
		functions := pyLoads(t, "["+bfclFunction(add.byName["make"])+"]").(pyList)
		output := pyList{pyDict{"make": pyLoads(t, arguments)}}
		if err := astChecker(functions, output, pyLoads(t, "["+want+"]").(pyList), bfclSimple); err != nil {
			t.Errorf("%s: %v", arguments, err)
		}
	}
	if _, err := bfclTruth(add.byName["make"], `{"unknown":1}`); err == nil {
		t.Error("an argument that the schema does not name is admitted")
	}
}
