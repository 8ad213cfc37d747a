package domain

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Fault is one thing that is wrong with a file of a domain or a target.
type Fault struct {
	// File as the domain names it; empty for a target that came without one.
	File string
	// Line from 1; 0 where the fault belongs to the file as a whole.
	Line int
	// Field is the path inside the file: edges.suits["occasion/birthday"][1].
	// Empty for the file as a whole.
	Field string
	// Found and Want complete the sentence "found …, want …".
	Found string
	Want  string
}

// String returns the fault as one line.
func (f Fault) String() string {
	var b strings.Builder
	if f.File != "" {
		b.WriteString(f.File)
		if f.Line > 0 {
			b.WriteByte(':')
			b.WriteString(strconv.Itoa(f.Line))
		}
		b.WriteString(": ")
	}
	if f.Field != "" {
		b.WriteString(f.Field)
		b.WriteString(": ")
	}
	fmt.Fprintf(&b, "found %s, want %s", f.Found, f.Want)
	return b.String()
}

// Faults are all faults of a domain or a target, file by file in order of their
// lines, at most MaxFaults of them.
type Faults []Fault

// Error implements error: one line per fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i := range f {
		lines[i] = f[i].String()
	}
	return strings.Join(lines, "\n")
}

// faultList collects faults while files are read.
type faultList struct {
	faults Faults
	seen   map[Fault]bool
	// files in the order in which they were first read.
	files []string
	more  bool
}

// add records a fault once: a shared rule that many tools use is still one
// place to repair.
func (l *faultList) add(f Fault) {
	switch {
	case l.seen[f]:
		return
	case len(l.faults) >= MaxFaults:
		l.more = true
		return
	case l.seen == nil:
		l.seen = map[Fault]bool{}
	}
	l.seen[f] = true
	l.faults = append(l.faults, f)
	if !slices.Contains(l.files, f.File) {
		l.files = append(l.files, f.File)
	}
}

// err returns the faults as an error, nil if there are none.
func (l *faultList) err() error {
	if len(l.faults) == 0 {
		return nil
	}
	faults := slices.Clone(l.faults)
	slices.SortStableFunc(faults, func(x, y Fault) int {
		return cmp.Or(
			cmp.Compare(slices.Index(l.files, x.File), slices.Index(l.files, y.File)),
			cmp.Compare(x.Line, y.Line),
		)
	})
	if l.more {
		faults = append(faults, Fault{
			Found: fmt.Sprintf("more than %d faults", MaxFaults),
			Want:  "the ones above repaired first",
		})
	}
	return faults
}

// quoted returns s in quotes for a message, shortened where it is long.
func quoted(s string) string {
	const most = 60
	if len(s) <= most {
		return strconv.Quote(s)
	}
	end := most
	for end > 0 && s[end]&0xC0 == 0x80 { // not in the middle of a character
		end--
	}
	return strconv.Quote(s[:end]) + "…"
}
