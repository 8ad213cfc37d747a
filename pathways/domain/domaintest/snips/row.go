package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// row is one query of the data, with its function.
type row struct {
	Query     string            `json:"query"`
	Tool      string            `json:"tool"`
	Arguments map[string]string `json:"arguments"`
}

func readRows(name string) ([]row, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the data: %w", err)
	}
	var rows []row
	lines := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; lines.Scan(); n++ {
		var r row
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("%s:%d: found %.40q, want a query with tool and arguments: %w",
				filepath.Base(name), n, lines.Text(), err)
		}
		rows = append(rows, r)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the data: %w", err)
	}
	return rows, nil
}

func writeRows(name string, rows []row) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return fmt.Errorf("write rows: %w", err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for i := range rows {
		if err := e.Encode(&rows[i]); err != nil {
			return fmt.Errorf("write rows: %w", err)
		}
	}
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		return fmt.Errorf("write rows: %w", err)
	}
	return nil
}
