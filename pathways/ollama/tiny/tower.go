package tiny

import (
	"image/color"
	"math"
)

// Colour is a colour that a vision model knows, and the word for it.
type Colour struct {
	Word string
	RGBA color.RGBA
}

// Colours are ten that people name, far enough apart to be told from each other.
func Colours() []Colour {
	return []Colour{
		{"black", color.RGBA{0, 0, 0, 255}},
		{"white", color.RGBA{255, 255, 255, 255}},
		{"gray", color.RGBA{128, 128, 128, 255}},
		{"red", color.RGBA{220, 20, 30, 255}},
		{"orange", color.RGBA{255, 140, 0, 255}},
		{"yellow", color.RGBA{255, 230, 0, 255}},
		{"green", color.RGBA{20, 150, 40, 255}},
		{"blue", color.RGBA{20, 60, 220, 255}},
		{"purple", color.RGBA{130, 30, 170, 255}},
		{"pink", color.RGBA{255, 150, 190, 255}},
		{"brown", color.RGBA{120, 70, 25, 255}},
	}
}

const (
	patch       = 32 // pixels; a picture of any size is shrunk to one patch
	visionWidth = 16
	rankScale   = 0.1
	contrast    = 60 // how steeply the nearer of two colours wins
)

// The server gives pixels as (value - mean) / deviation, by channel
// (model/imageproc, ClipDefaultMean and ClipDefaultSTD).
func normalised(c color.RGBA) [3]float64 {
	mean := [3]float64{0.48145466, 0.4578275, 0.40821073}
	deviation := [3]float64{0.26862954, 0.26130258, 0.27577711}
	var out [3]float64
	for i, v := range [3]uint8{c.R, c.G, c.B} {
		out[i] = (float64(v)/255 - mean[i]) / deviation[i]
	}
	return out
}

// tower makes the vision part: it turns a picture into one token, a patch, with
// the mean of its colour for all it sees, and each known colour's rank by how near
// it is to that.
func (c *copier) tower() []*tensor {
	// The mean of each channel, and a constant 1.
	conv := full("v.patch_conv.weight", patch*patch*3, visionWidth)
	conv.shape = []uint64{patch, patch, 3, visionWidth}
	for channel := range 3 {
		for i := range patch * patch {
			conv.set(channel, channel*patch*patch+i, 1.0/(patch*patch))
		}
	}
	bias := vector("v.patch_conv.bias", visionWidth, 0)
	bias.data[3] = 1
	out := []*tensor{
		conv, bias, vector("v.encoder_norm.weight", visionWidth, 1),
		// The layer adds nothing.
		vector("v.blk.0.attn_norm.weight", visionWidth, 1), vector("v.blk.0.ffn_norm.weight", visionWidth, 1),
		full("v.blk.0.ffn_gate.weight", visionWidth, 32), full("v.blk.0.ffn_up.weight", visionWidth, 32),
		full("v.blk.0.ffn_down.weight", 32, visionWidth),
		// The projector begins with vectors of length 1.
		vector("mm.norm.weight", visionWidth, float32(1/math.Sqrt(visionWidth))),
	}
	for _, name := range []string{"attn_q", "attn_k", "attn_v", "attn_output"} {
		out = append(out, full("v.blk.0."+name+".weight", visionWidth, visionWidth))
	}
	merge := full("mm.patch_merger.merging_layer.weight", visionWidth, visionWidth)
	merge.carry(0, 0, visionWidth, 1)
	return append(append(out, merge), c.ranks()...)
}

// ranks is the projector. Of two colours a and b, the nearer to x is told by the
// sign of x·(a-b) - (|a|²-|b|²)/2, which any positive factor leaves as it is, also
// the one that makes vectors of length 1. For each pair in either order, two
// hidden units make a step of it, and the rank of a colour is less by one for
// each other that is nearer.
func (c *copier) ranks() []*tensor {
	n := len(c.colours)
	hidden := roundUp(stepUnits * n * (n - 1))
	in, inBias := full("mm.linear_1.weight", visionWidth, hidden), vector("mm.linear_1.bias", hidden, 0)
	out, outBias := full("mm.linear_2.weight", hidden, c.width), vector("mm.linear_2.bias", c.width, 0)
	unit := 0
	for i, a := range c.colours {
		for j, b := range c.colours {
			if i == j {
				continue
			}
			for k := range stepUnits {
				// gelu(x) - gelu(x-1) is 0 well below 0, and 1 well above 1.
				at, from := normalised(b.RGBA), normalised(a.RGBA)
				for channel := range 3 {
					in.set(unit, channel, float32(contrast*(at[channel]-from[channel])))
					in.add(unit, 3, float32(contrast*(from[channel]*from[channel]-at[channel]*at[channel])/2))
				}
				inBias.data[unit] = float32(-k)
				out.set(c.rank+i, unit, float32(rankScale*float64(2*k-1)))
				unit++
			}
		}
	}
	outBias.data[c.flag(flagConstant)] = constant
	outBias.data[c.flag(flagPicture)] = 1
	return []*tensor{in, inBias, out, outBias}
}
