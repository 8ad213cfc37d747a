package main

import "image/color"

// bar draws a line of text too small to read, in per cent of the page.
func (pg *page) bar(c color.RGBA, x, y, w float64) {
	pg.rect(c, x*pg.width()/100, y*pg.height()/100, w*pg.width()/100, 2)
}

func (pg *page) faint() color.RGBA { return mix(pg.text, pg.ink["paper"], 45) }

// panel draws a plain area that the style does not show through.
func (pg *page) panel(c color.RGBA, x, y, w, h float64) {
	pg.rect(c, x*pg.width()/100, y*pg.height()/100, w*pg.width()/100, h*pg.height()/100)
}

func (pg *page) small(text string, x, y, w, h float64) {
	pw, ph := pg.width()/100, pg.height()/100
	pg.write(text, "plain", pg.text, box{x * pw, y * ph, w * pw, h * ph, 11, false})
}

func (pg *page) address() { pg.bar(pg.faint(), 25, 90, 50); pg.bar(pg.faint(), 33, 93, 34) }
func (pg *page) rsvp()    { pg.small("RSVP", 30, 88, 40, 9) }
func (pg *page) fold()    { pg.panel(mix(pg.ink["paper"], names["black"], 18), 0, 0, 3, 100) }
func (pg *page) spine()   { pg.panel(mix(pg.ink["paper"], names["black"], 35), 0, 0, 7, 100) }

func (pg *page) story() {
	for i := range 3 {
		pg.panel(mix(pg.text, pg.ink["paper"], 30*i), 4+float64(i)*31, 2, 29, 1.2)
	}
	pg.oval(pg.text, 14, 16, 6, 6)
	pg.bar(pg.text, 20, 7, 30)
}

func (pg *page) prices() {
	c := mix(pg.ink["paper"], names["white"], 85)
	pg.panel(c, 8, 54, 84, 40)
	ink := names["charcoal"]
	for i := range 6 {
		y := 58 + float64(i)*6
		pg.bar(ink, 14, y, 30+float64(i*7%18))
		for x := 64.0; x < 74; x += 3 {
			pg.panel(names["gray"], x, y+0.4, 1, 0.5)
		}
		pg.write([]string{"4.50", "7.00", "3.20", "9.80", "5.40", "6.10"}[i], "plain", ink,
			box{74 * pg.width() / 100, (y - 2) * pg.height() / 100, 16 * pg.width() / 100, 5 * pg.height() / 100, 9, true})
	}
}

func (pg *page) days() {
	white := names["white"]
	for row := range 5 {
		for col := range 7 {
			c := white
			if col > 4 {
				c = pg.ink["pale"]
			}
			x, y := 4+float64(col)*13.3, 40+float64(row)*11.4
			pg.panel(c, x, y, 12, 10)
			if day := row*7 + col - 1; day > 0 && day < 32 {
				pg.write(number(day), "plain", names["charcoal"],
					box{x*pg.width()/100 + 1, y*pg.height()/100 + 1, 14, 11, 9, true})
			}
		}
	}
}

func number(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return string(rune('0'+n/10)) + string(rune('0'+n%10))
}

func (pg *page) exercises() {
	pg.panel(names["white"], 4, 34, 92, 62)
	for i := range 5 {
		y := 40 + float64(i)*11
		pg.write(number(i+1), "bold", pg.ink["dark"],
			box{8 * pg.width() / 100, (y - 4) * pg.height() / 100, 14, 16, 11, true})
		pg.bar(names["gray"], 20, y, 70)
		pg.bar(names["silver"], 20, y+4, 46)
	}
}

func (pg *page) columns() {
	ink := mix(names["charcoal"], pg.ink["paper"], 20)
	pg.panel(mix(pg.ink["paper"], names["white"], 75), 4, 62, 92, 35)
	for i := range 9 {
		pg.bar(ink, 8, 65+float64(i)*3.4, 38-float64(i%3)*4)
		pg.bar(ink, 54, 65+float64(i)*3.4, 38-float64((i+1)%3)*4)
	}
}

