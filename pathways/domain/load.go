package domain

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Load reads and checks the domain in a folder. The error is of type Faults,
// with every fault that was found; a domain is returned only where there is
// none. All files, pictures too, are opened through fsys, so that an embed.FS
// or the FS of an os.Root keeps links from leading out of the folder, which
// os.DirFS does not. Pictures are read through it again when they are asked for.
func Load(fsys fs.FS) (*Domain, error) {
	l := newLoader(fsys)
	l.load()
	if err := l.faults.err(); err != nil {
		return nil, err
	}
	l.d.Hash = l.folder.hash()
	return l.d, nil
}

func newLoader(fsys fs.FS) *loader {
	l := &loader{
		folder: &folder{fsys: fsys, sums: map[string][sha256.Size]byte{}},
		faults: &faultList{},
		unsure: map[string]bool{},
		vague:  map[*Param]*place{},
		d: &Domain{
			derived: newDerivation(),
			tools:   map[string]*Tool{}, items: map[string]*Item{},
			fsys: fsys, pictures: map[string][sha256.Size]byte{},
		},
	}
	l.folder.faults = l.faults
	return l
}

// LoadDir reads and checks the domain in the folder dir. Nothing outside of it
// is read, not through links either.
func LoadDir(dir string) (*Domain, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the domain's folder: %w", err)
	}
	defer func() { _ = root.Close() }() // pictures are read later, see reopened
	whole, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find the domain's folder: %w", err)
	}
	d, err := Load(root.FS())
	if d != nil {
		d.fsys = reopened{whole}
	}
	return d, err
}

// loader holds what is read so far. A part stays nil where its file was of no
// use; checks that need the part are then left out, so that one fault does not
// bring a hundred after it.
type loader struct {
	folder *folder
	faults *faultList
	d      *Domain

	manifest *manifest
	mapping  *mapping
	// tools are the schemas and places of the tools, by name.
	tools map[string]*toolFile
	// toolsDropped says that some have faults and are not among them.
	toolsDropped bool
	graph        *Graph
	// itemsRead says that the content library was read, itemsWhole that every
	// item in it was.
	itemsRead, itemsWhole bool
	// unsure are the facets whose buckets are not all known, for faults.
	unsure map[string]bool
	// fields are the attributes that items have.
	fields map[string]bool
	// vague are the places of the vague words that bindings give.
	vague map[*Param]*place
}

func (l *loader) load() {
	l.manifest = l.readManifest()
	if l.manifest == nil {
		return
	}
	l.d.Name, l.d.Description = l.manifest.name, l.manifest.description
	l.d.Languages = append([]string{l.manifest.language}, slices.Collect(keys(l.manifest.languages))...)
	l.mapping = l.readMapping()
	l.readTools()
	l.readGraph()
	l.readContent()
	l.readBindings()
	l.readEffects()
	l.d.setNear()
	if l.tools != nil && l.graph != nil {
		l.d.Lexicon = l.lexicon()
		l.linkItems()
	}
	l.setWays()
	l.readGrammars()
	l.keepFragments()
	l.readFacets()
	l.readTarget()
	l.readModels()
	l.readPrompts()
}

// toolNamed faults a key that should be the name of a tool.
func (l *loader) toolNamed(p *place) {
	if l.tools != nil && l.tools[p.key] == nil && !l.toolsDropped {
		p.fault("key "+quoted(p.key), "the name of a tool"+p.hint(p.key, keys(l.tools)))
	}
}

// yaml reads a YAML file that the manifest names, nil where it is of no use.
func (l *loader) yaml(f fileName) *place {
	data, ok := l.folder.text(f.name, MaxFileBytes, f.fault)
	if !ok {
		return nil
	}
	return readYAML(&source{name: f.name, faults: l.faults}, data)
}
