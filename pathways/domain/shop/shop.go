// Package shop is a domain that comes with callmill: the assistant of an online
// shop for many kinds of goods, with its catalogue as the content library. Its
// customers write in English and in Spanish.
package shop

import (
	"embed"
	"io/fs"
)

// The articles are drawn from a list of goods.
//
//go:generate go run ./catalogue

//go:embed domain.yaml tools.json bindings.yaml graph.yaml content.jsonl target.yaml effects.yaml
//go:embed grammar.yaml grammar.es.yaml
var files embed.FS

// Files returns the domain folder, with domain.yaml at its root.
func Files() fs.FS { return files }
