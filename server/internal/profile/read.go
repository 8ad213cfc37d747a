package profile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// maxLine bounds a line of the log.
const maxLine = 1 << 20

// lineJSON is a line of the log. The calls may stand as a list, or one as tool
// and arguments.
type lineJSON struct {
	Query *string `json:"query"`
	User  string  `json:"user"`
	Calls *[]struct {
		Name      string          `json:"name"`
		Arguments json.RawMessage `json:"arguments"`
	} `json:"calls"`
	Tool      *string         `json:"tool"`
	Arguments json.RawMessage `json:"arguments"`
}

// read measures every line of a log. An error names the line, and nothing of what
// was asked in it.
func (c *counter) read(r io.Reader, name string) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	n := 1
	for ; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if err := c.line(lines.Bytes()); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s:%d: %w", name, n, err)
	}
	if c.lines == 0 {
		return fmt.Errorf("%s: found no queries, want a JSON object a line", name)
	}
	return nil
}

func (c *counter) line(data []byte) error {
	var in lineJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return errors.New("found no JSON object, want one with query, and user and calls where they are known")
	}
	if in.Query == nil || strings.TrimSpace(*in.Query) == "" {
		return errors.New("query: found nothing, want a text")
	}
	s := &sample.Sample{Messages: []sample.Message{{Role: sample.RoleUser, Content: *in.Query}}}
	calls := in.Calls != nil || in.Tool != nil
	switch {
	case in.Calls != nil && in.Tool != nil:
		return errors.New("found both calls and tool, want one of them")
	case in.Tool != nil && *in.Tool != sample.BucketNone:
		call, err := c.call(*in.Tool, in.Arguments)
		if err != nil {
			return err
		}
		s.Calls = []sample.Call{call}
	case in.Calls != nil:
		for i, call := range *in.Calls {
			made, err := c.call(call.Name, call.Arguments)
			if err != nil {
				return fmt.Errorf("calls[%d]: %w", i, err)
			}
			s.Calls = append(s.Calls, made)
		}
	}
	return c.add(in.User, s, calls)
}

func (c *counter) call(name string, arguments json.RawMessage) (sample.Call, error) {
	if c.domain.Tool(name) == nil {
		return sample.Call{}, fmt.Errorf("found the tool %.80q, want one of the domain's: %s", name, toolNames(c.domain))
	}
	if len(arguments) == 0 {
		arguments = json.RawMessage("{}")
	}
	canonical, err := sample.Canonical(arguments)
	if err != nil || !strings.HasPrefix(canonical, "{") {
		return sample.Call{}, fmt.Errorf("the arguments of %s: want a JSON object", name)
	}
	return sample.Call{Name: name, Arguments: canonical}, nil
}

func toolNames(d *domain.Domain) string {
	names := make([]string, len(d.Tools))
	for i, t := range d.Tools {
		names[i] = t.Name
	}
	return strings.Join(names, ", ")
}
