package check

import (
	"fmt"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/execute"
	"github.com/callmill/callmill/pathways/sample"
)

// execution carries the calls out against the domain's library, in order: those of
// the conversation, whose results must be what its tool messages say, and then
// the answer's. What the user has before them must be there when they ask.
func (in *inspection) execution() *Rejection {
	s := in.sample
	if len(s.Calls) == 0 && len(s.Messages) == 1 && s.Context == nil {
		return nil
	}
	e := execution{world: in.pipeline.library.World()}
	for i := range s.Messages {
		if r := e.message(&s.Messages[i]); r != nil {
			return r
		}
	}
	if r := e.context(s.Context); r != nil {
		return r
	}
	for i := range s.Calls {
		c := &s.Calls[i]
		result, r := e.call(c)
		if r != nil {
			return r
		}
		if c.Result != "" && c.Result != result.JSON {
			return e.stale(c.ID, c.Result, result)
		}
		if len(c.DependsOn) > 0 && !e.takes(in.calls[i].root, in.nodes, c.DependsOn) {
			return &Rejection{
				Stage: StageExecution, Reason: ReasonUnusedResult, Call: c.ID,
				Detail: fmt.Sprintf("%s: %s depends on %s, and takes the id or the title of no item in their results",
					c.ID, c.Name, strings.Join(c.DependsOn, ", ")),
			}
		}
	}
	return nil
}

// execution is the state of one conversation.
type execution struct {
	world *execute.World
	done  []returned
}

// returned is what a call returned.
type returned struct {
	id     string
	result *execute.Result
}

// result returns what the call with that id returned, nil where there is none.
func (e *execution) result(id string) *execute.Result {
	for i := range e.done {
		if e.done[i].id == id {
			return e.done[i].result
		}
	}
	return nil
}

// message carries out the calls of a message, or holds what it says they
// returned against what they did.
func (e *execution) message(m *sample.Message) *Rejection {
	for i := range m.Calls {
		result, r := e.call(&m.Calls[i])
		if r != nil {
			return r
		}
		if said := m.Calls[i].Result; said != "" && said != result.JSON {
			return e.stale(m.Calls[i].ID, said, result)
		}
	}
	if m.Role != sample.RoleTool {
		return nil
	}
	if result := e.result(m.CallID); result == nil || result.JSON != m.Content {
		return e.stale(m.CallID, m.Content, result)
	}
	return nil
}

func (e *execution) call(c *sample.Call) (*execute.Result, *Rejection) {
	result, err := e.world.Call(c)
	if err != nil {
		reason, _ := pathways.ReasonOf(err)
		return nil, &Rejection{Stage: StageExecution, Reason: reason, Call: c.ID, Detail: c.ID + ": " + err.Error()}
	}
	e.done = append(e.done, returned{c.ID, result})
	return result, nil
}

func (e *execution) stale(call, said string, result *execute.Result) *Rejection {
	want := "of no call before it"
	if result != nil {
		want = "want " + result.JSON
	}
	return &Rejection{
		Stage: StageExecution, Reason: ReasonStaleResult, Call: call,
		Detail: fmt.Sprintf("result of %s: %.200s, %s", call, said, want),
	}
}

// context looks for what the user has before them.
func (e *execution) context(c *sample.Context) *Rejection {
	if c == nil {
		return nil
	}
	there := func(it *sample.Item) *Rejection {
		if e.world.Item(it.ID) != nil {
			return nil
		}
		return &Rejection{
			Stage: StageExecution, Reason: execute.ReasonUnknownItem,
			Detail: fmt.Sprintf("context: no item %q", it.ID),
		}
	}
	if c.Item != nil {
		if r := there(c.Item); r != nil {
			return r
		}
	}
	for _, it := range c.Items {
		if r := there(it); r != nil {
			return r
		}
	}
	return nil
}

// takes says whether one of the arguments below a node is the id or the title of
// an item that one of the calls returned. Its kind does not count: it is a word
// that a query says of itself.
func (e *execution) takes(root int, nodes []node, calls []string) bool {
	for i := root + 1; i < nodes[root].end; i++ {
		if nodes[i].kind != kindString {
			continue
		}
		for _, id := range calls {
			result := e.result(id)
			if result == nil {
				continue
			}
			for _, it := range result.Items {
				if nodes[i].text == it.ID || nodes[i].text == it.Title {
					return true
				}
			}
		}
	}
	return false
}
