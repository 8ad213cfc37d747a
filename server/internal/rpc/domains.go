package rpc

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"strconv"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/run"
	"github.com/callmill/callmill/server/internal/survey"
)

// checkSeed is the seed of CheckDomain, so that it always says the same.
const checkSeed = 1

// domains implements DomainService.
type domains struct {
	callmillv1.UnimplementedDomainServiceServer

	host *run.Host
	// names of the domains, in order, and what there is to say of each. It is put
	// together once: to count a graph takes longer than to send the count.
	names     []string
	described map[string]description
	// checking is held by the one call that tries a domain's cells: it keeps every
	// core busy, and runs have the first claim on them. Whoever holds it may read
	// and write checked.
	checking chan struct{}
	// checked are summaries by domain: domains do not change.
	checked map[string]*callmillv1.DomainSummary
}

// description is what ListDomains and GetDomain say of a domain.
type description struct{ outline, full *callmillv1.Domain }

func newDomains(h *run.Host) (*domains, error) {
	d := &domains{
		host: h, names: h.Domains(), described: map[string]description{},
		checking: make(chan struct{}, 1), checked: map[string]*callmillv1.DomainSummary{},
	}
	for _, name := range d.names {
		e, err := h.Engine(name)
		if err != nil {
			return nil, err
		}
		d.described[name] = description{outline: survey.Outline(name, e), full: survey.Describe(name, e)}
	}
	return d, nil
}

// ListDomains implements DomainService. Pages are found by the last name of the
// page before.
func (d *domains) ListDomains(
	_ context.Context, req *callmillv1.ListDomainsRequest,
) (*callmillv1.ListDomainsResponse, error) {
	size := int(cmp.Or(req.GetPageSize(), defaultPageSize))
	if size < 0 {
		return nil, &run.FieldError{
			Field: "page_size", Found: strconv.Itoa(size), Want: "0 (for " + strconv.Itoa(defaultPageSize) + ") or more",
		}
	}
	names := d.names
	if req.GetPageToken() != "" {
		last, err := decodeName(req.GetPageToken())
		if err != nil {
			return nil, err
		}
		from, found := slices.BinarySearch(names, last)
		if found {
			from++
		}
		names = names[from:]
	}
	out := &callmillv1.ListDomainsResponse{}
	for _, name := range names[:min(size, maxPageSize, len(names))] {
		out.Domains = append(out.Domains, d.described[name].outline)
	}
	if n := len(out.GetDomains()); n < len(names) {
		out.NextPageToken = encodeName(names[n-1])
	}
	return out, nil
}

// GetDomain implements DomainService.
func (d *domains) GetDomain(
	_ context.Context, req *callmillv1.GetDomainRequest,
) (*callmillv1.GetDomainResponse, error) {
	if _, err := d.host.Engine(req.GetDomain()); err != nil {
		return nil, err
	}
	return &callmillv1.GetDomainResponse{Domain: d.described[req.GetDomain()].full}, nil
}

// CheckDomain implements DomainService.
func (d *domains) CheckDomain(
	ctx context.Context, req *callmillv1.CheckDomainRequest,
) (*callmillv1.CheckDomainResponse, error) {
	e, err := d.host.Engine(req.GetDomain())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case <-d.host.Stopping():
			cancel(run.ErrStopping)
		case <-ctx.Done():
		}
	}()
	select {
	case d.checking <- struct{}{}:
		defer func() { <-d.checking }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	summary := d.checked[req.GetDomain()]
	if summary == nil {
		summary, err = survey.Of(ctx, req.GetDomain(), e, survey.Options{Seed: checkSeed})
		if err != nil {
			return nil, fmt.Errorf("check domain %s: %w", req.GetDomain(), err)
		}
		// One that the time cut short is made anew: the server may be less busy then.
		if !summary.GetTarget().GetCut() {
			d.checked[req.GetDomain()] = summary
		}
	}
	return &callmillv1.CheckDomainResponse{Summary: summary}, nil
}

// nameTokens sums page tokens of names with another polynomial than those of
// runs, so that neither is taken for the other.
func nameTokens() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// encodeName gives the last name of a page as clients see it.
func encodeName(name string) string {
	b := []byte(name)
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(b, crc32.Checksum(b, nameTokens())))
}

func decodeName(token string) (string, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) < 4 {
		return "", errPageToken
	}
	name, sum := b[:len(b)-4], b[len(b)-4:]
	if crc32.Checksum(name, nameTokens()) != binary.BigEndian.Uint32(sum) {
		return "", errPageToken
	}
	return string(name), nil
}
