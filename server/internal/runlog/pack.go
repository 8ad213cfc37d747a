package runlog

import (
	"fmt"

	"github.com/klauspost/compress/s2"
)

// How the records of a message are kept; its first byte.
const (
	packedPlain byte = iota
	packedS2
)

// maxUnpacked bounds what a message unpacks to: the largest payload that NATS can be set to.
const maxUnpacked = 64 << 20

// pack gives the payload of a message: the batch, compressed where that is worth it. Records of one run are much
// alike, and shrink to a fourth or less. That spares the disk, and the memory more so: the embedded server keeps what
// was written or read in the last ten seconds.
func pack(dst, batch []byte) []byte {
	dst = append(dst[:0], packedS2)
	if most := s2.MaxEncodedLen(len(batch)); most >= 0 {
		if cap(dst) < 1+most {
			dst = append(make([]byte, 0, 1+most), packedS2)
		}

		packed := s2.Encode(dst[1:1+most], batch)
		if len(packed) < len(batch) {
			return dst[:1+len(packed)]
		}
	}

	return append(append(dst[:0], packedPlain), batch...)
}

// unpack gives the batch back. Damage that pretends to be an immense batch costs maxUnpacked at most.
func unpack(payload []byte) ([]byte, error) {
	switch {
	case len(payload) < 2:
		return nil, fmt.Errorf("%w: a message of %d bytes has no records", ErrCorrupt, len(payload))
	case payload[0] == packedPlain:
		return payload[1:], nil
	case payload[0] != packedS2:
		return nil, fmt.Errorf("%w: unknown packing %d", ErrCorrupt, payload[0])
	}

	if size, err := s2.DecodedLen(payload[1:]); err != nil || size == 0 || size > maxUnpacked {
		return nil, fmt.Errorf("%w: packed records of %d bytes", ErrCorrupt, size)
	}

	batch, err := s2.Decode(nil, payload[1:])
	if err != nil {
		return nil, fmt.Errorf("%w: unpack: %w", ErrCorrupt, err)
	}

	return batch, nil
}
