package sim

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
)

// WriteTable writes rows as a Markdown table, the dearest first.
func WriteTable(w io.Writer, rows []Row) error {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b Row) int {
		switch {
		case math.Abs(a.Ratio-b.Ratio) < 1e-9: //nolint:mnd // alike to all that is printed
			return 0
		case a.Ratio > b.Ratio:
			return -1
		default:
			return 1
		}
	})
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, "| policy | cost / optimum | difference to the greedy | excess removed | as paid |")
	fmt.Fprintln(b, "| --- | --- | --- | --- | --- |")
	for i := range rows {
		r := &rows[i]
		fmt.Fprintf(b, "| %s | %.3f ± %.3f | %+.3f ± %.3f | %.0f%% | %.3f |\n",
			r.Name, r.Ratio, r.RatioError, r.Difference, r.DifferenceError, 100*r.Removed, r.Paid)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}
