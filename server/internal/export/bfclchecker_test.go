package export

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// This file is the rules of BFCL's checker for Python (ast_checker in
// bfcl_eval/eval_checker/ast_eval/ast_checker.py of github.com/ShishirPatil/gorilla)
// in Go, function by function: what it accepts as a model's answer to an exported
// question, given the exported possible answer. The quirks are the original's.

// Python's types, as json.loads gives them.
type (
	pyInt  int64
	pyDict = map[string]any
	pyList = []any
)

// pyLoads reads JSON into Python's types.
func pyLoads(tb testing.TB, text string) any {
	tb.Helper()
	return pyValue(tb, decode(tb, text))
}

func pyValue(tb testing.TB, v any) any {
	tb.Helper()
	switch v := v.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(v.String(), 10, 64); err == nil {
			return pyInt(n)
		}
		f, err := v.Float64()
		if err != nil {
			tb.Fatal(err)
		}
		return f
	case pyList:
		for i := range v {
			v[i] = pyValue(tb, v[i])
		}
		return v
	case pyDict:
		for k := range v {
			v[k] = pyValue(tb, v[k])
		}
		return v
	default:
		return v
	}
}

// pyType is type(value): the names are those of the mapping below.
func pyType(v any) string {
	switch v.(type) {
	case string:
		return "str"
	case pyInt:
		return "int"
	case float64:
		return "float"
	case bool:
		return "bool"
	case pyList:
		return "list"
	case pyDict:
		return "dict"
	default:
		return "NoneType"
	}
}

// pythonTypeMapping is PYTHON_TYPE_MAPPING.
var pythonTypeMapping = map[string]string{
	"string": "str", "integer": "int", "float": "float", "boolean": "bool",
	"array": "list", "tuple": "list", "dict": "dict", "any": "str",
}

// pyEqual is ==, by which 1, 1.0 and True are the same.
func pyEqual(a, b any) bool {
	number := func(v any) float64 {
		switch v := v.(type) {
		case pyInt:
			return float64(v)
		case float64:
			return v
		case bool:
			if v {
				return 1
			}
			return 0
		default:
			return math.NaN()
		}
	}
	if x, y := number(a), number(b); !math.IsNaN(x) && !math.IsNaN(y) {
		return x == y
	}
	switch x := a.(type) {
	case pyList:
		y, ok := b.(pyList)
		return ok && slices.EqualFunc(x, y, pyEqual)
	case pyDict:
		y, ok := b.(pyDict)
		if !ok || len(x) != len(y) {
			return false
		}
		for k := range x {
			if w, there := y[k]; !there || !pyEqual(x[k], w) {
				return false
			}
		}
		return true
	default:
		return reflect.DeepEqual(a, b)
	}
}

func pyIn(v any, list pyList) bool {
	return slices.ContainsFunc(list, func(w any) bool { return pyEqual(v, w) })
}

// possibleType is get_possible_answer_type; empty for None.
func possibleType(possible pyList) string {
	for _, v := range possible {
		if v != "" {
			return pyType(v)
		}
	}
	return ""
}

// typeChecker is type_checker: whether the type fits, and whether the value is
// taken for a variable's name.
func typeChecker(value any, possible pyList, expected, nested string) (valid, variable bool) {
	kind := possibleType(possible)
	variable = kind != "" && kind != expected
	if pyType(value) == expected {
		if nested == "" {
			return true, variable
		}
		wrong := func(p any) bool {
			inner, isList := p.(pyList)
			return isList && slices.ContainsFunc(value.(pyList), func(item any) bool {
				ok, _ := typeChecker(item, inner, nested, "")
				return !ok
			})
		}
		if slices.ContainsFunc(possible, func(p any) bool { return !wrong(p) }) {
			return true, variable
		}
	}
	if kind != "" && pyType(value) == kind {
		return true, true
	}
	return false, variable
}

var standardized = regexp.MustCompile(`[ \,\.\/\-\_\*\^]`)

// standardize is standardize_string, for strings.
func standardize(v any) any {
	if s, ok := v.(string); ok {
		return strings.ReplaceAll(strings.ToLower(standardized.ReplaceAllString(s, "")), "'", `"`)
	}
	return v
}

func standardizeAll(list pyList) pyList {
	out := make(pyList, len(list))
	for i := range list {
		out[i] = standardize(list[i])
	}
	return out
}

// listChecker is list_checker.
func listChecker(value, possible pyList) bool {
	return slices.ContainsFunc(possible, func(p any) bool {
		list, _ := p.(pyList)
		return pyEqual(standardizeAll(value), standardizeAll(list))
	})
}

