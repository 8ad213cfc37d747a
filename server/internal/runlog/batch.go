package runlog

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

const (
	// maxBatchRecords and maxBatchBytes end a batch. They are what group commit costs at most: the records that a
	// reader has to skip to get to one of them, and what a slow disk writes at once.
	maxBatchRecords = 64
	maxBatchBytes   = 64 << 10
)

// batch is the payload of one message: records, each preceded by its length as an unsigned varint.
type batch struct {
	buf []byte
	n   uint32
}

// takes tells whether the record still belongs into this batch. An empty one takes any: a record that is larger
// than a batch goes alone.
func (b *batch) takes(record []byte) bool {
	return b.n == 0 || (b.n < maxBatchRecords && len(b.buf)+framedSize(record) <= maxBatchBytes)
}

func (b *batch) add(record []byte) {
	b.buf = binary.AppendUvarint(b.buf, uint64(len(record)))
	b.buf = append(b.buf, record...)
	b.n++
}

// reset empties the batch and keeps its memory, unless a single large record had made it grow.
func (b *batch) reset() {
	if cap(b.buf) > 2*maxBatchBytes {
		b.buf = nil
	}

	b.buf, b.n = b.buf[:0], 0
}

func framedSize(record []byte) int { return uvarintSize(uint64(len(record))) + len(record) }

func uvarintSize(n uint64) int { return max(1, (bits.Len64(n)+6)/7) }

// cutRecord takes the first record off a batch. Only what [batch.add] writes is accepted, so that a batch has one
// encoding and damage does not pass for it.
func cutRecord(data []byte) (record, rest []byte, err error) {
	size, n := binary.Uvarint(data)
	if n <= 0 || n != uvarintSize(size) {
		return nil, nil, fmt.Errorf("%w: a record has no readable length", ErrCorrupt)
	}

	data = data[n:]
	if size > uint64(len(data)) {
		return nil, nil, fmt.Errorf("%w: a record of %d bytes has only %d", ErrCorrupt, size, len(data))
	}

	// The capacity ends with the record: a caller that appends to it must not write into its successor.
	return data[:size:size], data[size:], nil
}

// lastRecord walks to the last record of a batch and tells its index.
func lastRecord(data []byte) (record []byte, index uint32, err error) {
	for index = 0; ; index++ {
		if record, data, err = cutRecord(data); err != nil {
			return nil, 0, err
		}

		if len(data) == 0 {
			return record, index, nil
		}
	}
}
