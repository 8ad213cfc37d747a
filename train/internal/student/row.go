package student

import (
	"bufio"
	"bytes"
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

// Row is a query and what it should become.
type Row struct {
	Query string
	// Function is the called function's name, None, or the names of several calls
	// joined by "+".
	Function string
	// Arguments are the values by their path, "size.width" or "colors[0]", behind
	// the number of the call where there are several: "2.query".
	Arguments map[string]string
}

// rowJSON is a line of a file: a sample of callmill's, with calls, or one call
// with tool and arguments beside the query.
type rowJSON struct {
	Query *string `json:"query"`
	Calls *[]struct {
		Name      string          `json:"name"`
		Arguments json.RawMessage `json:"arguments"`
	} `json:"calls"`
	Tool      *string         `json:"tool"`
	Arguments json.RawMessage `json:"arguments"`
	Context   *struct {
		Item *struct {
			ID string `json:"id"`
		} `json:"item"`
	} `json:"context"`
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
	if in.Query == nil || strings.TrimSpace(*in.Query) == "" {
		return Row{}, errors.New("query: found nothing, want a text")
	}
	row := Row{Query: *in.Query, Function: None, Arguments: map[string]string{}}
	screen := ""
	if in.Context != nil && in.Context.Item != nil {
		screen = in.Context.Item.ID
	}
	switch {
	case in.Calls != nil && in.Tool != nil, in.Calls == nil && in.Tool == nil:
		return Row{}, fmt.Errorf("found %s, want either calls or tool", either(in.Calls != nil))
	case in.Tool != nil:
		row.Function = *in.Tool
		return row, row.add("", in.Arguments, screen)
	}
	var names []string
	for i, c := range *in.Calls {
		prefix := ""
		if len(*in.Calls) > 1 {
			prefix = strconv.Itoa(i+1) + "."
		}
		if err := row.add(prefix, c.Arguments, screen); err != nil {
			return Row{}, fmt.Errorf("calls[%d]: %w", i, err)
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
func (r *Row) add(prefix string, arguments json.RawMessage, screen string) error {
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

func (r *Row) leaves(path string, v any, screen string) {
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
		if screen != "" && v == screen {
			v = OnScreen
		}
		r.Arguments[path] = v
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
