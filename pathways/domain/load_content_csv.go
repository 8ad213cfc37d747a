package domain

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// csvItems iterates over the items of a CSV file (RFC 4180) with a header, as if
// they were lines of JSON: the columns id, kind, title, keywords and picture, or
// those that the mapping names, and every other column as an attribute. Keywords
// are separated by ; unless the mapping says otherwise. Empty cells are not
// there. Pictures are files beside it, as in JSON lines.
func (l *loader) csvItems(src *source, data []byte) iter.Seq2[int, *place] {
	return func(yield func(int, *place) bool) {
		var header []string
		for line, row := range csvRows(src, data) {
			if header == nil {
				if header = l.csvHeader(src, line, row); header == nil {
					return
				}
				continue
			}
			if len(row) != len(header) {
				src.fault(line, fmt.Sprintf("%d cells", len(row)), fmt.Sprintf("%d, as the header has", len(header)))
				continue
			}
			if !yield(line, &place{datum: l.csvItem(header, row, line), src: src}) {
				return
			}
		}
		if header == nil {
			src.fault(1, "an empty file", "a header")
		}
	}
}

// csvHeader returns the field that each column is, nil with a fault where they
// make no items.
func (l *loader) csvHeader(src *source, line int, row []string) []string {
	header := make([]string, len(row))
	whole := true
	for i, column := range row {
		column = strings.TrimSpace(column)
		header[i] = column
		for field, named := range l.mapping.columns {
			if column == named {
				header[i] = field
			}
		}
		switch {
		case slices.Contains(header[:i], header[i]):
			src.fault(line, "column "+quoted(column)+" again", "each column once")
			whole = false
		case !isName(header[i]):
			src.fault(line, "column "+quoted(column), "a name of letters, digits, _ and -")
			whole = false
		}
	}
	for _, field := range []string{fieldID, fieldKind, fieldTitle} {
		if !slices.Contains(header, field) && !(field == fieldKind && l.mapping.kind != "") {
			src.fault(line, "no column "+quoted(l.mapping.columns[field]), "one for the "+field+" of each item"+
				didYouMean(l.mapping.columns[field], slices.Values(row)))
			whole = false
		}
	}
	if !whole {
		return nil
	}
	return header
}

// csvItem makes of a row what the same item would be in JSON.
func (l *loader) csvItem(header, row []string, line int) *datum {
	item, attributes := mappingOf(line), mappingOf(line)
	for i, cell := range row {
		switch field := header[i]; {
		case strings.TrimSpace(cell) == "":
		case field == fieldKeywords:
			list := listOf(line)
			for k := range strings.SplitSeq(cell, l.mapping.separator) {
				if k = strings.TrimSpace(k); k != "" {
					list.items = append(list.items, textOf(line, k))
				}
			}
			item.members = append(item.members, memberOf(field, list))
		case field == fieldID || field == fieldKind || field == fieldTitle || field == fieldPicture:
			item.members = append(item.members, memberOf(field, textOf(line, strings.TrimSpace(cell))))
		default:
			attributes.members = append(attributes.members, memberOf(field, textOf(line, cell)))
		}
	}
	if item.member(fieldKind) == nil && l.mapping.kind != "" {
		item.members = append(item.members, memberOf(fieldKind, textOf(line, l.mapping.kind)))
	}
	if len(attributes.members) > 0 {
		item.members = append(item.members, memberOf("attributes", attributes))
	}
	return item
}
