package domain

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // for DecodeConfig
	_ "image/png"  // for DecodeConfig
)

// checkPicture makes sure that a picture is there and is a PNG or a JPEG of a
// size that a model can be shown; its sum becomes part of the domain's. Only its
// header is decoded: a few bytes of one can stand for gigabytes of pixels.
func (l *loader) checkPicture(p *place, name string) {
	if _, done := l.folder.sums[name]; done {
		return // several items may share a picture
	}
	var head headWriter
	if !l.folder.read(name, MaxPictureBytes, &head, Fault{File: p.src.name, Line: p.line, Field: p.path()}) {
		return
	}
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
