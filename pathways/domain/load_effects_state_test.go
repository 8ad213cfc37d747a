package domain

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What no item is at first is noted where it is needed, with what makes it so.
func TestNotesOfNeeds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		effects, want string
		setters       int
	}{
		{
			"undo: {makes: photo, sets: {mood: calm}}\nexport_design:\n  needs: {mood: [calm]}\n",
			"[effects.yaml:3: export_design.needs.mood: no item has mood = calm at first: " +
				"export_design can never be called, as no tool sets it]",
			0,
		},
		{"export_design: {needs: {mood: [\"\", calm]}}\n", "[]", 0},
		{"export_design: {needs: {mood: [sky blue]}}\n", "[]", 0},
	} {
		d, err := Load(withEffects(t, c.effects))
		if err != nil {
			t.Fatal(err)
		}
		export := d.Tool("export_design")
		if !slices.ContainsFunc(export.ContextItems(), func(it *Item) bool { return it.Field("mood") == "" }) &&
			strings.Contains(c.effects, `""`) {
			t.Fatal("every item has a mood")
		}
		if got := fmt.Sprint(d.Notes); got != c.want || len(d.Setters(export)) != c.setters {
			t.Errorf("%s: got %s, %v, want %s", c.effects, got, d.Setters(export), c.want)
		}
	}
}

func TestNumberIn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"120": 120, "145.90": 145.9, "$120": 120, "€ 3.5": 3.5, "120 cm": 120, "-4": -4, "7.": 7,
	} {
		if got, ok := NumberIn(text); !ok || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "calm", "art-0001", "1,299", "1.2.3", "$"} {
		if got, ok := NumberIn(text); ok {
			t.Errorf("%q: %v", text, got)
		}
	}
}
