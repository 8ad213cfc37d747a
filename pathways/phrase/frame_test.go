package phrase

import (
	"strings"
	"testing"
)

// Every line of frames is one, and says whether it changes or adds something.
func TestFrames(t *testing.T) {
	t.Parallel()
	for language, text := range map[string]string{
		"": englishFrames, "en-GB": englishFrames, "es": spanishFrames, "de": "",
	} {
		frames := framesIn(language)
		if want := strings.Count(text, "\n"); len(frames) != want {
			t.Errorf("%s: %d frames of %d lines", language, len(frames), want)
		}
		seen := map[string]bool{}
		for _, f := range frames {
			said := f.before + "*" + f.after
			if f.added == f.changed && !f.added || f.weight < 1 || f.weight > 9 || strings.Contains(f.after, "*") ||
				said != strings.TrimSpace(said) {
				t.Errorf("%q: %+v", said, f)
			}
			if f.takes == anything && seen[said] {
				t.Errorf("%q again", said)
			}
			seen[said] = true
		}
	}
	for _, line := range []string{"", "c1|no value", "what about *?"} {
		if f, ok := readFrame(line); ok {
			t.Errorf("%q is read as %+v", line, f)
		}
	}
}

// What stands in a frame goes with its words.
func TestFits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		takes taking
		way   alone
		want  bool
	}{
		{anything, alone{}, true},
		{plainly, alone{lead: "in"}, false},
		{plainly, alone{}, true},
		{leading, alone{}, false},
		{leading, alone{lead: "in"}, true},
		{subjects, alone{noun: true}, false},
		{subjects, alone{noun: true, subject: true}, true},
		{told, alone{}, false},
		{told, alone{named: true}, true},
		{told, alone{noun: true}, true},
		{parts, alone{noun: true}, false},
		{parts, alone{noun: true, lead: "in"}, true},
		{things, alone{lead: "in"}, false},
	} {
		f := frame{takes: c.takes, changed: true}
		if got := f.fits(&c.way, false); got != c.want {
			t.Errorf("%d takes %+v: %v", c.takes, c.way, got)
		}
		if f.fits(&c.way, true) {
			t.Errorf("%d, which changes, adds %+v", c.takes, c.way)
		}
	}
}

// Frames that end in a verb or a preposition want a thing, the others take what is done
// as well.
func TestFramesThatWantThings(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"c6|what about *?": true, "cp5|make that *": true, "c1|i need * instead": true, "c2|¿puede ser *?": true,
		"acn3|same but *": false, "ac4|and *?": false, "c5|* instead": false, "c4|mejor *": false,
	} {
		f, ok := readFrame(line)
		if !ok || f.wants != want {
			t.Errorf("%q wants a thing: %v", line, f.wants)
		}
	}
}
