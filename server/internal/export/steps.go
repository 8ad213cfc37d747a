package export

import (
	"errors"
	"fmt"
	"slices"

	"github.com/callmill/callmill/pathways/sample"
)

// ErrLeftOut is the error of an encoder whose format has no place for a sample. It
// comes before anything of the sample was emitted: others go on.
var ErrLeftOut = errors.New("the format has no place for the sample")

// waits says whether a call needs the result of another one of the answer. A model
// cannot make both in one turn, since it does not have that result; teaching it to
// would teach it to make one up.
func waits(c *sample.Call, calls []sample.Call) bool {
	return slices.ContainsFunc(c.DependsOn, func(id string) bool {
		return slices.ContainsFunc(calls, func(other sample.Call) bool { return other.ID == id })
	})
}

// inSteps says whether an answer takes several steps: a call needs the result of
// another.
func inSteps(calls []sample.Call) bool {
	return slices.ContainsFunc(calls, func(c sample.Call) bool { return waits(&c, calls) })
}

// steps puts calls into the order in which a model can make them. A step has the
// calls whose needs the steps before it have met, of those that others need; every
// other call is in the last step. Thus all that is called before the last step has
// a result, as the steps after it need, and none is made up. The error is ErrLeftOut
// where a call that is needed has no result, or calls need each other.
func steps(calls []sample.Call) ([][]sample.Call, error) {
	if !inSteps(calls) {
		return [][]sample.Call{calls}, nil
	}
	needed := map[string]bool{}
	for i := range calls {
		for _, id := range calls[i].DependsOn {
			needed[id] = true
		}
	}
	var out [][]sample.Call
	rest := slices.Clone(calls)
	for slices.ContainsFunc(rest, func(c sample.Call) bool { return needed[c.ID] }) {
		var step, later []sample.Call
		for i := range rest {
			if needed[rest[i].ID] && !waits(&rest[i], rest) {
				step = append(step, rest[i])
			} else {
				later = append(later, rest[i])
			}
		}
		if len(step) == 0 {
			return nil, fmt.Errorf("%w: its calls wait for each other", ErrLeftOut)
		}
		for i := range step {
			if step[i].Result == "" {
				return nil, fmt.Errorf("%w: %s has no result, which another call needs", ErrLeftOut, step[i].ID)
			}
		}
		out, rest = append(out, step), later
	}
	return append(out, rest), nil
}

// answer gives the messages that are learned: the words alone, or the calls step by
// step, with the results of each before the next. Words beside calls stand with the
// first.
func (c *conversation) answer() ([]sample.Message, error) {
	list, err := steps(c.calls)
	if err != nil {
		return nil, err
	}
	var out []sample.Message
	for i, step := range list {
		m := sample.Message{Role: sample.RoleAssistant, Calls: step}
		if i == 0 {
			m.Content = c.text
		}
		out = append(out, m)
		if i == len(list)-1 {
			break
		}
		for j := range step {
			out = append(out, sample.Message{Role: sample.RoleTool, CallID: step[j].ID, Content: step[j].Result})
		}
	}
	return out, nil
}

// oneStep is the answer for formats that know no results: ErrLeftOut where it takes
// several steps.
func (c *conversation) oneStep() ([]sample.Call, error) {
	if inSteps(c.calls) {
		return nil, fmt.Errorf("%w: a call needs the result of another", ErrLeftOut)
	}
	return c.calls, nil
}
