package domain

import (
	"strings"
	"testing"
	"testing/fstest"
)

// withManners loads the good domain with this section in its grammar.
func withManners(t *testing.T, section string) *Manners {
	t.Helper()
	fsys := goodDomain(t)
	grammar := string(fsys["grammar.yaml"].Data)
	fsys["grammar.yaml"] = &fstest.MapFile{Data: []byte(grammar + section)}
	d, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return d.Grammar.Manners
}

// A grammar that says nothing has the defaults, and what is documented as the
// defaults reads the same in a grammar.
func TestDefaultManners(t *testing.T) {
	t.Parallel()
	m := withManners(t, "")
	for name, h := range map[string]Habit{
		"openers": m.Openers, "closers": m.Closers, "fillers": m.Fillers, "hesitations": m.Hesitations,
		"corrections": m.Corrections, "references": m.References, "again": m.Again,
	} {
		if h.Chance == 0 || len(h.Say) == 0 {
			t.Errorf("no %s by default", name)
		}
	}
	if m.Typos.Chance == 0 || m.Casing.Lower == 0 || m.Punctuation.Drop == 0 || m.NumberWords == 0 || len(m.Units) == 0 {
		t.Errorf("defaults are missing: %+v", m)
	}
	given := withManners(t, "manners:\n  "+strings.ReplaceAll(MannersNotation, "\n", "\n  ")+"\n")
	if len(given.Openers.Say) != len(m.Openers.Say) || given.Typos.Most != m.Typos.Most ||
		given.UnitChance != m.UnitChance {
		t.Errorf("the defaults in a grammar read as %+v", given)
	}
}

func TestMannersThatAreLeftOutAreNone(t *testing.T) {
	t.Parallel()
	m := withManners(t, "manners: {}\n")
	if m.Openers.Chance+m.Typos.Chance+m.Casing.Lower+m.NumberWords != 0 || m.Units != nil {
		t.Errorf("no manners are %+v", m)
	}
	m = withManners(t, "manners:\n  number_words: 0.5\n  openers: {chance: 0.25, say: [<please>, {say: hey, weight: 3}]}"+
		"\n")
	if m.NumberWords != 0.5 || m.Openers.Chance != 0.25 || m.Openers.Say[1].Weight != 3 || m.Closers.Chance != 0 {
		t.Errorf("manners are %+v", m)
	}
}
