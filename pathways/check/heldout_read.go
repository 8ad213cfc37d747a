package check

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/callmill/callmill/pathways/domain"
)

// Limits of held-out queries: above usual test sets, and as much as the first record
// of a run's log has room for.
const (
	MaxHeldOut      = 20_000
	MaxHeldOutBytes = 768 << 10
	// MaxHeldOutQuery bounds each query, in bytes, maxHeldOutLine each line and
	// maxHeldOutFile the file: the rest of a line that has more than a query in it is
	// not looked at.
	MaxHeldOutQuery = 4000
	maxHeldOutFile  = 64 << 20
	maxHeldOutLine  = 1 << 20
)

// ReadHeldOut reads held-out queries, one a line: an object with the key query or
// prompt, a JSON string, or plain text. Blank lines are none. Name is the file's,
// for faults. The error is of type domain.Faults, at most domain.MaxFaults of
// them, or the reader's.
//
// A line that begins with {, [ or " and is no such JSON is a fault, not a text: it is
// rather a broken line than a query. So is a file without any. Faults say nothing of
// what stands in a line: it is held out from everybody.
func ReadHeldOut(r io.Reader, name string) ([]string, error) {
	limited := &io.LimitedReader{R: r, N: maxHeldOutFile + 1}
	lines := bufio.NewScanner(limited)
	lines.Buffer(make([]byte, 0, 64<<10), maxHeldOutLine)
	var queries []string
	var faults domain.Faults
	n := 0
	fault := func(field, found, want string) {
		faults = append(faults, domain.Fault{File: name, Line: n, Field: field, Found: found, Want: want})
	}
	for lines.Scan() && len(faults) < domain.MaxFaults {
		n++
		line := bytes.TrimSpace(lines.Bytes())
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if len(line) == 0 {
			continue
		}
		query, bad := heldOutLine(line)
		if bad != nil {
			fault(bad.Field, bad.Found, bad.Want)
			continue
		}
		if queries = append(queries, query); len(queries) > MaxHeldOut {
			fault("", fmt.Sprintf("more than %d queries", MaxHeldOut), "fewer")
			break
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		n++
		fault("", fmt.Sprintf("a line of more than %d bytes", maxHeldOutLine), "at most so many")
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case limited.N <= 0:
		n = 0
		fault("", fmt.Sprintf("more than %d bytes", maxHeldOutFile), "at most so many")
	}
	if len(faults) == 0 && len(queries) == 0 {
		n = 1
		fault("", "no query", "at least one")
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return queries, nil
}

// heldOutLine returns the query of a line that is not blank, or what is wrong.
func heldOutLine(line []byte) (string, *domain.Fault) {
	if !utf8.Valid(line) {
		return "", &domain.Fault{Found: "bytes that are not UTF-8", Want: "UTF-8"}
	}
	query, field := string(line), ""
	const want = `{"query": "…"}, {"prompt": "…"}, a JSON string or plain text`
	switch line[0] {
	case '"':
		if err := json.Unmarshal(line, &query); err != nil {
			return "", &domain.Fault{Found: fmt.Sprintf("a broken string (%v)", err), Want: want}
		}
	case '[':
		return "", &domain.Fault{Found: "a JSON list", Want: want + ", one a line"}
	case '{':
		var object map[string]json.RawMessage
		if err := json.Unmarshal(line, &object); err != nil {
			return "", &domain.Fault{Found: fmt.Sprintf("a broken object (%v)", err), Want: want}
		}
		text, ok := object["query"]
		field = "query"
		if !ok {
			text, ok = object["prompt"]
			field = "prompt"
		}
		if !ok {
			return "", &domain.Fault{Found: "an object without query or prompt", Want: want}
		}
		var s *string
		if err := json.Unmarshal(text, &s); err != nil || s == nil {
			return "", &domain.Fault{Field: field, Found: "no text", Want: "a text"}
		}
		query = *s
	}
	switch {
	case len(query) > MaxHeldOutQuery:
		found := fmt.Sprintf("%d bytes", len(query))
		return "", &domain.Fault{Field: field, Found: found, Want: fmt.Sprintf("at most %d", MaxHeldOutQuery)}
	case len(bytes.TrimSpace([]byte(query))) == 0:
		return "", &domain.Fault{Field: field, Found: "an empty query", Want: "a text"}
	}
	return query, nil
}