func (pg *page) career() {
	pg.panel(pg.ink["two"], 0, 28, 32, 72)
	pg.panel(names["white"], 32, 28, 68, 72)
	for i := range 4 {
		y := 33 + float64(i)*16
		pg.panel(pg.ink["dark"], 37, y, 26, 1.6)
		for k := range 3 {
			pg.bar(names["gray"], 37, y+4+float64(k)*3, 54-float64(k)*9)
		}
		pg.panel(mix(pg.ink["two"], names["white"], 60), 5, y, 22, 1.6)
		pg.bar(mix(pg.ink["two"], names["white"], 40), 5, y+4, 18)
	}
}

func (pg *page) figures() {
	w, h := pg.width(), pg.height()
	for i, part := range []float64{40, 64, 52, 84} {
		pg.panel(pg.ink["two"], 10+float64(i)*21, 96-part*0.4, 15, part*0.4)
		pg.write(number(int(part))+"%", "bold", pg.text,
			box{(7 + float64(i)*21) * w / 100, (90 - part*0.4) * h / 100, 21 * w / 100, 5 * h / 100, 10, false})
	}
}

func (pg *page) hole() {
	w := pg.width()
	pg.oval(names["white"], w/2, 36, 22, 22)
	pg.polygon(names["white"], point{w/2 - 22, 36}, point{0, 60}, point{0, 46}, point{w/2 - 16, 26})
}

func (pg *page) tassel() {
	w := pg.width()
	pg.oval(names["white"], w/2, 14, 6, 6)
	pg.line(names["red"], 3, []point{{w / 2, 14}, {w / 2, 0}})
}

func (pg *page) contents() { pg.frame(pg.text, 3, 2); pg.small("250 g", 34, 88, 32, 8) }

func (pg *page) award() {
	pg.frame(pg.ink["two"], 5, 4)
	pg.small("Certificate", 25, 54, 46, 10)
	pg.bar(pg.faint(), 12, 72, 44)
	pg.bar(pg.text, 12, 86, 34)
}

func (pg *page) stamp() {
	w, h := pg.width(), pg.height()
	pg.panel(mix(pg.ink["paper"], names["white"], 70), 48, 6, 48, 60)
	pg.round(pg.ink["two"], 0.82*w, 0.1*h, 0.11*w, 0.2*h, 2)
	pg.oval(names["white"], 0.875*w, 0.2*h, 7, 7)
	for i := range 3 {
		pg.bar(names["gray"], 54, 42+float64(i)*7, 36)
	}
}

func (pg *page) panels() {
	for i := range 2 {
		x := 34 + float64(i)*33
		pg.panel(mix(pg.ink["paper"], names["white"], 82), x, 5, 30, 90)
		pg.panel(pg.ink["two"], x+3, 10, 24, 22)
		for k := range 9 {
			pg.bar(names["gray"], x+3, 38+float64(k)*6, 24-float64((k+i)%3)*4)
		}
	}
}

func (pg *page) dashes() {
	c := pg.ink["two"]
	if pg.shape.paper == "full" {
		c = pg.text
	}
	w, h := pg.width(), pg.height()
	for x := 5.0; x < w-8; x += 10 {
		pg.rect(c, x, 4, 5, 1.5)
		pg.rect(c, x, h-5.5, 5, 1.5)
	}
	pg.small("Gift voucher", 42, 80, 53, 12)
}

func (pg *page) stub() {
	w, h := pg.width(), pg.height()
	for y := 3.0; y < h; y += 8 {
		pg.rect(names["white"], 0.41*w, y, 1.5, 4)
	}
	for i := range 14 {
		pg.rect(pg.text, w-14, 12+float64(i)*5.4, 9, float64(1+i*7%4))
	}
	pg.oval(names["white"], 0.413*w, 0, 7, 7)
	pg.oval(names["white"], 0.413*w, h, 7, 7)
	pg.form.headline[2] -= 8
}

func (pg *page) portrait() { pg.oval(names["white"], 24, pg.height()-6, 20, 20) }

func (pg *page) contact() {
	for i := range 3 {
		pg.bar(pg.faint(), 52, 80+float64(i)*5, 34-float64(i)*6)
	}
	pg.form.headline[3] = 56
}

func (pg *page) slide() { pg.bar(pg.faint(), 44, 88, 40); pg.small("1", 93, 88, 5, 9) }

