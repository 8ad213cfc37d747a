package web

import (
	"connectrpc.com/connect"
	"connectrpc.com/vanguard"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/callmill/callmill/server/internal/rpc"
)

// codec reads and writes JSON. Unlike vanguard's own it refuses fields that do
// not exist, because a seed that was misspelt and ignored would be found out
// much later; it leaves out fields that are not set; and its errors carry the
// details that all errors carry.
type codec struct{ vanguard.JSONCodec }

func newCodec(types vanguard.TypeResolver) vanguard.Codec {
	return codec{vanguard.JSONCodec{
		MarshalOptions:   protojson.MarshalOptions{Resolver: types},
		UnmarshalOptions: protojson.UnmarshalOptions{Resolver: types},
	}}
}

// Unmarshal implements vanguard.Codec.
func (c codec) Unmarshal(data []byte, m proto.Message) error {
	err := c.JSONCodec.Unmarshal(data, m)
	if err == nil {
		return nil
	}
	s := rpc.UnreadableStatus(m, err)
	out := connect.NewError(connect.Code(s.Code()), s.Err())
	for _, d := range s.Proto().GetDetails() {
		detail, err := connect.NewErrorDetail(d)
		if err != nil {
			continue
		}
		out.AddDetail(detail)
	}
	return out //nolint:wrapcheck // in the terms of the transcoder that asks
}
