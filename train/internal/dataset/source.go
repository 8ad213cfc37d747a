package dataset

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/s2"
	"google.golang.org/protobuf/encoding/protodelim"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// Source is where events come from, in the order of a log.
type Source struct {
	// Name is what errors call it.
	Name string
	// Read visits every event once. The event is valid until visit returns. An
	// error of visit ends it and is returned as it is; an *Error is a fault of
	// what was read, any other one of reading.
	Read func(ctx context.Context, visit func(*callmillv1.DecisionEvent) error) error
}

const (
	// readBuffer is how much of a file is read at once.
	readBuffer = 1 << 18
	// maxBlock is the largest block of an S2 stream, by its specification.
	maxBlock = 4 << 20
)

// The chunks that open an S2 stream, or one of Snappy, which S2 reads too. No
// plain file begins like that: its first two bytes would be a length of 895, and
// the next, 0, is no protobuf tag.
const (
	magicS2     = "\xff\x06\x00\x00S2sTwO"
	magicSnappy = "\xff\x06\x00\x00sNaPpY"
)

// File is a file in the export format: events, each behind its length as a
// varint, in an S2 stream or plain.
func File(path string) Source {
	return Source{Name: path, Read: func(ctx context.Context, visit func(*callmillv1.DecisionEvent) error) error {
		f, err := os.Open(path)
		if err != nil {
			return &Error{Source: path, Err: errors.Unwrap(err)} // without the path a second time
		}
		defer func() { _ = f.Close() }() // only read: there is nothing to lose
		return readEvents(ctx, path, f, visit)
	}}
}

// Reader is a log in the export format that can be read once.
func Reader(name string, r io.Reader) Source {
	return Source{Name: name, Read: func(ctx context.Context, visit func(*callmillv1.DecisionEvent) error) error {
		return readEvents(ctx, name, r, visit)
	}}
}

func readEvents(ctx context.Context, name string, from io.Reader, visit func(*callmillv1.DecisionEvent) error) error {
	r := bufio.NewReaderSize(from, readBuffer)
	// A file shorter than the magic is plain, and its fault is found below.
	head, _ := r.Peek(len(magicS2))
	if bytes.Equal(head, []byte(magicS2)) || bytes.Equal(head, []byte(magicSnappy)) {
		r = bufio.NewReaderSize(s2.NewReader(r, s2.ReaderMaxBlockSize(maxBlock)), readBuffer)
	}
	event := &callmillv1.DecisionEvent{}
	for n := int64(1); ; n++ {
		if n%256 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		switch err := protodelim.UnmarshalFrom(r, event); {
		case err == nil:
		case errors.Is(err, io.ErrUnexpectedEOF):
			return &Error{Source: name, Event: n, Err: errors.New("the log ends in the middle of an event")}
		case errors.Is(err, io.EOF):
			return nil
		default:
			return &Error{Source: name, Event: n, Err: fmt.Errorf("found no event of a decision log: %w", err)}
		}
		if err := visit(event); err != nil {
			return err
		}
	}
}
