package main

import "strings"

// format is a design type: its size, and what is particular to it.
type format struct {
	w, h int
	// add draws what only this type has, after the paper and before the symbol.
	add func(*page)
	// symbol and headline are where they go: left, top, width and height, in per
	// cent of the page.
	symbol, headline area
}

type area [4]float64

func upright(w, h int, add func(*page)) format {
	return format{w, h, add, area{16, 13, 68, 46}, area{9, 62, 82, 25}}
}

func level(w, h int, add func(*page)) format {
	return format{w, h, add, area{4, 12, 36, 76}, area{42, 16, 53, 68}}
}

func even(w, h int, add func(*page)) format {
	return format{w, h, add, area{24, 8, 52, 52}, area{8, 64, 84, 28}}
}

// newFormats returns the design types that can be drawn, by what topics call
// them.
func newFormats() map[string]format {
	return map[string]format{
		"poster":          upright(160, 224, nil),
		"flyer":           upright(168, 224, (*page).address),
		"invitation":      upright(168, 224, (*page).rsvp),
		"card":            upright(168, 216, (*page).fold),
		"book cover":      upright(152, 232, (*page).spine),
		"instagram story": upright(136, 232, (*page).story),
		"product label":   upright(168, 200, (*page).contents),
		"menu":            {160, 232, (*page).prices, area{30, 5, 40, 26}, area{8, 31, 84, 20}},
		"price list":      {160, 232, (*page).prices, area{30, 5, 40, 26}, area{8, 31, 84, 20}},
		"calendar":        {176, 224, (*page).days, area{6, 4, 34, 32}, area{42, 5, 53, 30}},
		"worksheet":       {160, 224, (*page).exercises, area{4, 4, 34, 28}, area{40, 5, 56, 26}},
		"newsletter":      {168, 232, (*page).columns, area{25, 24, 50, 36}, area{6, 4, 88, 19}},
		"resume":          {160, 224, (*page).career, area{5, 5, 26, 20}, area{36, 6, 60, 18}},
		"infographic":     {152, 240, (*page).figures, area{25, 22, 50, 26}, area{6, 3, 88, 17}},
		"door hanger":     {104, 232, (*page).hole, area{14, 32, 72, 30}, area{8, 65, 84, 28}},
		"bookmark":        {88, 232, (*page).tassel, area{10, 18, 80, 32}, area{8, 54, 84, 36}},

		"gift voucher":      level(240, 112, (*page).dashes),
		"ticket":            level(240, 100, (*page).stub),
		"banner":            level(256, 104, nil),
		"email header":      level(256, 92, nil),
		"facebook cover":    level(256, 108, (*page).portrait),
		"business card":     level(216, 124, (*page).contact),
		"presentation":      level(248, 140, (*page).slide),
		"youtube thumbnail": level(256, 144, (*page).play),
		"certificate":       {232, 168, (*page).award, area{72, 56, 24, 36}, area{10, 12, 80, 40}},
		"postcard":          {232, 160, (*page).stamp, area{3, 8, 40, 62}, area{4, 70, 92, 26}},
		"brochure":          {240, 168, (*page).panels, area{4, 8, 26, 50}, area{3, 60, 28, 34}},
		"place card":        {216, 132, (*page).tent, area{5, 30, 26, 60}, area{32, 38, 62, 44}},
		"mood board":        {224, 176, (*page).swatches, area{4, 6, 42, 56}, area{50, 66, 46, 28}},

		"instagram post": even(192, 192, (*page).likes),
		"album cover":    even(192, 192, nil),
		"podcast cover":  even(192, 192, (*page).waves),
		"logo":           even(176, 176, (*page).blank),
		"sticker":        {176, 176, (*page).cutout, area{28, 14, 44, 44}, area{18, 58, 64, 24}},
		"t-shirt":        {200, 200, (*page).shirt, area{33, 30, 34, 32}, area{30, 62, 40, 22}},
		"photo collage":  {208, 192, (*page).collage, area{3, 3, 45, 45}, area{52, 64, 44, 26}},
	}
}

// formatOf finds the design type that a topic ends with.
func (st *studio) formatOf(topic string) (string, bool) {
	topic = " " + topic
	for _, other := range [][2]string{
		{" invite", " invitation"}, {" gift card", " gift voucher"}, {" pitch deck", " presentation"},
	} {
		if before, ok := strings.CutSuffix(topic, other[0]); ok {
			topic = before + other[1]
		}
	}
	best := ""
	for name := range st.formats {
		if strings.HasSuffix(topic, " "+name) && len(name) > len(best) {
			best = name
		}
	}
	return best, best != ""
}
