// Package studio is the domain that comes with callmill: a content creation
// suite. Its files are a worked example of what a team brings.
package studio

import (
	"embed"
	"io/fs"
)

// The pictures show what the content says of them.
//
//go:generate go run ./draw

//go:embed domain.yaml tools.json bindings.yaml graph.yaml content.jsonl grammar.yaml target.yaml prompts.yaml
//go:embed effects.yaml pictures
var files embed.FS

// Files returns the domain folder, with domain.yaml at its root.
func Files() fs.FS { return files }
