package domaintest_test

import (
	"testing"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/domaintest"
)

func TestLargeLoads(t *testing.T) {
	t.Parallel()
	if _, err := domain.Load(domaintest.Large()); err != nil {
		t.Fatal(err)
	}
}
