package main

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// writeTable writes rows with their cells below each other; align has an l or
// an r for each column.
func writeTable(b *bytes.Buffer, align string, rows [][]string) {
	widths := make([]int, len(align))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			room := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i > 0 {
				line.WriteString("  ")
			}
			if align[i] == 'r' {
				line.WriteString(room + cell)
			} else {
				line.WriteString(cell + room)
			}
		}
		fmt.Fprintln(b, strings.TrimRight(line.String(), " "))
	}
}

// grouped writes a whole number with its digits in groups, and one that nobody
// would count as about so many.
func grouped(n float64) string {
	for _, big := range []struct {
		least float64
		name  string
	}{{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}} {
		switch {
		case n >= 1000*big.least:
			return fmt.Sprintf("%.0e", n)
		case n >= big.least:
			return fmt.Sprintf("%.1f %s", n/big.least, big.name)
		}
	}
	digits := strconv.FormatFloat(math.Round(n), 'f', 0, 64)
	if len(digits) > 3 {
		return digits[:len(digits)-3] + "," + digits[len(digits)-3:]
	}
	return digits
}

// counted writes how many there are of something.
func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return grouped(float64(n)) + " " + what
}
