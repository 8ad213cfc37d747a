package pathwaytest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/sample"
)

// wellFormed looks at the form of a candidate.
func wellFormed(b *pathways.Brief, c *pathways.Candidate) error {
	switch {
	case strings.TrimSpace(sample.LastUser(c.Messages)) == "":
		return errors.New("the last user message is empty")
	case c.Messages[len(c.Messages)-1].Role != sample.RoleUser:
		return errors.New("the last message is not the user's")
	case (len(b.Calls) == 0 || b.Reply != nil) && len(c.Calls) != 0:
		return fmt.Errorf("%d calls for a brief that wants none", len(c.Calls))
	case c.Template == "":
		return errors.New("the template is not named")
	}
	if err := sameContext(b.SampleContext(), c.Context); err != nil {
		return err
	}
	before := 0
	for i := range b.Earlier {
		if b.Earlier[i].Brief.Reply == nil {
			before += len(b.Earlier[i].Brief.Calls)
		}
	}
	for i := range c.Calls {
		if err := wellFormedCall(b, c.Calls, i, before); err != nil {
			return fmt.Errorf("call %d: %w", i, err)
		}
	}
	return nil
}

// sameContext says what of the context is not the brief's.
func sameContext(want, have *sample.Context) error {
	if (want == nil) != (have == nil) {
		return errors.New("the context is not the brief's")
	}
	if want != nil && (want.Item != have.Item || !slices.Equal(want.Items, have.Items)) {
		return errors.New("the context is of other items than the brief's")
	}
	return nil
}

// wellFormedCall looks at one of a candidate's calls, which follow so many of
// earlier turns.
func wellFormedCall(b *pathways.Brief, calls []sample.Call, i, before int) error {
	call := &calls[i]
	canonical, err := sample.Canonical([]byte(call.Arguments))
	if err != nil {
		return fmt.Errorf("read the arguments: %w", err)
	}
	if canonical != call.Arguments {
		return fmt.Errorf("arguments %s are not canonical", call.Arguments)
	}
	if want := pathways.CallID(before + i); call.ID != want {
		return fmt.Errorf("has id %q, want %q", call.ID, want)
	}
	var want []string
	if i < len(b.Calls) {
		for _, on := range b.Calls[i].DependsOn {
			want = append(want, pathways.CallID(before+on))
		}
	}
	if !slices.Equal(call.DependsOn, want) {
		return fmt.Errorf("depends on %v, want %v", call.DependsOn, want)
	}
	for _, id := range call.DependsOn {
		at := slices.IndexFunc(calls, func(c sample.Call) bool { return c.ID == id })
		if at < 0 || at >= i {
			return fmt.Errorf("depends on %s, which does not come before it", id)
		}
		if calls[at].Result == "" {
			return fmt.Errorf("depends on %s, which says no result", id)
		}
	}
	return nil
}
