package main

import "testing"

// Every domain that comes with callmill is there under its own name.
func TestEmbeddedDomainsAreRegistered(t *testing.T) {
	t.Parallel()
	domains, last, err := loadDomains([]string{"home"})
	if err != nil {
		t.Fatal(err)
	}
	if last != "home" {
		t.Errorf("the domain that is used is %q, want home", last)
	}
	for _, e := range embeddedDomains() {
		if d := domains[e.name]; d == nil || d.Name != e.name {
			t.Errorf("no domain %q under its own name", e.name)
		}
	}
}
