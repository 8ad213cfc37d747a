package domain_test

import (
	"archive/zip"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// imageAPI is an OpenAPI document of a real image API, with the pictures before
// the user. What asks for the number of a job is no request of a person's.
func imageAPI(t *testing.T, shared, dir string) {
	t.Helper()
	copied(t, filepath.Join(shared, "tools", "photoshop-openapi.json"), filepath.Join(dir, "api.json"))
	write(t, dir, "domain.yaml", `
name: image-api
tools: api.json
content: content.csv
operations: [autoCutout, autoMask, autoStraighten, autoTone, editPhoto, applyPreset, createDocument,
  modifyDocument, createRendition, replaceSmartObject, applyPhotoshopActions]
`)
	write(t, dir, "bindings.yaml", `
autoCutout: {input.href: {context: picture}}
autoMask: {input.href: {context: picture}}
autoStraighten: {inputs.href: {context: picture}}
autoTone: {inputs.href: {context: picture}}
editPhoto: {inputs.source.href: {context: picture}}
applyPreset: {inputs.source.href: {context: picture}}
`)
	openmoji(t, shared, dir, true)
}

// classHierarchy is a tree of classes with names and children.
func classHierarchy(t *testing.T, shared, dir string) {
	t.Helper()
	copied(t, filepath.Join(shared, "graph", "openimages", "bbox_hierarchy.json"), filepath.Join(dir, "graph.json"))
	write(t, dir, "domain.yaml", `
name: classes
graph: graph.json
`)
	write(t, dir, "tools.json", `[
{"name": "search_images", "description": "Find images of a thing.", "parameters": {"type": "object", "properties": {
  "thing": {"type": "string"}, "size": {"enum": ["small", "large"]},
  "count": {"type": "integer", "minimum": 1, "maximum": 20}}, "required": ["thing"]}},
{"name": "detect_things", "parameters": {"type": "object", "properties": {
  "things": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3}}, "required": ["things"]}}]`)
}

// vocabulary is an RDF vocabulary in Turtle.
func vocabulary(t *testing.T, shared, dir string) {
	t.Helper()
	copied(t, filepath.Join(shared, "graph", "schemaorg", "schemaorg-current-https.ttl"), filepath.Join(dir, "graph.ttl"))
	write(t, dir, "domain.yaml", `
name: vocabulary
graph: graph.ttl
mapping: {types: {rdfs:Class: class, rdf:Property: property}}
`)
	write(t, dir, "tools.json", `[
{"name": "create_markup", "description": "Mark a page up.", "parameters": {"type": "object", "properties": {
  "class": {"type": "string"}, "properties": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
  "format": {"enum": ["JSON-LD", "microdata"]}}, "required": ["class"]}},
{"name": "explain_property", "parameters": {"type": "object", "properties": {"property": {"type": "string"}},
  "required": ["property"]}}]`)
}

// pictures is a library of pictures with titles and keywords.
func pictures(t *testing.T, shared, dir string) {
	t.Helper()
	openmoji(t, shared, dir, false)
	write(t, dir, "domain.yaml", "name: pictures\ncontent: content.csv\n")
	write(t, dir, "tools.json", `[
{"name": "search_pictures", "parameters": {"type": "object", "properties": {
  "query": {"type": "string", "maxLength": 100}, "color": {"enum": ["red", "green", "blue"]}}, "required": ["query"]}},
{"name": "resize_picture", "parameters": {"type": "object", "properties": {
  "item_id": {"type": "string"}, "size": {"type": "object", "properties": {
     "width": {"type": "integer", "minimum": 10, "maximum": 4000},
     "height": {"type": "integer", "minimum": 10, "maximum": 4000}},
     "required": ["width"]},
  "keep_ratio": {"type": "boolean"}}, "required": ["item_id", "size"]}}]`)
}

// prompts are what people typed into text-to-image tools, as titles.
func prompts(t *testing.T, shared, dir string) {
	t.Helper()
	var b strings.Builder
	dec := json.NewDecoder(strings.NewReader(read(t, filepath.Join(shared, "prompts", "prompts.jsonl"))))
	for i := 0; ; i++ {
		var line struct {
			Prompt string `json:"prompt"`
		}
		if err := dec.Decode(&line); err != nil {
			break
		}
		title := strings.TrimSpace(line.Prompt)
		if title == "" || len(title) > 4000 {
			continue
		}
		text, err := json.Marshal(map[string]any{"id": fmt.Sprintf("p%d", i), "kind": "prompt", "title": title})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(text, '\n'))
	}
	write(t, dir, "content.jsonl", b.String())
	write(t, dir, "domain.yaml", "name: prompts\nwords: [6, 12, 20, 30]\n")
	write(t, dir, "tools.json", `[
{"name": "generate_image", "parameters": {"type": "object", "properties": {
  "prompt": {"type": "string"}, "aspect_ratio": {"enum": ["square", "wide", "tall"]},
  "steps": {"type": "integer", "minimum": 10, "maximum": 150}}, "required": ["prompt"]}}]`)
}

// openmoji writes the library as CSV: all entries, or those with a picture only.
func openmoji(t *testing.T, shared, dir string, withPicture bool) {
	t.Helper()
	archive, err := zip.OpenReader(filepath.Join(shared, "openmoji", "png8_128_base.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	have := map[string]bool{}
	if err := os.Mkdir(filepath.Join(dir, "pictures"), 0o750); err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.File {
		name := filepath.Base(f.Name)
		if filepath.Ext(name) != ".png" {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		write(t, dir, filepath.Join("pictures", name), string(data))
		have[strings.TrimSuffix(name, ".png")] = true
	}
	file, err := os.Open(filepath.Join(shared, "openmoji", "openmoji.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var entries []struct {
		Hexcode    string `json:"hexcode"`
		Annotation string `json:"annotation"`
		Tags       string `json:"tags"`
		More       string `json:"openmoji_tags"`
		Group      string `json:"group"`
	}
	if err := json.NewDecoder(unzipped).Decode(&entries); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"id", "kind", "title", "keywords", "picture", "group"})
	for _, e := range entries {
		picture := ""
		if have[e.Hexcode] {
			picture = "pictures/" + e.Hexcode + ".png"
		} else if withPicture {
			continue
		}
		var keywords []string
		for k := range strings.SplitSeq(e.Tags+","+e.More, ",") {
			if k = strings.TrimSpace(k); strings.ContainsFunc(k, isLetter) && len(k) < 100 {
				keywords = append(keywords, k)
			}
		}
		_ = w.Write([]string{e.Hexcode, "picture", e.Annotation, strings.Join(keywords, ";"), picture, e.Group})
	}
	w.Flush()
	write(t, dir, "content.csv", b.String())
}

func isLetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func copied(t *testing.T, from, to string) {
	t.Helper()
	write(t, filepath.Dir(to), filepath.Base(to), read(t, from))
}
