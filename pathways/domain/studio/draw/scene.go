package main

import (
	"errors"
	"fmt"
	"strings"
)

// scene is what a picture shows: a thing, an animal or a person, what it does,
// and where.
type scene struct {
	who, does, where *shape
}

// readScene takes a scene's text apart: "fox reading a book in a library".
func (lib *library) readScene(text string) (*scene, error) {
	s := &scene{}
	for name, place := range lib.places {
		if strings.HasSuffix(text, " "+name) && (s.where == nil || len(name) > len(s.where.name)) {
			s.where = place
		}
	}
	if s.where == nil {
		return nil, fmt.Errorf("%q: no place to draw", text)
	}
	who := strings.TrimSuffix(text, " "+s.where.name)
	if s.who = lib.shapes[who]; s.who != nil {
		return s, nil
	}
	// A "bunch of tulips" is drawn as tulips.
	if _, things, of := strings.Cut(who, " of "); of && lib.shapes[things] != nil {
		s.who = lib.shapes[things]
		return s, nil
	}
	for name, doing := range lib.shapes {
		if action, ok := strings.CutPrefix(name, "do "); ok {
			if before, found := strings.CutSuffix(who, " "+action); found && lib.shapes[before] != nil {
				s.who, s.does = lib.shapes[before], doing
				return s, nil
			}
		}
	}
	return nil, fmt.Errorf("%q: nothing to draw for %q", text, who)
}

// aloft says whether a shape hangs in the air.
func aloft(name string) bool {
	switch name {
	case "hot air balloon", "airplane", "bee", "butterfly", "eagle", "balloons":
		return true
	}
	return false
}

// wide says whether a shape reaches into the distance and casts no shadow.
func wide(name string) bool {
	switch name {
	case "skyline", "bridge", "waterfall":
		return true
	}
	return false
}

// afloat says whether a shape is on water.
func afloat(name string) bool {
	switch name {
	case "sailboat", "boat", "whale", "dolphin":
		return true
	}
	return false
}

// weightless says whether a place has no ground.
func weightless(name string) bool {
	switch name {
	case "in space", "underwater", "in a bathtub":
		return true
	}
	return false
}

// dark says whether a place lies in the dark.
func (s *shape) dark() bool { return len(s.parts) > 0 && s.parts[0].ink == "night" }

// scene draws a scene over the whole picture.
func (p *painter) scene(s *scene, ink inks) {
	w, h := p.width(), p.height()
	p.shape(s.where, p.whole(), ink)
	size := 0.56 * s.who.size * h
	x, y := 0.5*w, s.where.size/100*h
	if s.does != nil {
		size = 0.6 * h
		x = 0.47 * w
	}
	size = min(size, 1.04*h, 1.2*w)
	switch {
	case aloft(s.who.name):
		y = min(y, 0.5*h+size/2)
		y = max(y-0.14*h, size*0.98)
	case wide(s.who.name):
	case afloat(s.who.name):
		y = min(y, 0.76*h)
	case !weightless(s.where.name):
		p.shade(x, y-0.01*h, size*0.36, size*0.055, 26)
	}
	f := square(x, y+0.03*size, size)
	p.shape(s.who, f, ink)
	if s.does != nil {
		p.shape(s.does, f, ink)
	}
	if front := p.shapes.fronts[s.where.name]; front != nil {
		p.shape(front, p.whole(), ink)
	}
}

// drawScene draws photos, illustrations and videos.
func (st *studio) drawScene(it *item) (*painter, error) {
	s, err := st.lib.readScene(it.Attributes["scene"])
	if err != nil {
		return nil, err
	}
	if _, ok := names[it.Attributes["color"]]; !ok {
		return nil, fmt.Errorf("no colour %q", it.Attributes["color"])
	}
	ink := scenery(it.Attributes["color"], s.where.dark())
	switch it.Kind {
	case "photo":
		p := newPainter(st.lib, 240, 180, ink["sky"])
		p.scene(s, ink)
		p.vignette()
		return p, nil
	case "video":
		p := newPainter(st.lib, 256, 144, ink["sky"])
		p.scene(s, ink)
		return p, st.player(p, it.ID)
	case "illustration":
		p := newPainter(st.lib, 208, 208, ink["sky"])
		p.scene(s, ink)
		return p, p.technique(it.Attributes["technique"], ink)
	}
	return nil, errors.New("a scene is a photo, an illustration or a video")
}

// player draws what a video has around it: a bar, a time and a triangle.
func (st *studio) player(p *painter, id string) error {
	black, white := names["black"], names["white"]
	w, h := p.width(), p.height()
	p.rect(black, 0, h-16, w, 16)
	p.rect(names["gray"], 40, h-9, w-50, 2)
	played := float64(20 + int(id[len(id)-1]-'0')*14)
	p.rect(names["red"], 40, h-9, played, 2)
	p.oval(names["red"], 40+played, h-8, 4, 4)
	p.oval(black, w-22, 20, 14, 14)
	p.polygon(white, point{w - 27, 13}, point{w - 27, 27}, point{w - 14, 20})
	return st.text.write(p, fmt.Sprintf("0:%c%c", '0'+id[len(id)-2]%4, id[len(id)-1]), "plain", white,
		box{4, h - 16, 32, 16, 11, false})
}
