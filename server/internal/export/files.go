package export

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// File is a file that was written.
type File struct {
	// Path is below the folder, with slashes.
	Path string
	// Format and Part are what it holds; empty for the card.
	Format, Part string
	// Rows is how many lines it has.
	Rows int64
}

// fileSet has the files of an export open, each from its first line on.
type fileSet struct {
	dir  string
	open map[string]*lineFile
	// order is that of their first lines.
	order []*lineFile
}

type lineFile struct {
	File

	f *os.File
	w *bufio.Writer
}

func newFileSet(dir string) *fileSet { return &fileSet{dir: dir, open: map[string]*lineFile{}} }

// line appends a line to a file.
func (s *fileSet) line(at File, line string) error {
	f := s.open[at.Path]
	if f == nil {
		path := filepath.Join(s.dir, filepath.FromSlash(at.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // as the user's mask wants it
			return fmt.Errorf("make a folder: %w", err)
		}
		made, err := os.Create(path)
		if err != nil {
			return fmt.Errorf("make a file: %w", err)
		}
		f = &lineFile{File: at, f: made, w: bufio.NewWriterSize(made, 1<<16)}
		s.open[at.Path] = f
		s.order = append(s.order, f)
	}
	f.Rows++
	_, err := f.w.WriteString(line)
	if err == nil {
		err = f.w.WriteByte('\n')
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", at.Path, err)
	}
	return nil
}

// close flushes every file to the disk and closes it. It tells the first fault, and
// closes the others all the same.
func (s *fileSet) close() error {
	var first error
	for _, f := range s.order {
		err := f.w.Flush()
		if err == nil {
			err = f.f.Sync()
		}
		if err = errors.Join(err, f.f.Close()); err != nil && first == nil {
			first = fmt.Errorf("write %s: %w", f.Path, err)
		}
	}
	s.open = nil
	return first
}

// files lists what was written: by format and part, in their order, and path.
func (s *fileSet) files(formats []Format, parts []Part) []File {
	out := make([]File, len(s.order))
	for i, f := range s.order {
		out[i] = f.File
	}
	place := func(f File) (int, int) {
		return slices.IndexFunc(formats, func(x Format) bool { return x.Name == f.Format }),
			slices.IndexFunc(parts, func(x Part) bool { return x.Name == f.Part })
	}
	slices.SortFunc(out, func(a, b File) int {
		aFormat, aPart := place(a)
		bFormat, bPart := place(b)
		return cmp.Or(cmp.Compare(aFormat, bFormat), cmp.Compare(aPart, bPart), cmp.Compare(a.Path, b.Path))
	})
	return out
}