// dictChecker is dict_checker.
func dictChecker(value pyDict, possible pyList) bool {
next:
	for _, p := range possible {
		answer, ok := p.(pyDict)
		if !ok {
			continue
		}
		for key, v := range value {
			allowed, there := answer[key].(pyList)
			if !there || !pyIn(standardize(v), standardizeAll(allowed)) {
				continue next
			}
		}
		for key, allowed := range answer {
			if _, there := value[key]; !there && !pyIn("", allowed.(pyList)) {
				continue next
			}
		}
		return true
	}
	return false
}

// listDictChecker is list_dict_checker.
func listDictChecker(value, possible pyList) bool {
next:
	for _, p := range possible {
		answers, _ := p.(pyList)
		if len(answers) != len(value) {
			continue
		}
		for i, v := range value {
			if dict, ok := v.(pyDict); !ok || !dictChecker(dict, pyList{answers[i]}) {
				continue next
			}
		}
		return true
	}
	return false
}

// simpleChecker is simple_function_checker.
func simpleChecker(function, output, possible pyDict) error {
	name := function["name"].(string)
	parameters := function["parameters"].(pyDict)
	details := parameters["properties"].(pyDict)
	params, ok := output[name].(pyDict)
	if !ok {
		return fmt.Errorf("wrong_func_name: want %s", name)
	}
	answer := possible[name].(pyDict)
	for _, r := range parameters["required"].(pyList) {
		if _, ok := params[r.(string)]; !ok {
			return fmt.Errorf("missing_required: %s", r)
		}
	}
	for param, value := range params {
		detail, known := details[param].(pyDict)
		allowed, listed := answer[param].(pyList)
		if !known || !listed {
			return fmt.Errorf("unexpected_param: %s", param)
		}
		if err := valueChecker(param, value, detail, allowed); err != nil {
			return err
		}
	}
	for param, allowed := range answer {
		if _, given := params[param]; !given && !pyIn("", allowed.(pyList)) {
			return fmt.Errorf("missing_optional: %s", param)
		}
	}
	return nil
}

// valueChecker is the loop of simple_function_checker over the parameters.
func valueChecker(param string, value any, detail pyDict, allowed pyList) error {
	described := detail["type"].(string)
	expected, ok := pythonTypeMapping[described]
	if !ok {
		return fmt.Errorf("KeyError: %s has the type %s", param, described)
	}
	nested := ""
	if described == "array" || described == "tuple" {
		items, _ := detail["items"].(pyDict)
		inner, _ := items["type"].(string)
		if nested, ok = pythonTypeMapping[inner]; !ok {
			return fmt.Errorf("KeyError: the elements of %s have the type %q", param, inner)
		}
	}
	if n, isInt := value.(pyInt); isInt && described == "float" {
		value = float64(n)
	}
	valid, variable := typeChecker(value, allowed, expected, nested)
	if !valid {
		return fmt.Errorf("type_error: %s is %v, want %s", param, value, described)
	}
	var fits bool
	switch {
	case variable:
		fits = pyIn(value, allowed)
	case expected == "dict":
		fits = dictChecker(value.(pyDict), allowed)
	case expected == "list" && nested == "dict":
		fits = listDictChecker(value.(pyList), allowed)
	case expected == "str":
		fits = pyIn(standardize(value), standardizeAll(allowed))
	case expected == "list":
		fits = listChecker(value.(pyList), allowed)
	default:
		fits = pyIn(value, allowed)
	}
	if !fits {
		return fmt.Errorf("value_error: %s is %v, want one of %v", param, value, allowed)
	}
	return nil
}

// astChecker is ast_checker with what it calls: functions are those of the
// question, output the model's calls, possible the ground truth.
func astChecker(functions, output, possible pyList, category string) error {
	describe := func(name string) pyDict {
		for _, f := range functions {
			if f.(pyDict)["name"] == name {
				return f.(pyDict)
			}
		}
		return nil
	}
	nameOf := func(answer any) string {
		for name := range answer.(pyDict) {
			return name
		}
		return ""
	}
	if len(output) != len(possible) {
		return fmt.Errorf("wrong_count: %d of %d", len(output), len(possible))
	}
	switch {
	case strings.Contains(category, "parallel"):
		var matched []int
		for i, answer := range possible {
			function, found := describe(nameOf(answer)), false
			for j := range output {
				if !slices.Contains(matched, j) && simpleChecker(function, output[j].(pyDict), answer.(pyDict)) == nil {
					matched, found = append(matched, j), true
					break
				}
			}
			if !found {
				return fmt.Errorf("cannot_find_match: answer %d", i)
			}
		}
		return nil
	case strings.Contains(category, "multiple"):
		return simpleChecker(describe(nameOf(possible[0])), output[0].(pyDict), possible[0].(pyDict))
	default:
		return simpleChecker(functions[0].(pyDict), output[0].(pyDict), possible[0].(pyDict))
	}
}
