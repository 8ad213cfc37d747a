package student

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// None is the function of a query that needs none.
const None = "none"

// OnScreen is the value of an argument that is the item before the user: nobody
// says it, and every row has another.
const OnScreen = "(the item on screen)"

// onList is the value of an argument that is an item of the list before the user,
// which queries speak of by its place.
func onList(place int) string { return "(item " + strconv.Itoa(place+1) + " of the list on screen)" }

// Row is a query and what it should become.
type Row struct {
	// Query is what the user said last; a student sees nothing of what came before.
	Query string
	// Function is the called function's name, None, or the names of several calls
	// joined by "+". Calls that need the result of another are not among them: they
	// cannot be made at once, and nothing of the query says their arguments.
	Function string
	// Arguments are the values by their path, "size.width" or "colors[0]", behind
	// the number of the call where there are several: "2.query".
	Arguments map[string]string
}

// rowJSON is a line of a file: a sample of callmill's, with calls, or one call
// with tool and arguments beside the query. A query that is not there is the last
// message of the user.
type rowJSON struct {
	Query     *string         `json:"query"`
	Messages  []messageJSON   `json:"messages"`
	Calls     *[]callJSON     `json:"calls"`
	Tool      *string         `json:"tool"`
	Arguments json.RawMessage `json:"arguments"`
	Context   contextJSON     `json:"context"`
}

type messageJSON struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type callJSON struct {
	ID        string          `json:"id"`
	Name      string          `json:"name"`
	Arguments json.RawMessage `json:"arguments"`
	DependsOn []string        `json:"depends_on"`
}

type contextJSON struct {
	Item  *itemJSON  `json:"item"`
	Items []itemJSON `json:"items"`
}

type itemJSON struct {
	ID string `json:"id"`
}

// query is what the user said last, empty for nothing.
func (r *rowJSON) query() string {
	if r.Query != nil {
		return *r.Query
	}
	for _, m := range slices.Backward(r.Messages) {
		if m.Role == "user" {
			return m.Content
		}
	}
	return ""
}

// atOnce are the calls that need no result of another.
func atOnce(calls []callJSON) []callJSON {
	return slices.DeleteFunc(slices.Clone(calls), func(c callJSON) bool {
		return slices.ContainsFunc(calls, func(other callJSON) bool {
			return other.ID != "" && slices.Contains(c.DependsOn, other.ID)
		})
	})
}

// screen gives what stands for the ids of what the user has before them; the item
// that is open before its place on the list.
func (c *contextJSON) screen() map[string]string {
	out := map[string]string{}
	for i, it := range c.Items {
		if _, twice := out[it.ID]; it.ID != "" && !twice {
			out[it.ID] = onList(i)
		}
	}
	if c.Item != nil && c.Item.ID != "" {
		out[c.Item.ID] = OnScreen
	}
	return out
}

// maxLine bounds a line of a file.
const maxLine = 1 << 22

// Read reads rows, one JSON object a line, at most limit (all where 0). An error
// names the line, what was found and what was expected.
func Read(r io.Reader, name string, limit int) ([]Row, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	var rows []Row
	for n := 1; lines.Scan() && (limit == 0 || len(rows) < limit); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		row, err := parse(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		rows = append(rows, row)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: found no rows, want one JSON object a line", name)
	}
	return rows, nil
}

func parse(line []byte) (Row, error) {
	var in rowJSON
	if err := json.Unmarshal(line, &in); err != nil {
		return Row{}, fmt.Errorf("found %.40q, want a JSON object: %w", line, err)
	}
	row := Row{Query: in.query(), Function: None, Arguments: map[string]string{}}
	if strings.TrimSpace(row.Query) == "" {
		return Row{}, errors.New("query: found nothing, want a text")
	}
	screen := in.Context.screen()
	switch {
	case in.Calls != nil && in.Tool != nil, in.Calls == nil && in.Tool == nil:
		return Row{}, fmt.Errorf("found %s, want either calls or tool", either(in.Calls != nil))
	case in.Tool != nil:
		row.Function = *in.Tool
		return row, row.add("", in.Arguments, screen)
	}
	var names []string
	calls := atOnce(*in.Calls)
	if len(calls) == 0 && len(*in.Calls) > 0 {
		return Row{}, errors.New("calls: found only calls that wait for each other, want one that can be made")
	}
	for i, c := range calls {
		prefix := ""
		if len(calls) > 1 {
			prefix = strconv.Itoa(i+1) + "."
		}
		if err := row.add(prefix, c.Arguments, screen); err != nil {
			return Row{}, fmt.Errorf("calls: %s: %w", c.Name, err)
		}
		names = append(names, c.Name)
	}
	if len(names) > 0 {
		row.Function = strings.Join(names, "+")
	}
	return row, nil
}

func either(both bool) string {
	if both {
		return "both"
	}
	return "neither"
}

// add takes an arguments object apart.
func (r *Row) add(prefix string, arguments json.RawMessage, screen map[string]string) error {
	if len(arguments) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(arguments))
	d.UseNumber()
	var object map[string]any
	if err := d.Decode(&object); err != nil {
		return fmt.Errorf("arguments: found %.40q, want a JSON object: %w", arguments, err)
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		r.leaves(prefix+name, object[name], screen)
	}
	return nil
}

func (r *Row) leaves(path string, v any, screen map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			r.leaves(path+"."+name, v[name], screen)
		}
	case []any:
		for i, e := range v {
			r.leaves(path+"["+strconv.Itoa(i)+"]", e, screen)
		}
	case json.Number:
		r.Arguments[path] = v.String()
	case string:
		r.Arguments[path] = cmp.Or(screen[v], v)
	default:
		r.Arguments[path] = fmt.Sprint(v)
	}
}

// same says whether two sets of arguments are the same, but for case, white space
// at the ends and the way numbers are written.
func same(a, b map[string]string) bool {
	return maps.EqualFunc(a, b, func(x, y string) bool { return plain(x) == plain(y) })
}

// plain is a value as it is compared.
func plain(v string) string {
	v = strings.ToLower(strings.Join(strings.Fields(v), " "))
	if n, err := strconv.ParseFloat(v, 64); err == nil {
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return v
}
