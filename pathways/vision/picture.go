package vision

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // for Decode

	"golang.org/x/image/draw"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// maxSide bounds the longer side of a picture that is shown, in pixels. Vision
// models of the size that runs locally look at 336 to 1,600 pixels and scale what
// is larger down themselves (LLaVA 1.5: 336, Gemma 3: 896, Mistral 3: 1,540); more
// than this costs time and shows nothing more.
const maxSide = 1024

// maxBytes bounds the file that is shown: maxSide squared without compression.
const maxBytes = 4 * maxSide * maxSide

// quality is that of the JPEG of a picture that was scaled down: what it loses is
// far below what scaling lost.
const quality = 90

// ReasonNoPicture says that the picture is not what it was when the domain was loaded, or
// cannot be decoded.
const ReasonNoPicture pathways.Reason = "no_picture"

// show returns the item's picture as a model gets it: the file as it is, or, where
// it is larger than a model looks at, a JPEG with its longer side scaled down to
// maxSide. Of those one is decoded at a time: domain.MaxPictureSide squared in
// 16 bits a channel takes half a gigabyte.
func (p *Pathway) show(ctx context.Context, it *domain.Item) ([]byte, error) {
	data, err := p.domain.Picture(it)
	if err != nil {
		return nil, noPicture(err)
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, noPicture(fmt.Errorf("decode the picture of item %s: %w", it.ID, err))
	}
	if max(config.Width, config.Height) <= maxSide && len(data) <= maxBytes {
		return data, nil
	}
	select {
	case p.scaling <- struct{}{}:
		defer func() { <-p.scaling }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	small, err := scale(data)
	if err != nil {
		return nil, noPicture(fmt.Errorf("scale the picture of item %s: %w", it.ID, err))
	}
	return small, nil
}

// scale returns the picture with its longer side at maxSide, as a JPEG. It goes in
// steps of at most a half, for which the mean of four neighbours is right: a kernel
// over all pixels at once would take as much memory again as the picture.
func scale(data []byte) ([]byte, error) {
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	whole := img.Bounds()
	longer := max(whole.Dx(), whole.Dy())
	for side := longer; side > maxSide; {
		side = max(maxSide, (side+1)/2)
		to := image.Rect(0, 0, max(1, whole.Dx()*side/longer), max(1, whole.Dy()*side/longer))
		smaller := image.NewRGBA(to)
		// JPEG has no transparency, and what shows through in a library is white.
		draw.Draw(smaller, to, image.White, image.Point{}, draw.Src)
		draw.ApproxBiLinear.Scale(smaller, to, img, img.Bounds(), draw.Over, nil)
		img = smaller
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return b.Bytes(), nil
}

func noPicture(err error) error {
	return &pathways.Failure{Reason: ReasonNoPicture, Detail: err.Error()}
}
