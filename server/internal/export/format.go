package export

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// Encoder turns samples into the lines of a format's files. It is used by one
// goroutine, for one split.
type Encoder interface {
	// Encode emits the lines of one sample, without line ends. What was emitted
	// is not kept. The error is ErrLeftOut where the format has no place for the
	// sample.
	Encode(s *sample.Sample, emit Emit) error
}

// Emit takes a line for a file of the format: a path with slashes, empty where
// the format has a single file.
type Emit func(file, line string) error

// Format is a way to write samples.
type Format struct {
	// Name is what users call it.
	Name string
	// About says in a sentence what it is and where it is from.
	About string
	// Several says that it has several files, so that it cannot be printed.
	Several bool
	// Tabular says that all rows have the same columns down to the last, so that
	// loaders of tables read them as they are. They infer one schema for all rows,
	// and would fill up objects that differ, such as arguments, with nulls.
	Tabular bool

	encoder func(*Tools) (Encoder, error)
}

// Formats are all formats.
func Formats() []Format {
	return []Format{
		{
			Name: "jsonl", encoder: newJSONL,
			About: "callmill's own: query, messages, calls, context, facets and provenance",
		},
		{
			Name: "openai", encoder: newOpenAI,
			About: "OpenAI chat fine-tuning, with tools",
		},
		{
			Name: "xlam", encoder: newXLAM, Tabular: true,
			About: "xLAM / APIGen (Salesforce/xlam-function-calling-60k)",
		},
		{
			Name: "hermes", encoder: newHermes, Tabular: true,
			About: "ShareGPT conversations as Hermes function calling has them",
		},
		{
			Name: "bfcl", encoder: newBFCL, Several: true,
			About: "questions and possible answers of the Berkeley Function-Calling Leaderboard, version 4",
		},
	}
}

// Names lists the names of the formats.
func Names() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}

// Printable lists the names of the formats that a [Printer] can print: those of one
// file.
func Printable() []string {
	var names []string
	for _, f := range Formats() {
		if !f.Several {
			names = append(names, f.Name)
		}
	}
	return names
}

// ParseFormats reads names of formats, each a name or several with commas between
// them. One that is named twice counts once.
func ParseFormats(texts []string) ([]Format, error) {
	var out []Format
	for _, text := range texts {
		for name := range strings.SplitSeq(text, ",") {
			name = strings.TrimSpace(name)
			all := Formats()
			i := slices.IndexFunc(all, func(f Format) bool { return f.Name == name })
			if i < 0 {
				return nil, fmt.Errorf("found %q, want one of %s", name, strings.Join(Names(), ", "))
			}
			if !slices.ContainsFunc(out, func(f Format) bool { return f.Name == name }) {
				out = append(out, all[i])
			}
		}
	}
	return out, nil
}

// New gives an encoder. It fails where the format cannot hold these tools.
func (f Format) New(tools *Tools) (Encoder, error) {
	e, err := f.encoder(tools)
	if err != nil {
		return nil, fmt.Errorf("format %s: %w", f.Name, err)
	}
	return e, nil
}

// Printer prints samples in a format of a single file.
type Printer struct {
	w       io.Writer
	encoder Encoder
	leftOut int64
}

// NewPrinter gives a printer for the format called name.
func NewPrinter(w io.Writer, name string, tools *Tools) (*Printer, error) {
	all := Formats()
	i := slices.IndexFunc(all, func(f Format) bool { return f.Name == name })
	switch want := strings.Join(Printable(), ", "); {
	case i < 0:
		return nil, fmt.Errorf("found %q, want one of %s", name, want)
	case all[i].Several:
		return nil, fmt.Errorf("found %q, which has several files and can only be exported, want one of %s", name, want)
	}
	e, err := all[i].New(tools)
	if err != nil {
		return nil, err
	}
	return &Printer{w: w, encoder: e}, nil
}

// Print prints one sample and a line end; nothing where the format has no place for
// the sample.
func (p *Printer) Print(s *sample.Sample) error {
	err := p.encoder.Encode(s, func(_, line string) error {
		_, err := io.WriteString(p.w, line+"\n")
		return err //nolint:wrapcheck // the caller's writer: the caller says what it is
	})
	if errors.Is(err, ErrLeftOut) {
		p.leftOut++
		return nil
	}
	return err
}

// LeftOut is how many samples were not printed, since the format has no place for
// them.
func (p *Printer) LeftOut() int64 { return p.leftOut }

// jsonl is callmill's own format.
type jsonl struct{ line []byte }

func newJSONL(*Tools) (Encoder, error) { return &jsonl{}, nil }

// Encode implements Encoder.
func (e *jsonl) Encode(s *sample.Sample, emit Emit) error {
	e.line = s.AppendJSON(e.line[:0])
	return emit("", string(e.line))
}
