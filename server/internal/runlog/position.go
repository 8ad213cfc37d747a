package runlog

import (
	"cmp"
	"strconv"
)

// Position is the place of a record in its log. The zero Position stands before the first record.
type Position struct {
	// Seq is the number of the message that holds the record, from 1.
	Seq uint64
	// Index is the number of the record in its message, from 0.
	Index uint32
}

// Compare orders positions: negative when p stands before q, zero when they are the same, positive otherwise.
func (p Position) Compare(q Position) int {
	return cmp.Or(cmp.Compare(p.Seq, q.Seq), cmp.Compare(p.Index, q.Index))
}

// IsZero tells whether the position stands before the first record.
func (p Position) IsZero() bool { return p.Seq == 0 }

// String gives the position as people read it, sequence and index.
func (p Position) String() string {
	return strconv.FormatUint(p.Seq, 10) + "." + strconv.FormatUint(uint64(p.Index), 10)
}
