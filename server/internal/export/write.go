package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/server/internal/wire"
)

// Source is a run that has ended, and the domain that it was made from.
type Source struct {
	Domain *callmillv1.Domain
	// Next gives the run's frames from its start, io.EOF after the last. It ends
	// with the context that the source was opened with.
	Next func() (*callmillv1.Frame, error)
}

// Options say what to write.
type Options struct {
	// Dir is the folder to make. It must not exist, or be empty.
	Dir string
	// Formats, at least one.
	Formats []Format
	Split   Split
	// Licence is a sentence for the card, empty where there is nothing to say.
	Licence string
}

// Result is what was written.
type Result struct {
	Files []File
	// Parts are the samples of each part, in the order of the split.
	Parts []PartCount
	// Dropped are samples that no part could take without a leak.
	Dropped int64
	// LeftOut counts the samples that formats have no place for, of those that are
	// in a part: formats in their order, without those that took all.
	LeftOut []LeftOut
}

// Empty lists the parts that no sample came into: they have no files.
func (r *Result) Empty() []string {
	var names []string
	for _, p := range r.Parts {
		if p.Samples == 0 {
			names = append(names, p.Name)
		}
	}
	return names
}

// LeftOut is how many samples a format has no place for.
type LeftOut struct {
	Format  string
	Samples int64
}

// PartCount is how many samples a part got.
type PartCount struct {
	Part

	Samples int64
}

// cardName is what dataset hubs show for a folder.
const cardName = "README.md"

// Errors of what cannot be exported.
var (
	// ErrNotEmpty is the error where there is something in the way.
	ErrNotEmpty = errors.New("it is there already, and not an empty folder")
	// errNotEnded is the error where frames end before the run does.
	errNotEnded = errors.New("the stream ended before the run did")
	// errOtherDomain is the error where the domain has changed since the run.
	errOtherDomain = errors.New("the domain is not the one that the run was made from")
)

// Write writes the samples of a run into a folder: a folder per format with a file
// per part in it, and the card. The folder is written beside its place and moved
// there whole, so that a failure leaves nothing half done.
func Write(ctx context.Context, source Source, options Options) (_ *Result, err error) {
	if len(options.Formats) == 0 {
		return nil, errors.New("no format to write")
	}
	if err := options.Split.check(); err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(options.Dir)
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	if err := free(dir); err != nil {
		return nil, err
	}
	w, err := newWriting(source, &options)
	if err != nil {
		return nil, err
	}
	beside, err := os.MkdirTemp(filepath.Dir(dir), ".export-")
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(beside)) }()
	whole := filepath.Join(beside, filepath.Base(dir))
	// Unlike MkdirTemp it makes the folder as the user's mask wants it.
	if err := os.Mkdir(whole, 0o755); err != nil { //nolint:gosec // see above
		return nil, fmt.Errorf("export: %w", err)
	}
	result, err := w.write(ctx, whole)
	if err != nil {
		return nil, err
	}
	// Go does not rename onto a folder, not even onto an empty one; and it does
	// not remove one that has come to hold something since.
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("export: %w", err)
	}
	if err := os.Rename(whole, dir); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	return result, nil
}

// free says whether a folder can be put there.
func free(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look for a place: %w", err)
	case !info.IsDir(): // a link to a folder, too, stays what it is
		return fmt.Errorf("%s: %w", dir, ErrNotEmpty)
	}
	entries, err := os.ReadDir(dir)
	switch {
	case err != nil:
		return fmt.Errorf("look for a place: %w", err)
	case len(entries) > 0:
		return fmt.Errorf("%s: %w", dir, ErrNotEmpty)
	}
	return nil
}

// writing is one export under way.
type writing struct {
	source  Source
	options *Options
	// encoders of each part, in the order of the formats.
	encoders [][]Encoder
	// leftOut counts the samples without a place, in the order of the formats.
	leftOut []int64
	files   *fileSet
	card    card
}

func newWriting(source Source, options *Options) (*writing, error) {
	tools, err := ToolsFrom(source.Domain)
	if err != nil {
		return nil, err
	}
	w := &writing{
		source: source, options: options, leftOut: make([]int64, len(options.Formats)),
		card: card{domain: source.Domain, options: options, tally: newTally()},
	}
	for _, p := range options.Split.parts() {
		var encoders []Encoder
		for _, f := range options.Formats {
			e, err := f.New(tools)
			if err != nil {
				return nil, err
			}
			encoders = append(encoders, e)
		}
		w.encoders = append(w.encoders, encoders)
		w.card.result.Parts = append(w.card.result.Parts, PartCount{Part: p})
		w.card.shares = append(w.card.shares, shares{})
	}
	return w, nil
}

// write fills a folder.
func (w *writing) write(ctx context.Context, dir string) (*Result, error) {
	w.files = newFileSet(dir)
	err := w.samples(ctx)
	if err = errors.Join(err, w.files.close()); err != nil {
		return nil, err
	}
	r := &w.card.result
	for i, n := range w.leftOut {
		if n > 0 {
			r.LeftOut = append(r.LeftOut, LeftOut{Format: w.options.Formats[i].Name, Samples: n})
		}
	}
	r.Files = w.files.files(w.options.Formats, w.options.Split.parts())
	err = os.WriteFile(filepath.Join(dir, cardName), w.card.markdown(), 0o644) //nolint:gosec // to be read
	if err != nil {
		return nil, fmt.Errorf("write the card: %w", err)
	}
	r.Files = append(r.Files, File{Path: cardName})
	return r, nil
}

// samples reads the run to its end.
func (w *writing) samples(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		f, err := w.source.Next()
		if errors.Is(err, io.EOF) {
			if w.card.started == nil || w.card.completed == nil {
				return errNotEnded
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch e := f.GetEvent().(type) {
		case *callmillv1.Frame_Started:
			w.card.started = e.Started
			if have := w.source.Domain.GetHash(); have != e.Started.GetDomainHash() {
				return fmt.Errorf("%w: it has the hash %.12s, that of the run is %.12s",
					errOtherDomain, have, e.Started.GetDomainHash())
			}
		case *callmillv1.Frame_Sample:
			if err := w.sample(wire.SampleFrom(e.Sample)); err != nil {
				return err
			}
		case *callmillv1.Frame_Completed:
			w.card.completed = e.Completed
		}
	}
}

func (w *writing) sample(s *sample.Sample) error {
	w.card.tally.add(s)
	part, ok := w.options.Split.Part(s)
	if !ok {
		w.card.result.Dropped++
		return nil
	}
	count := &w.card.result.Parts[part]
	count.Samples++
	w.card.shares[part].add(s)
	for i, f := range w.options.Formats {
		err := w.encoders[part][i].Encode(s, func(file, line string) error {
			at := File{Format: f.Name, Part: count.Name, Path: f.Name + "/" + count.Name + ".jsonl"}
			if file != "" {
				at.Path = f.Name + "/" + count.Name + "/" + file
			}
			return w.files.line(at, line)
		})
		switch {
		case errors.Is(err, ErrLeftOut):
			w.leftOut[i]++
		case err != nil:
			return err
		}
	}
	return nil
}
