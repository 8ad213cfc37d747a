package domain

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"unicode/utf8"
)

// folder reads the files of a domain and remembers what it read.
type folder struct {
	fsys   fs.FS
	faults *faultList
	// sums of every file read, by name.
	sums map[string][sha256.Size]byte
}

// text reads a whole text file; false, with a fault, where that fails.
func (f *folder) text(name string, limit int64, field Fault) ([]byte, bool) {
	var b bytes.Buffer
	if !f.read(name, limit, &b, field) {
		return nil, false
	}
	data := b.Bytes()
	if valid := validPrefix(data); valid < len(data) {
		f.faults.add(Fault{
			File: name, Line: lineAt(data, valid),
			Found: fmt.Sprintf("byte %#02x", data[valid]), Want: "UTF-8",
		})
		return nil, false
	}
	return data, true
}

// lineAt returns the line, from 1, of the byte at offset.
func lineAt(data []byte, offset int) int { return 1 + bytes.Count(data[:offset], []byte("\n")) }

// validPrefix returns how many bytes at the start of data are valid UTF-8.
func validPrefix(data []byte) int {
	if utf8.Valid(data) {
		return len(data)
	}
	i := 0
	for i < len(data) {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		i += n
	}
	return i
}

// read copies a file to w and sums it. Faults go to the place that names the
// file.
func (f *folder) read(name string, limit int64, w io.Writer, field Fault) bool {
	fault := func(found, want string) bool {
		field.Found, field.Want = found, want
		f.faults.add(field)
		return false
	}
	if !fs.ValidPath(name) {
		return fault(quoted(name), "a path inside the domain's folder, with / and without . and ..")
	}
	// Stat first: to open a named pipe would wait for its other end.
	info, err := fs.Stat(f.fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault("no file "+quoted(name), "a file in the domain's folder")
	case err != nil:
		return fault(pathless(err), "a file inside the domain's folder")
	case !info.Mode().IsRegular():
		return fault(quoted(name)+", not a regular file", "a file")
	case info.Size() > limit:
		return fault(fmt.Sprintf("%s of %d bytes", quoted(name), info.Size()), fmt.Sprintf("at most %d", limit))
	}
	file, err := f.fsys.Open(name)
	if err != nil {
		return fault(pathless(err), "a file that can be read")
	}
	defer func() { _ = file.Close() }() // only read
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, sum), io.LimitReader(file, limit+1))
	switch {
	case err != nil:
		return fault(pathless(err), "a file that can be read")
	case n > limit: // it grew since
		return fault(fmt.Sprintf("%s of more than %d bytes", quoted(name), limit), fmt.Sprintf("at most %d", limit))
	}
	f.sums[name] = [sha256.Size]byte(sum.Sum(nil))
	return true
}

// exists says whether there is anything by that name.
func (f *folder) exists(name string) bool {
	_, err := fs.Stat(f.fsys, name)
	return !errors.Is(err, fs.ErrNotExist)
}

// pathless returns the reason in a file system's error, without the path: where
// the folder stands on the disk is nobody's business.
func pathless(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return quoted(e.Path) + " (" + e.Err.Error() + ")"
	}
	return err.Error()
}

// hash returns the sum over all files read, in order of their names.
func (f *folder) hash() string {
	names := make([]string, 0, len(f.sums))
	for name := range f.sums {
		names = append(names, name)
	}
	slices.Sort(names)
	sum := sha256.New()
	for _, name := range names {
		content := f.sums[name]
		// Names end with a NUL, which none of them contains, and sums have one
		// length: no two folders give the same text.
		sum.Write([]byte(name + "\x00"))
		sum.Write(content[:])
	}
	return hex.EncodeToString(sum.Sum(nil))
}
