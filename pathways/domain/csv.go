package domain

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"slices"
)

// csvRows iterates over the rows of a CSV file (RFC 4180) and the lines on which
// they start; a fault ends it.
func csvRows(src *source, data []byte) iter.Seq2[int, []string] {
	return func(yield func(int, []string) bool) {
		r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))
		r.FieldsPerRecord = -1
		for {
			row, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if e, wrong := errors.AsType[*csv.ParseError](err); wrong {
				src.fault(e.StartLine, "what CSV does not allow ("+e.Err.Error()+")", "CSV")
				return
			}
			line, _ := r.FieldPos(0)
			if !yield(line, slices.Clone(row)) {
				return
			}
		}
	}
}
