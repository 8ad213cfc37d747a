package serve_test

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/server/internal/serve/servetest"
	"github.com/callmill/callmill/server/internal/starter"
)

// domainClient is a client of a server with the domain studio, and a small one
// under four names.
func domainClient(t *testing.T) callmillv1.DomainServiceClient {
	t.Helper()
	small, err := domain.Load(starter.Files())
	if err != nil {
		t.Fatal(err)
	}
	o := servetest.Options(t)
	for _, name := range []string{"desk", "a", "zoo", "b"} {
		o.Domains[name] = small
	}
	return callmillv1.NewDomainServiceClient(servetest.Dial(t, servetest.Start(t, o).GRPCAddr()))
}

func TestListDomains(t *testing.T) {
	client := domainClient(t)
	want := []string{"a", "b", "desk", "studio", "zoo"}
	for size := range int32(7) {
		var names []string
		req := &callmillv1.ListDomainsRequest{PageSize: size}
		for page := 0; ; page++ {
			m, err := client.ListDomains(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range m.GetDomains() {
				names = append(names, d.GetName())
				if d.GetHash() == "" || d.GetDescription() == "" || len(d.GetNodes()) == 0 || len(d.GetPathways()) == 0 {
					t.Errorf("too little of %s: %v", d.GetName(), d)
				}
				if d.GetTarget() != nil || len(d.GetTools()) > 0 || len(d.GetFacets()) > 0 {
					t.Errorf("too much of %s: %v", d.GetName(), d)
				}
			}
			if m.GetNextPageToken() == "" {
				break
			}
			if got := len(m.GetDomains()); got != int(size) || page > len(want) {
				t.Fatalf("page %d of %d has %d domains, and more follow", page, size, got)
			}
			req.PageToken = m.GetNextPageToken()
		}
		if !slices.Equal(names, want) {
			t.Errorf("pages of %d: found %v, want %v", size, names, want)
		}
	}
}

func TestGetDomain(t *testing.T) {
	client := domainClient(t)
	m, err := client.GetDomain(t.Context(), &callmillv1.GetDomainRequest{Domain: "desk"})
	if err != nil {
		t.Fatal(err)
	}
	d := m.GetDomain()
	if d.GetName() != "desk" || len(d.GetTools()) != 5 || len(d.GetHash()) != 64 || d.GetPictures() != 0 {
		t.Errorf("found %v", d)
	}
	for _, tool := range d.GetTools() {
		var schema struct {
			Type       string                     `json:"type"`
			Properties map[string]json.RawMessage `json:"properties"`
		}
		if err := json.Unmarshal([]byte(tool.GetParametersJson()), &schema); err != nil || schema.Type != "object" ||
			len(schema.Properties) == 0 || tool.GetDescription() == "" {
			t.Errorf("tool %v: %v", tool, err)
		}
	}
	for what, list := range map[string][]*callmillv1.Count{
		"place 16": d.GetNodes(), "at 48": d.GetEdges(), "cruise 3": d.GetItems(),
	} {
		if !slices.ContainsFunc(list, func(c *callmillv1.Count) bool {
			return what == c.GetName()+" "+strconv.Itoa(int(c.GetCount()))
		}) {
			t.Errorf("no %s in %v", what, list)
		}
	}
	last := d.GetFacets()[len(d.GetFacets())-1]
	if last.GetName() != "trip_kind" || !slices.Contains(last.GetBuckets(), "cruise") {
		t.Errorf("facet %v", last)
	}
	// What it says is what a request can say.
	runs := callmillv1.NewGenerationServiceClient(servetest.Dial(t, servetest.Start(t, servetest.Options(t)).GRPCAddr()))
	studio, err := client.GetDomain(t.Context(), &callmillv1.GetDomainRequest{Domain: "studio"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := runs.CreateRun(t.Context(), &callmillv1.CreateRunRequest{Spec: &callmillv1.RunSpec{
		Domain: "studio", Count: 1, Target: studio.GetDomain().GetTarget(),
	}}); err != nil {
		t.Error(err)
	}
}

func TestCheckDomain(t *testing.T) {
	client := domainClient(t)
	req := &callmillv1.CheckDomainRequest{Domain: "desk"}
	first, err := client.CheckDomain(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	s := first.GetSummary()
	if s.GetDomain().GetName() != "desk" || len(s.GetTools()) != 5 || s.GetTarget().GetEmptyCells() != 0 ||
		s.GetTarget().GetAttempts() < s.GetTarget().GetCells() || s.GetTarget().GetLanded() <= 0.5 {
		t.Errorf("found %v", s)
	}
	began := time.Now()
	again, err := client.CheckDomain(t.Context(), req)
	if err != nil || !proto.Equal(first, again) {
		t.Errorf("a second time: %v, %v", again, err)
	}
	t.Logf("the second time took %v", time.Since(began))
}

func TestDomainErrors(t *testing.T) {
	client := domainClient(t)
	ctx := t.Context()
	_, err := client.GetDomain(ctx, &callmillv1.GetDomainRequest{Domain: "shop"})
	servetest.CheckError(t, "no domain", err, codes.NotFound, "DOMAIN_NOT_FOUND", "domain")
	_, err = client.GetDomain(ctx, &callmillv1.GetDomainRequest{})
	servetest.CheckError(t, "no name", err, codes.NotFound, "DOMAIN_NOT_FOUND", "domain")
	_, err = client.CheckDomain(ctx, &callmillv1.CheckDomainRequest{Domain: "shop"})
	servetest.CheckError(t, "no domain to check", err, codes.NotFound, "DOMAIN_NOT_FOUND", "domain")
	_, err = client.ListDomains(ctx, &callmillv1.ListDomainsRequest{PageSize: -1})
	servetest.CheckError(t, "page size", err, codes.InvalidArgument, "INVALID_REQUEST", "page_size")
	for _, token := range []string{"x", "AAAAAAAA", "c3R1ZGlv", "!"} {
		_, err = client.ListDomains(ctx, &callmillv1.ListDomainsRequest{PageToken: token})
		servetest.CheckError(t, "token "+token, err, codes.InvalidArgument, "INVALID_PAGE_TOKEN", "page_token")
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err = client.CheckDomain(ended, &callmillv1.CheckDomainRequest{Domain: "desk"})
	if err == nil {
		t.Error("a call that ended was answered")
	}
}

// A page of runs is no page of domains, and the other way round.
func TestPageTokensAreOfTheirMethod(t *testing.T) {
	small, err := domain.Load(starter.Files())
	if err != nil {
		t.Fatal(err)
	}
	o := servetest.Options(t)
	o.Domains["desk"] = small
	conn := servetest.Dial(t, servetest.Start(t, o).GRPCAddr())
	runs, domains := callmillv1.NewGenerationServiceClient(conn), callmillv1.NewDomainServiceClient(conn)
	for range 2 {
		if _, err := runs.CreateRun(t.Context(), &callmillv1.CreateRunRequest{
			Spec: &callmillv1.RunSpec{Domain: "desk", Count: 1},
		}); err != nil {
			t.Fatal(err)
		}
	}
	ofRuns, err := runs.ListRuns(t.Context(), &callmillv1.ListRunsRequest{PageSize: 1})
	if err != nil || ofRuns.GetNextPageToken() == "" {
		t.Fatal(ofRuns, err)
	}
	ofDomains, err := domains.ListDomains(t.Context(), &callmillv1.ListDomainsRequest{PageSize: 1})
	if err != nil || ofDomains.GetNextPageToken() == "" {
		t.Fatal(ofDomains, err)
	}
	_, err = runs.ListRuns(t.Context(), &callmillv1.ListRunsRequest{PageToken: ofDomains.GetNextPageToken()})
	servetest.CheckError(t, "domains for runs", err, codes.InvalidArgument, "INVALID_PAGE_TOKEN", "page_token")
	_, err = domains.ListDomains(t.Context(), &callmillv1.ListDomainsRequest{PageToken: ofRuns.GetNextPageToken()})
	servetest.CheckError(t, "runs for domains", err, codes.InvalidArgument, "INVALID_PAGE_TOKEN", "page_token")
}
