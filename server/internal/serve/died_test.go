package serve

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
)

// TestListenerDies takes each port away from under the server: Wait says so, and
// Stop still works.
func TestListenerDies(t *testing.T) {
	d, err := domain.Load(studio.Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, which := range []string{"gRPC", "HTTP"} {
		s, err := New(t.Context(), Options{
			Domains: map[string]*domain.Domain{"studio": d}, GRPCAddr: "127.0.0.1:0", HTTPAddr: "127.0.0.1:0",
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Start()
		if which == "gRPC" {
			_ = s.grpcLis.Close()
		} else {
			_ = s.httpLis.Close()
		}
		if err := s.Wait(); err == nil || !strings.Contains(err.Error(), "serve "+which) {
			t.Errorf("%s: found %v", which, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		if err := s.Stop(ctx); err != nil {
			t.Errorf("%s: stop: %v", which, err)
		}
		cancel()
	}
}
