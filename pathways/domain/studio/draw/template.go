package main

import (
	"fmt"
	"image/color"
	"strings"
)

// page is one template being drawn.
type page struct {
	*painter

	st    *studio
	it    *item
	shape *shape // the style's
	sym   *shape
	kind  string
	form  format
	ink   inks
	text  color.RGBA
	err   error
}

// drawTemplate draws a template: paper, decoration, symbol, headline, and what
// its design type has.
func (st *studio) drawTemplate(it *item) (*painter, error) {
	kind, ok := st.formatOf(it.Attributes["topic"])
	if !ok {
		return nil, fmt.Errorf("no design type in %q", it.Attributes["topic"])
	}
	style := st.lib.styles[it.Attributes["style"]]
	main, okColor := names[it.Attributes["color"]]
	sym := st.symbol(it)
	if style == nil || !okColor || sym == nil {
		return nil, fmt.Errorf("no style %q, colour %q or symbol of %v",
			it.Attributes["style"], it.Attributes["color"], it.Keywords)
	}
	pg := &page{st: st, it: it, shape: style, sym: sym, kind: kind, form: st.formats[kind], ink: papers(style.paper, main)}
	pg.text = pg.ink["text"]
	pg.painter = newPainter(st.lib, pg.form.w, pg.form.h, pg.ink["paper"])
	pg.painter.shape(style, pg.whole(), pg.ink)
	if pg.form.add != nil {
		pg.form.add(pg)
	}
	pg.drawSymbol()
	pg.title()
	return pg.painter, pg.err
}

// papers returns the colours of a template in the item's colour.
func papers(paper string, main color.RGBA) inks {
	white, black := names["white"], names["black"]
	list := names.with(main)
	bright := light(main) > 150
	switch paper {
	case "pale":
		list["paper"] = mix(main, white, 78)
		if light(main) > 225 {
			list["paper"] = main
		}
		list["two"], list["one"] = main, mix(main, white, 45)
		if light(main) > 225 {
			list["two"], list["one"] = mix(main, black, 18), mix(main, black, 8)
		}
		list["text"] = mix(main, black, 60+light(main)/12)
	case "night":
		list["paper"] = mix(mix(main, black, 62), black, max(0, light(main)-150)/4)
		list["two"], list["one"] = main, mix(main, black, 40)
		if light(main) < 60 {
			list["two"], list["one"] = mix(main, white, 60), mix(main, white, 20)
		}
		list["text"] = mix(main, white, 80)
	default:
		list["paper"] = main
		list["two"], list["one"] = mix(main, black, 32), mix(main, white, 22)
		list["text"] = white
		if bright {
			list["text"] = mix(main, black, 78)
			list["one"] = mix(main, white, 45)
		}
		if light(main) < 50 {
			list["two"] = mix(main, white, 25)
		}
	}
	return list
}

// symbol finds the shape that stands for an item: the first of its keywords
// that there is a shape for, or a word of its title or topic.
func (st *studio) symbol(it *item) *shape {
	for _, k := range it.Keywords {
		if s := st.lib.named(k); s != nil {
			return s
		}
	}
	for _, text := range []string{it.Title, it.Attributes["topic"]} {
		for word := range strings.FieldsSeq(strings.ToLower(text)) {
			if s := st.lib.named(word); s != nil {
				return s
			}
		}
	}
	return nil
}

// named returns the shape of a name, or of its singular.
func (lib *library) named(name string) *shape {
	for _, n := range []string{name, strings.TrimSuffix(name, "s"), lib.symbols[name]} {
		if s := lib.shapes[n]; s != nil && n != "" {
			return s
		}
	}
	return nil
}

// drawSymbol puts the symbol on a disc, so that it is seen on any paper.
func (pg *page) drawSymbol() {
	w, h, at := pg.width(), pg.height(), pg.form.symbol
	x, y := (at[0]+at[2]/2)*w/100, (at[1]+at[3]/2)*h/100
	size := min(at[2]*w, at[3]*h) / 100
	disc := mix(pg.ink["main"], names["white"], 82)
	if pg.shape.paper == "pale" && pg.kind != "logo" {
		disc = names["white"]
	}
	if first := pg.sym.parts[0].ink; first == "white" || first == "cream" {
		disc = mix(pg.ink["main"], names["white"], 45)
	}
	if light(pg.ink["main"]) > 225 {
		disc = mix(pg.ink["main"], names["gray"], 22)
	}
	pg.oval(disc, x, y, size/2, size/2)
	ink := names.with(pg.accent())
	ink["back"] = disc
	pg.painter.shape(pg.sym, square(x, y+size*0.37, size*0.74), ink)
}

// accent is the colour of what is main in the symbol.
func (pg *page) accent() color.RGBA {
	main := pg.ink["main"]
	if light(main) > 200 {
		return mix(main, names["black"], 35)
	}
	return main
}

func (pg *page) title() {
	pg.headline(pg.it.Attributes["headline"], pg.form.headline, 34, pg.text)
}

func (pg *page) headline(text string, at area, most int, c color.RGBA) {
	w, h := pg.width(), pg.height()
	name := pg.shape.font
	if name == "caps" || name == "mono" {
		most -= 4
	}
	pg.write(text, name, c, box{at[0] * w / 100, at[1] * h / 100, at[2] * w / 100, at[3] * h / 100, most, false})
}

func (pg *page) write(text, name string, c color.RGBA, b box) {
	if err := pg.st.text.write(pg.painter, text, name, c, b); err != nil {
		pg.err = err
	}
}
