package export

import (
	"fmt"
	"strconv"
	"strings"
)

// Heads of columns that several tables have.
const (
	headSamples = "samples"
	headMeasure = "measure"
	headAsked   = "asked"
	headInForce = "in force"
)

// table writes a Markdown table, the first row as its head; align has an l or an r
// for each column.
func table(b *strings.Builder, align string, rows [][]string) {
	escape := strings.NewReplacer("|", `\|`, "\n", " ")
	for i, row := range rows {
		b.WriteByte('|')
		for _, cell := range row {
			b.WriteString(" " + escape.Replace(cell) + " |")
		}
		b.WriteByte('\n')
		if i > 0 {
			continue
		}
		b.WriteByte('|')
		for _, a := range align {
			b.WriteString(map[rune]string{'l': " --- |", 'r': " ---: |"}[a])
		}
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
}

// grouped writes a number with its digits in groups of three.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	start := 0
	if n < 0 {
		start = 1
	}
	for i := len(digits) - 3; i > start; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func percent(share float64) string { return fmt.Sprintf("%.1f%%", 100*share) }

func ratio(a, b int64) float64 { return float64(a) / float64(max(1, b)) }

// part writes a count and its share of a whole.
func part(n, whole int64) string { return grouped(n) + " (" + percent(ratio(n, whole)) + ")" }

// of2 writes how many of how many.
func of2(n int, whole int64) string {
	return fmt.Sprintf("%s of %s", grouped(int64(n)), grouped(whole))
}