func (pg *page) play() {
	w, h := pg.width(), pg.height()
	pg.round(names["black"], w-34, h-18, 30, 14, 2)
	pg.write("8:42", "bold", names["white"], box{w - 34, h - 18, 30, 14, 11, false})
}

func (pg *page) tent() {
	pg.panel(mix(pg.ink["paper"], names["black"], 14), 0, 0, 100, 24)
	pg.bar(mix(pg.ink["paper"], names["black"], 30), 0, 24, 100)
}

func (pg *page) likes() {
	w, h := pg.width(), pg.height()
	pg.painter.shape(pg.st.lib.shapes["heart"], square(16, h-5, 16), pg.ink)
	pg.oval(pg.text, w/2-6, h-8, 2, 2)
	pg.oval(pg.text, w/2, h-8, 2, 2)
	pg.oval(pg.text, w/2+6, h-8, 2, 2)
}

func (pg *page) waves() {
	h := pg.height()
	for i := range 9 {
		tall := float64(6 + i*13%17)
		pg.rect(pg.text, 8+float64(i)*4, h*0.34-tall/2, 2, tall)
		pg.rect(pg.text, pg.width()-12-float64(i)*4, h*0.34-tall/2, 2, tall)
	}
}

// blank takes the decoration away: a logo stands alone.
func (pg *page) blank() {
	pg.panel(names["white"], 0, 0, 100, 100)
	pg.text = mix(pg.ink["main"], names["black"], 45)
	pg.oval(pg.accent(), pg.width()/2, 0.34*pg.height(), 0.29*pg.width(), 0.29*pg.width())
}

// cutout puts what was drawn so far on a round sticker.
func (pg *page) cutout() {
	w, h := pg.width(), pg.height()
	r := w*0.47 - 2
	pg.each(func(x, y int, c color.RGBA) color.RGBA {
		dx, dy := float64(x)-w/2, float64(y)-h/2
		switch d := dx*dx + dy*dy; {
		case d < (r-6)*(r-6):
			return c
		case d < r*r:
			return names["white"]
		case d < (r+2)*(r+2):
			return names["gray"]
		}
		return names["silver"]
	})
}

// shirt draws the garment in the item's colour, without the decoration.
func (pg *page) shirt() {
	pg.panel(names["silver"], 0, 0, 100, 100)
	f, main := pg.whole(), pg.ink["main"]
	pg.polygon(main, f.points([]float64{
		30, 8, 42, 12, 58, 12, 70, 8, 98, 28, 86, 46, 76, 40, 76, 96, 24, 96, 24, 40, 14, 46, 2, 28,
	})...)
	pg.slice(mix(main, names["black"], 35), 0.5*pg.width(), 0.1*pg.height(), 0.09*pg.width(), 0, 180)
	pg.text = names["white"]
	if light(main) > 150 {
		pg.text = mix(main, names["black"], 78)
	}
}

// collage draws four pictures side by side.
func (pg *page) collage() {
	white := names["white"]
	pg.panel(white, 0, 0, 100, 100)
	for i, at := range [][4]float64{{3, 3, 45, 45}, {52, 3, 45, 56}, {3, 52, 45, 45}, {52, 63, 45, 34}} {
		pg.panel(mix(pg.ink["main"], white, 60-18*i), at[0], at[1], at[2], at[3])
	}
	w, h := pg.width(), pg.height()
	pg.painter.shape(pg.st.lib.shapes["palm tree"], square(0.75*w, 0.56*h, 0.46*h), names.with(pg.accent()))
	pg.painter.shape(pg.st.lib.shapes["camera"], square(0.25*w, 0.93*h, 0.38*h), names.with(pg.accent()))
	pg.text = white
	if light(pg.ink["main"]) > 190 {
		pg.text = mix(pg.ink["main"], names["black"], 75)
	}
}

// swatches draws the samples of a mood board.
func (pg *page) swatches() {
	main, white := pg.ink["main"], names["white"]
	dark := mix(main, names["black"], 35)
	for i, c := range []color.RGBA{main, mix(main, white, 50), dark, names["cream"], names["tan"]} {
		pg.panel(c, 52+float64(i%3)*15, 8+float64(i/3)*26, 13, 22)
	}
	pg.panel(mix(main, names["brown"], 50), 82, 34, 13, 22)
}
