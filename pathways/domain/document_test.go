package domain_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways/domain"
)

// The examples of DOMAINS.md are one domain: under each file's heading stands what is
// in it.
func TestDocument(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../DOMAINS.md")
	if err != nil {
		t.Fatal(err)
	}
	files, heading, block := fstest.MapFS{}, "", []string(nil)
	inside := false
	for line := range strings.Lines(string(text)) {
		switch line = strings.TrimSuffix(line, "\n"); {
		case !inside && strings.HasPrefix(line, "## "):
			heading = strings.TrimPrefix(line, "## ")
		case strings.HasPrefix(line, "```"):
			inside = !inside
			// The first block of a file is the file; those after it are asides.
			if name := strings.Fields(heading); !inside && len(name) == 1 && files[heading] == nil {
				files[heading] = &fstest.MapFile{Data: []byte(strings.Join(block, "\n") + "\n")}
			}
			block = nil
		case inside:
			block = append(block, line)
		}
	}
	if len(files) < 8 {
		t.Fatalf("found %d files in the document", len(files))
	}
	if _, err := domain.Load(files); err != nil {
		t.Error(err)
	}
}
