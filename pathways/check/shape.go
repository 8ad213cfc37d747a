package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/sample"
)

// shape checks what holds for every sample whatever the domain, and decodes the
// calls' arguments.
func (in *inspection) shape() *Rejection {
	if strings.TrimSpace(in.sample.Query()) == "" {
		return shapeFault(ReasonEmptyQuery, "want a user message with text")
	}
	for i := range in.sample.Messages {
		if fault := textFault(&in.sample.Messages[i]); fault != "" {
			return shapeFault(ReasonInvalidText, "message %d: %s", i, fault)
		}
	}
	for i := range in.sample.Calls {
		if r := in.callShape(i); r != nil {
			return r
		}
	}
	return nil
}

func (in *inspection) callShape(i int) *Rejection {
	c := &in.sample.Calls[i]
	if c.ID == "" {
		return shapeFault(ReasonBadCallID, "call %d has no id", i)
	}
	if in.before(i, c.ID) {
		return shapeFault(ReasonBadCallID, "call %d: a call before it has the id %q too", i, c.ID)
	}
	for _, id := range c.DependsOn {
		if !in.before(i, id) {
			return shapeFault(ReasonUnknownDependency, "%s depends on %q, want the id of a call before it", c.ID, id)
		}
	}
	if !slices.Contains(in.sample.Tools, c.Name) {
		return shapeFault(ReasonToolNotOffered, "%s calls %q, want one of %q", c.ID, c.Name, in.sample.Tools)
	}
	object, root, fault := in.decode(c.Arguments)
	if fault != "" {
		return shapeFault(ReasonMalformedArguments, "%s: arguments: %s", c.ID, fault)
	}
	in.calls = append(in.calls, call{Call: c, object: object, root: root})
	return nil
}

// before says whether a call with that id comes before call i: in the dialogue,
// or among the answer's calls.
func (in *inspection) before(i int, id string) bool {
	for j := range in.sample.Calls[:i] {
		if in.sample.Calls[j].ID == id {
			return true
		}
	}
	for j := range in.sample.Messages {
		for k := range in.sample.Messages[j].Calls {
			if in.sample.Messages[j].Calls[k].ID == id {
				return true
			}
		}
	}
	return false
}

// textFault says what is wrong with a message's text, empty for nothing. People
// type one line; system prompts and tool results have lines and tabs.
func textFault(m *sample.Message) string {
	for i, r := range m.Content {
		switch {
		case r == utf8.RuneError:
			if _, size := utf8.DecodeRuneInString(m.Content[i:]); size == 1 {
				return fmt.Sprintf("byte %d is not valid UTF-8", i)
			}
		case unicode.IsControl(r):
			if m.Role != sample.RoleUser && (r == '\n' || r == '\t') {
				continue
			}
			return fmt.Sprintf("control character %U at byte %d", r, i)
		}
	}
	return ""
}

func shapeFault(reason pathways.Reason, format string, args ...any) *Rejection {
	return &Rejection{Stage: StageShape, Reason: reason, Detail: fmt.Sprintf(format, args...)}
}
