package phrase_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/domaintest"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

// written are queries of phrase/grammar for studio with these manners only, in
// one phrasing, and how many of them pass the checks.
func written(t *testing.T, m *domain.Manners, phrasing string) (queries []string, passed int) {
	t.Helper()
	d := load(t)
	d.Grammar.Manners = m
	p, err := phrase.Grammar(d)
	if err != nil {
		t.Fatal(err)
	}
	checks, drafter := check.New(d), brief.New(d)
	for i := range uint64(400) {
		rng := rand.New(rand.NewPCG(i, 8))
		buckets := make([]string, len(d.Facets))
		buckets[d.Facet(sample.FacetPhrasing)] = phrasing
		b, err := drafter.Draft(i, buckets, rng)
		if err != nil || !p.CanServe(b) {
			continue
		}
		c, err := p.Write(t.Context(), b, rng)
		if err != nil {
			continue
		}
		s := sampleOf(d, c)
		queries = append(queries, s.Query())
		if checks.Verify(s) == nil {
			passed++
		}
	}
	return queries, passed
}

// Every kind of manners, alone and at every chance, leaves its mark and harms no
// argument: the samples pass the checks as they do without.
func TestEachKindOfManners(t *testing.T) {
	t.Parallel()
	say := func(texts ...string) domain.Habit {
		h := domain.Habit{Chance: 1}
		for _, text := range texts {
			p, err := domain.ParseProduction(text)
			if err != nil {
				t.Fatal(err)
			}
			h.Say = append(h.Say, p)
		}
		return h
	}
	for name, c := range map[string]struct {
		manners  domain.Manners
		phrasing string
		mark     string
		// least is in how many of a hundred queries the mark must be.
		least int
	}{
		"none":        {domain.Manners{}, "", `.`, 100},
		"openers":     {domain.Manners{Openers: say("zzopen,")}, "question", `^zzopen, `, 40},
		"closers":     {domain.Manners{Closers: say("zzclose")}, "wish", ` zzclose$`, 20},
		"fillers":     {domain.Manners{Fillers: say("zzfill")}, "imperative", ` zzfill `, 30},
		"hesitations": {domain.Manners{Hesitations: say("zzum…")}, "polite", ` zzum… `, 30},
		"corrections": {domain.Manners{Corrections: say(", zzsorry,")}, "imperative", `\w, zzsorry, \w`, 30},
		"references": {
			domain.Manners{References: say("zzthe {kind}")}, "imperative", `zzthe (photo|template|video|illustration)`, 30,
		},
		"typos": {domain.Manners{Typos: domain.Typos{
			Chance: 1, Most: 1, Swap: 1, Drop: 1, Double: 1, Neighbour: 1, Keyboard: []string{"qwertyuiop", "asdfghjkl"},
		}}, "imperative", `.`, 100},
		"lower":    {domain.Manners{Casing: domain.Casing{Lower: 1}}, "", `^[^A-Z]*("[^"]*"[^A-Z]*)*$`, 100},
		"sentence": {domain.Manners{Casing: domain.Casing{Sentence: 1}}, "imperative", `^[A-Z]`, 100},
		"shout":    {domain.Manners{Casing: domain.Casing{Shout: 1}}, "imperative", `\b[A-Z]{3,}\b`, 90},
		"no marks": {domain.Manners{Punctuation: domain.Punctuation{Drop: 1}}, "imperative", `^[^,?!]*$`, 80},
		"stop":     {domain.Manners{Punctuation: domain.Punctuation{Stop: 1}}, "imperative", `[.?!"]$`, 95},
		"number words": {
			domain.Manners{NumberWords: 1},
			"imperative",
			`\b(one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|twelve|eleven|\w+ty)\b`, 8,
		},
		"units": {
			domain.Manners{UnitChance: 1, Units: [][]string{
				{"zzunits", "px", "pixels", "%", "percent", "sec", "seconds", "days", "points", "pt", "copies", "prints"},
			}}, "imperative", ` zzunits\b`, 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			queries, passed := written(t, &c.manners, c.phrasing)
			mark, marked := regexp.MustCompile(c.mark), 0
			for _, q := range queries {
				if mark.MatchString(q) {
					marked++
				}
				if strings.ContainsAny(q, "\x01\x02\x03") || strings.Contains(q, "  ") || strings.TrimSpace(q) != q {
					t.Errorf("wrote %q", q)
				}
			}
			if len(queries) < 300 || marked*100 < c.least*len(queries) || passed*100 < 97*len(queries) {
				t.Errorf("of %d queries %d have the mark and %d pass the checks, such as\n%s", len(queries), marked, passed,
					strings.Join(queries[:min(8, len(queries))], "\n"))
			}
		})
	}
}

// With all manners, what is asked for is still what is written.
func TestMannersKeepTheArguments(t *testing.T) {
	t.Parallel()
	_, plain := written(t, &domain.Manners{}, "")
	d := load(t)
	all, mannered := written(t, d.Grammar.Manners, "")
	if mannered < plain*98/100 {
		t.Errorf("%d of %d pass the checks, %d without manners", mannered, len(all), plain)
	}
}

// Only phrase/grammar writes what is not plain, unless there is nothing else.
func TestPlainProductions(t *testing.T) {
	t.Parallel()
	d := load(t)
	for i := range d.Grammar.Phrasings {
		say := d.Grammar.Phrasings[i].Say
		for j, p := range say {
			say[j] = &domain.Production{
				Source: p.Source, Weight: 1, Fancy: i > 0 && j > 0,
				Parts: append([]domain.Part{{Kind: domain.PartText, Text: fmt.Sprintf("zz%d ", min(j, 1))}}, p.Parts...),
			}
			if i == 0 {
				say[j].Fancy = true // all of them
			}
		}
	}
	drafter := brief.New(d)
	for _, p := range all(t, d) {
		fancy, only := 0, 0
		for i := range uint64(domaintest.Draws(600)) {
			rng := rand.New(rand.NewPCG(i, 8))
			b, err := drafter.Draft(i, make([]string, len(d.Facets)), rng)
			if err != nil || len(b.Calls) == 0 || !p.CanServe(b) {
				continue
			}
			c, err := p.Write(t.Context(), b, rng)
			if err != nil {
				continue
			}
			if !strings.Contains(strings.ToLower(sample.LastUser(c.Messages)), "zz1 ") {
				continue
			}
			if strings.HasPrefix(c.Template, d.Grammar.Phrasings[0].Say[0].Source) || inFirst(d, c.Template) {
				only++
			} else {
				fancy++
			}
		}
		if (fancy > 0) != (p.Name() == phrase.NameGrammar) || only == 0 {
			t.Errorf("%s wrote %d fancy productions, %d where there are no others", p.Name(), fancy, only)
		}
	}
}

func inFirst(d *domain.Domain, template string) bool {
	for _, p := range d.Grammar.Phrasings[0].Say {
		if strings.HasPrefix(template, p.Source+" ‹ ") {
			return true
		}
	}
	return false
}
