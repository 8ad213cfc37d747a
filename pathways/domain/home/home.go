// Package home is a domain that comes with callmill: an assistant for a smart
// home, with the devices of one house as its content library.
package home

import (
	"embed"
	"io/fs"
)

// The devices are drawn from a plan of the house.
//
//go:generate go run ./devices

//go:embed domain.yaml tools.json bindings.yaml graph.yaml content.jsonl grammar.yaml target.yaml effects.yaml
var files embed.FS

// Files returns the domain folder, with domain.yaml at its root.
func Files() fs.FS { return files }
