package export

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// config is a configuration of a dataset: files of one kind, by part.
type config struct {
	name  string
	parts []configPart
}

type configPart struct {
	name  string
	paths []string
}

// configs puts files into configurations: one for each format, and one for the
// answers of a format that keeps them apart.
func configs(files []File) []config {
	var out []config
	for _, f := range files {
		if f.Format == "" {
			continue
		}
		name := f.Format
		if strings.Contains(f.Path, "/"+bfclAnswers) {
			name += "_answers"
		}
		i := slices.IndexFunc(out, func(c config) bool { return c.name == name })
		if i < 0 {
			i = len(out)
			out = append(out, config{name: name})
		}
		c := &out[i]
		if n := len(c.parts); n == 0 || c.parts[n-1].name != f.Part { // files come by part
			c.parts = append(c.parts, configPart{name: f.Part})
		}
		last := &c.parts[len(c.parts)-1]
		last.paths = append(last.paths, f.Path)
	}
	return out
}

// isoLanguage is what hubs take as a language: ISO 639.
var isoLanguage = regexp.MustCompile(`^[a-z]{2,3}$`)

// front is the YAML head by which dataset hubs find the files
// (huggingface.co/docs/hub/datasets-manual-configuration). All is quoted: a part may
// be called "no".
func (c *card) front(b *strings.Builder) {
	fmt.Fprintf(b, "---\npretty_name: %q\n", c.domain.GetName())
	var languages []string
	for _, l := range c.tally.languageList() {
		code, _, _ := strings.Cut(l, "-")
		if isoLanguage.MatchString(code) && !slices.Contains(languages, code) {
			languages = append(languages, code)
		}
	}
	if len(languages) > 0 {
		b.WriteString("language:\n")
		for _, l := range languages {
			fmt.Fprintf(b, "- %q\n", l)
		}
	}
	b.WriteString("tags:\n- function-calling\n- synthetic\n")
	list := configs(c.result.Files)
	if len(list) > 0 {
		b.WriteString("configs:\n")
	}
	for _, x := range list {
		fmt.Fprintf(b, "- config_name: %s\n  data_files:\n", x.name)
		for _, p := range x.parts {
			fmt.Fprintf(b, "  - split: %q\n", p.name)
			if len(p.paths) == 1 {
				fmt.Fprintf(b, "    path: %q\n", p.paths[0])
				continue
			}
			b.WriteString("    path:\n")
			for _, path := range p.paths {
				fmt.Fprintf(b, "    - %q\n", path)
			}
		}
	}
	b.WriteString("---\n\n")
}

// loading says how the files of formats that are no tables are read.
func (c *card) loading(b *strings.Builder) {
	var names []string
	for _, f := range c.options.Formats {
		if !f.Tabular {
			names = append(names, "`"+f.Name+"`")
		}
	}
	if len(names) == 0 {
		return
	}
	fmt.Fprintf(b, "Rows of %s have objects that differ from each other. Hugging Face's `datasets` reads them as JSON "+
		"from version 4.7.0 on; read them line by line where it is older: it would fill them up with nulls, or fail.\n\n",
		strings.Join(names, ", "))
}
