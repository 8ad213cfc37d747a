package export

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/sample"
)

// drawCalls draws an answer in which calls need the results of those before them, put
// into any order; what is needed has a result.
func drawCalls(t *rapid.T) []sample.Call {
	calls := make([]sample.Call, rapid.IntRange(1, 7).Draw(t, "calls"))
	for i := range calls {
		calls[i] = sample.Call{
			ID: fmt.Sprintf("call_%d", i+1), Name: "search_images", Arguments: fmt.Sprintf(`{"query":"q%d"}`, i),
		}
		for j := range i {
			if rapid.IntRange(0, 3).Draw(t, "needs") == 0 {
				calls[i].DependsOn = append(calls[i].DependsOn, calls[j].ID)
				calls[j].Result = fmt.Sprintf(`{"id":"i%d"}`, j)
			}
		}
		if rapid.IntRange(0, 9).Draw(t, "earlier") == 0 { // of another turn: it has returned
			calls[i].DependsOn = append(calls[i].DependsOn, "call_0")
		}
	}
	return rapid.Permutation(calls).Draw(t, "order")
}

// Every call is in one step; what it needs is in a step before; all that comes before
// the last step has its result, and there is no step more than that takes.
func TestSteps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		calls := drawCalls(t)
		list, err := steps(calls)
		if err != nil {
			t.Fatal(err)
		}
		at := map[string]int{}
		for i, step := range list {
			if len(step) == 0 {
				t.Fatalf("step %d of %v is empty", i, list)
			}
			for _, c := range step {
				if _, twice := at[c.ID]; twice {
					t.Fatalf("%s is called twice", c.ID)
				}
				at[c.ID] = i
				if i < len(list)-1 && c.Result == "" {
					t.Fatalf("%s is in step %d of %d, and has no result", c.ID, i, len(list))
				}
			}
		}
		longest := map[string]int{}
		depth := 0
		for range calls { // as many rounds as a chain can have links
			for _, c := range calls {
				for _, id := range c.DependsOn {
					if _, ours := at[id]; ours {
						longest[c.ID] = max(longest[c.ID], longest[id]+1)
						depth = max(depth, longest[c.ID])
					}
				}
			}
		}
		if len(at) != len(calls) || len(list) != depth+1 {
			t.Fatalf("%d calls in %d steps, want %d in %d", len(at), len(list), len(calls), depth+1)
		}
		for _, c := range calls {
			for _, id := range c.DependsOn {
				if before, ours := at[id]; ours && before >= at[c.ID] {
					t.Fatalf("%s is called in step %d, and needs %s of step %d", c.ID, at[c.ID], id, before)
				}
			}
		}
	})
}

// Rows of any such answer pass the rules of their formats, or are left out of them.
func TestStepsInFormats(t *testing.T) {
	t.Parallel()
	tools, err := ToolsFrom(small())
	if err != nil {
		t.Fatal(err)
	}
	schema := chatSchema(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := &sample.Sample{
			ID: "drawn", Tools: []string{"crop_image", "search_images"}, Calls: drawCalls(rt),
			Messages: []sample.Message{{Role: sample.RoleUser, Content: "go"}},
		}
		for _, c := range s.Calls { // none of an earlier turn: there is none
			if slices.Contains(c.DependsOn, "call_0") {
				return
			}
		}
		var row chatRow
		line := encode(t, "openai", tools, []*sample.Sample{s})[""][0]
		if err := schema.Validate(decode(t, line)); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		into(t, line, &row)
		checkChatRow(t, tools, s, &row)
		var turns shareGPTRow
		into(t, encode(t, "hermes", tools, []*sample.Sample{s})[""][0], &turns)
		checkHermesTurns(t, s, &turns, decode(t, turns.Tools).([]any))
		encode(t, "xlam", tools, []*sample.Sample{s}) // holds what is left out against fits
		encode(t, "bfcl", tools, []*sample.Sample{s})
	})
}

// What no model could do is left out and not guessed.
func TestStepsLeaveOut(t *testing.T) {
	t.Parallel()
	for why, calls := range map[string][]sample.Call{
		"no result": {{ID: "a"}, {ID: "b", DependsOn: []string{"a"}}},
		"a circle": {
			{ID: "a", DependsOn: []string{"b"}, Result: "1"}, {ID: "b", DependsOn: []string{"a"}, Result: "1"},
		},
		"itself":          {{ID: "a", DependsOn: []string{"a"}, Result: "1"}},
		"one of two":      {{ID: "a", Result: "1"}, {ID: "b"}, {ID: "c", DependsOn: []string{"a", "b"}}},
		"deep, no result": {{ID: "a", Result: "1"}, {ID: "b", DependsOn: []string{"a"}}, {ID: "c", DependsOn: []string{"b"}}},
	} {
		if list, err := steps(calls); !errors.Is(err, ErrLeftOut) {
			t.Errorf("%s: found %v, %v", why, list, err)
		}
		if _, err := (&conversation{calls: calls}).oneStep(); !errors.Is(err, ErrLeftOut) {
			t.Errorf("%s is one step: %v", why, err)
		}
	}
}
