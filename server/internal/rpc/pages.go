package rpc

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"sort"
	"strconv"
	"strings"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/run"
)

const (
	defaultPageSize = 50
	maxPageSize     = 1000
)

// ListRuns implements GenerationService. Pages are found by the last run of the
// page before, not by counting, so that runs that come and go in between neither
// hide others nor repeat them (AIP-158).
func (g *generation) ListRuns(
	_ context.Context, req *callmillv1.ListRunsRequest,
) (*callmillv1.ListRunsResponse, error) {
	size := int(cmp.Or(req.GetPageSize(), defaultPageSize))
	if size < 0 {
		return nil, &run.FieldError{
			Field: "page_size", Found: strconv.Itoa(size), Want: "0 (for " + strconv.Itoa(defaultPageSize) + ") or more",
		}
	}
	size = min(size, maxPageSize)
	all := g.host.List()
	from := 0
	if req.GetPageToken() != "" {
		last, err := decodePlace(req.GetPageToken())
		if err != nil {
			return nil, err
		}
		from = sort.Search(len(all), func(i int) bool { return last.before(placeOf(all[i].Message())) })
	}
	to := min(from+size, len(all))
	out := &callmillv1.ListRunsResponse{Runs: make([]*callmillv1.Run, 0, to-from)}
	for _, r := range all[from:to] {
		m := r.Message()
		m.Completed = nil
		out.Runs = append(out.Runs, m)
	}
	if to < len(all) {
		out.NextPageToken = placeOf(out.GetRuns()[to-from-1]).encode()
	}
	return out, nil
}

// place is where a run stands in the list: newest first, then by name.
type place struct {
	created time.Time
	name    string
}

func placeOf(r *callmillv1.Run) place { return place{r.GetCreateTime().AsTime(), r.GetName()} }

// before says whether p stands before q.
func (p place) before(q place) bool {
	return cmp.Or(q.created.Compare(p.created), strings.Compare(p.name, q.name)) < 0
}

// encode gives the place as clients see it.
func (p place) encode() string {
	b := binary.BigEndian.AppendUint64(nil, uint64(p.created.UnixNano()))
	b = append(b, p.name...)
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

func decodePlace(token string) (place, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) < 12 {
		return place{}, errPageToken
	}
	body := b[:len(b)-4]
	if crc32.ChecksumIEEE(body) != binary.BigEndian.Uint32(b[len(body):]) {
		return place{}, errPageToken
	}
	return place{time.Unix(0, int64(binary.BigEndian.Uint64(body))), string(body[8:])}, nil
}
