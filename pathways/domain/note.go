package domain

import "strconv"

// Note is something about a domain that is no fault but that its author may
// want to know.
type Note struct {
	// File, Line and Field say where, as those of a Fault do.
	File  string
	Line  int
	Field string
	Text  string
}

// String returns the note as one line.
func (n Note) String() string {
	s := n.File
	if n.Line > 0 {
		s += ":" + strconv.Itoa(n.Line)
	}
	if n.Field != "" {
		s += ": " + n.Field
	}
	return s + ": " + n.Text
}

// note records something at p; what is beyond the limit on faults is not kept.
func (l *loader) note(p *place, text string) {
	if p == nil || len(l.d.Notes) >= MaxFaults {
		return
	}
	l.d.Notes = append(l.d.Notes, Note{File: p.src.name, Line: p.line, Field: p.path(), Text: text})
}
