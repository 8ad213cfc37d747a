package domain

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // for DecodeConfig
	_ "image/png"  // for DecodeConfig
	"io/fs"
	"os"
)

// Picture returns the item's picture as the file has it, PNG or JPEG, at most
// MaxPictureBytes long. It is read from the domain's folder at every call, so
// that no picture stays in memory. A file that is not what it was when the domain
// was loaded is an error, since Hash stands for what it was.
func (d *Domain) Picture(it *Item) ([]byte, error) {
	want, ok := d.pictures[it.Picture]
	if !ok {
		return nil, fmt.Errorf("item %s has no picture", it.ID)
	}
	f := &folder{fsys: d.fsys, faults: &faultList{}, sums: map[string][sha256.Size]byte{}}
	var b bytes.Buffer
	if !f.read(it.Picture, MaxPictureBytes, &b, Fault{}) {
		return nil, fmt.Errorf("read the picture of item %s: %w", it.ID, f.faults.err())
	}
	if f.sums[it.Picture] != want {
		return nil, fmt.Errorf("picture of item %s: %w", it.ID, errPictureChanged)
	}
	return b.Bytes(), nil
}

var errPictureChanged = errors.New("the file is not what it was when the domain was loaded")

// reopened is a folder that is opened anew for each file, so that a domain can
// read from it for as long as it lives and holds nothing open. Nothing outside of
// it is read, not through links either (os.Root).
type reopened struct{ dir string }

// Open implements fs.FS.
func (r reopened) Open(name string) (fs.File, error) {
	root, err := os.OpenRoot(r.dir)
	if err != nil {
		return nil, err //nolint:wrapcheck // an *fs.PathError, as fs.FS asks for
	}
	defer func() { _ = root.Close() }() // the file stays open
	return root.FS().Open(name)         //nolint:wrapcheck // an *fs.PathError, as fs.FS asks for
}

// Stat implements fs.StatFS, which asks about a file without opening it.
func (r reopened) Stat(name string) (fs.FileInfo, error) {
	root, err := os.OpenRoot(r.dir)
	if err != nil {
		return nil, err //nolint:wrapcheck // an *fs.PathError, as fs.FS asks for
	}
	defer func() { _ = root.Close() }() // only read
	return fs.Stat(root.FS(), name)     //nolint:wrapcheck // an *fs.PathError, as fs.FS asks for
}

// checkPicture makes sure that a picture is there and is a PNG or a JPEG of a
// size that a model can be shown; its sum becomes part of the domain's. Only its
// header is decoded: a few bytes of one can stand for gigabytes of pixels.
func (l *loader) checkPicture(p *place, name string) {
	if _, done := l.d.pictures[name]; done {
		return // several items may share a picture
	}
	var head headWriter
	if !l.folder.read(name, MaxPictureBytes, &head, Fault{File: p.src.name, Line: p.line, Field: p.path()}) {
		return
	}
	l.d.pictures[name] = l.folder.sums[name]
	config, format, err := image.DecodeConfig(bytes.NewReader(head.data))
	switch {
	case err != nil:
		p.fault(quoted(name)+", which is none ("+err.Error()+")", "a picture in PNG or JPEG")
	case format != "png" && format != "jpeg": // whatever else the program has registered
		p.fault(quoted(name)+" in "+format, "a picture in PNG or JPEG")
	case config.Width < 1 || config.Height < 1 || config.Width > MaxPictureSide || config.Height > MaxPictureSide:
		p.fault(fmt.Sprintf("%s of %d × %d pixels", quoted(name), config.Width, config.Height),
			fmt.Sprintf("1 to %d each way", MaxPictureSide))
	}
}

// headWriter keeps the first bytes that are written to it: headers are there,
// with what cameras put before them.
type headWriter struct{ data []byte }

// Write implements io.Writer.
func (w *headWriter) Write(p []byte) (int, error) {
	const most = 1 << 20
	if room := most - len(w.data); room > 0 {
		w.data = append(w.data, p[:min(room, len(p))]...)
	}
	return len(p), nil
}
