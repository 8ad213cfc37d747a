package main

import (
	"bytes"
	"os"
	"testing"
)

// The committed library is what the program makes, every time.
func TestLibraryIsReproducible(t *testing.T) {
	t.Parallel()
	first, err := library()
	if err != nil {
		t.Fatal(err)
	}
	second, err := library()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("two runs of the program make different devices")
	}
	committed, err := os.ReadFile("../" + file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, committed) {
		t.Errorf("%s is not what the program makes; run go generate ./pathways/domain/home", file)
	}
}
