package main

import (
	_ "embed"
	"fmt"
	"image/color"
	"maps"
	"strconv"
	"strings"
)

// inks say what the names of colours stand for in one picture.
type inks map[string]color.RGBA

//go:embed colors.txt
var colorsText string

// names are the colours that do not depend on an item.
var names = readInks(colorsText) //nolint:gochecknoglobals // a table that nothing changes

// readInks reads colors.txt.
func readInks(text string) inks {
	list := inks{}
	for line := range strings.Lines(text) {
		name, hex, ok := strings.Cut(strings.TrimSpace(line), " = ")
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(hex, 16, 32)
		if err != nil {
			panic(fmt.Sprintf("colour %s: %v", name, err)) // a mistake in the file beside this one
		}
		list[name] = color.RGBA{R: uint8(n >> 16), G: uint8(n >> 8), B: uint8(n), A: 255}
	}
	return list
}

// mix is part of b in a, from 0 to 100 per cent.
func mix(a, b color.RGBA, part int) color.RGBA {
	m := func(x, y uint8) uint8 { return uint8((int(x)*(100-part) + int(y)*part + 50) / 100) }
	return color.RGBA{R: m(a.R, b.R), G: m(a.G, b.G), B: m(a.B, b.B), A: 255}
}

// light is how bright a colour looks, from 0 to 255.
func light(c color.RGBA) int { return (int(c.R)*299 + int(c.G)*587 + int(c.B)*114) / 1000 }

// with returns the names of colours with those of one item on top: main, the
// item's colour, and shades of it.
func (base inks) with(main color.RGBA) inks {
	list := maps.Clone(base)
	list["main"] = main
	list["dark"] = mix(main, names["black"], 40)
	list["pale"] = mix(main, names["white"], 55)
	return list
}

// grounding says whether a meadow or a floor can have the colour, but no sky.
func grounding(name string) bool {
	switch name {
	case "green", "olive", "emerald", "mint", "lime green", "brown":
		return true
	}
	return false
}

// scenery returns the colours of a scene: the item's colour tints the sky or
// the wall, or else the ground. Some places are dark.
func scenery(name string, dark bool) inks {
	main := names[name]
	list := names.with(main)
	white, navy := names["white"], names["navy"]
	if grounding(name) {
		list["ground"] = mix(main, white, 10)
		list["wall"] = mix(main, white, 45)
		list["sky"] = mix(names["sky"], white, 45)
		list["night"] = mix(mix(navy, names["black"], 30), main, 25)
	} else {
		list["sky"] = mix(main, white, 25)
		list["wall"] = mix(main, white, 30)
		list["night"] = mix(mix(navy, names["black"], 30), main, 45)
	}
	if light(main) > 235 { // a white sky and a white wall would show nothing
		list["sky"] = mix(names["sky"], white, 55)
		list["wall"] = mix(white, names["silver"], 35)
	}
	list["darkwall"] = mix(main, names["black"], 55)
	list["darkground"] = mix(list["night"], names["black"], 35)
	list["spot"] = mix(list["darkwall"], names["yellow"], 16)
	list["back"] = list["sky"]
	switch { // what stands there has to show
	case dark && light(main) < 110:
		list["main"] = mix(main, white, 40)
		list["dark"] = mix(main, white, 15)
	case !dark && light(main) > 110:
		list["main"] = mix(main, names["black"], 20)
	}
	return list
}
