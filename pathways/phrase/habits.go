package phrase

import (
	"slices"

	"github.com/callmill/callmill/pathways/domain"
)

// manners are the domain's, compiled.
type manners struct {
	*domain.Manners

	openers, closers, fillers, hesitations, corrections, references, again []*alternative
	// vocabulary are the words of labels and productions: no typo makes one of
	// them, since it would say something else.
	vocabulary map[string]bool
	keys       map[byte]string
	// opens are the phrasings that are themselves ways to open: what an opener
	// alone is measured as.
	opens []bool
}

// mood is what manners a query has.
type mood struct {
	// correct: somewhere, something else is said first.
	correct bool
	// asides are the fillers and hesitations still to come.
	filler, hesitation bool
	// referring says that a reference is being written.
	referring bool
}

func compileManners(d *domain.Domain, g *domain.Grammar) (*manners, error) {
	m := &manners{Manners: g.Manners, vocabulary: map[string]bool{}, keys: map[byte]string{}}
	if m.Manners == nil {
		m.Manners = &domain.Manners{}
	}
	for _, h := range []struct {
		from *domain.Habit
		to   *[]*alternative
	}{
		{&m.Openers, &m.openers},
		{&m.Closers, &m.closers},
		{&m.Fillers, &m.fillers},
		{&m.Hesitations, &m.hesitations},
		{&m.Corrections, &m.corrections},
		{&m.References, &m.references},
		{&m.Again, &m.again},
	} {
		alts, err := compileFree(g, silent(d, h.from.Say), true)
		if err != nil {
			return nil, err
		}
		*h.to = alts
	}
	for _, row := range m.Typos.Keyboard {
		for i := range row {
			near := row[max(0, i-1):i] + row[i+1:min(len(row), i+2)]
			m.keys[row[i]] += near
		}
	}
	m.addVocabulary(g)
	m.opens = make([]bool, len(g.Phrasings))
	for i := range g.Phrasings {
		match := g.Phrasings[i].Rule.Match
		for _, p := range m.Openers.Say {
			m.opens[i] = m.opens[i] || match != nil && p.Parts[0].Kind == domain.PartText &&
				match.MatchString(p.Parts[0].Text+" \x00\x00")
		}
	}
	return m, nil
}

// silent returns the productions in which the lexicon finds no label: the others
// would ask for something.
func silent(d *domain.Domain, ps []*domain.Production) []*domain.Production {
	return slices.DeleteFunc(slices.Clone(ps), func(p *domain.Production) bool {
		return slices.ContainsFunc(d.Lexicon.Matches(domain.Words(p.Source)), func(m domain.Match) bool {
			return slices.ContainsFunc(m.Entries, func(e domain.Entry) bool { return e != domain.Entry{} })
		})
	})
}

// setMood draws the manners that the words of productions are written with.
func (r *renderer) setMood() {
	m := r.voice.manners
	if m == nil {
		return
	}
	r.mood.correct = r.rng.Float64() < m.Corrections.Chance
	r.mood.filler = r.rng.Float64() < m.Fillers.Chance
	r.mood.hesitation = r.rng.Float64() < m.Hesitations.Chance
}

// habit writes one of a habit's productions, out of the reach of other manners:
// a typo in "sorry" leaves nothing to understand.
func (r *renderer) habit(alts []*alternative) bool {
	a := r.pick(alts, ^set(0))
	if a == nil {
		return false
	}
	within := r.within
	r.within = true // no clause
	r.mark(keepMark)
	ok := r.expand(a, ^set(0))
	r.mark(freeMark)
	r.within = within
	return ok
}

// aside writes a filler or a hesitation where an argument is to come, now or at
// a later one.
func (r *renderer) aside() {
	if !r.mood.filler && !r.mood.hesitation || r.terse || r.rng.IntN(2) == 0 {
		return
	}
	// Not inside a noun phrase that has begun, nor inside quotes.
	n := len(r.buf)
	if n < 2 || r.buf[n-1] != ' ' || r.buf[n-2] == articleMark || r.buf[n-2] == freeMark {
		return
	}
	alts := r.voice.manners.fillers
	if r.mood.hesitation {
		alts = r.voice.manners.hesitations
	}
	r.mood.filler, r.mood.hesitation = r.mood.filler && r.mood.hesitation, false
	r.habit(alts)
	r.buf = append(r.buf, ' ')
}

// misspeak says another alternative before the one that is meant, where both are
// nothing but words.
func (r *renderer) misspeak(p *part, meant *alternative) {
	// Behind a number it would be the unit that is corrected.
	if r.terse || r.figure.end > 0 || len(p.options) < 2 || !r.standsAlone() || !isWords(meant) {
		return
	}
	other := p.options[r.rng.IntN(len(p.options))]
	if other == meant || !isWords(other) || other.parts[0].text[:2] == meant.parts[0].text[:2] {
		return // nobody corrects "ok" to "okay"
	}
	r.mood.correct = false
	r.write(other.parts[0].text)
	r.buf = append(r.buf, ' ')
	r.habit(r.voice.manners.corrections)
	r.buf = append(r.buf, ' ')
}

// isWords says whether an alternative is words and nothing else.
func isWords(a *alternative) bool {
	return len(a.parts) == 1 && a.parts[0].kind == domain.PartText &&
		len(a.parts[0].text) > 1 && isLetters(a.parts[0].text[:1]) && isLetters(a.parts[0].text[len(a.parts[0].text)-1:])
}

// refer calls the item as manners have it; false for as the graph does.
func (r *renderer) refer() bool {
	m := r.voice.manners
	alts, chance := m.references, m.References.Chance
	if r.call > 0 {
		alts, chance = m.again, m.Again.Chance
	}
	if len(alts) == 0 || r.rng.Float64() >= chance {
		return false
	}
	r.mood.referring = true
	ok := r.habit(alts)
	r.mood.referring = false
	return ok
}

// reference writes a placeholder of a reference.
func (r *renderer) reference(name string) bool {
	switch name {
	case domain.PlaceholderKind:
		r.kind(r.open())
	case domain.PlaceholderTitle:
		r.buf = append(r.buf, r.open().Title...)
	default:
		return false
	}
	return true
}

// surround puts an opener before the request and a closer after it, where the
// production has nothing there itself.
func (r *renderer) surround(phrasing int) {
	m := r.voice.manners
	r.figure = figure{}
	if !r.trailed && r.rng.Float64() < m.Closers.Chance && r.endsOpen() {
		r.buf = append(r.buf, ' ')
		r.habit(m.closers)
	}
	if r.led || m.opens[phrasing] || r.rng.Float64() >= m.Openers.Chance {
		return
	}
	said := len(r.buf)
	r.habit(m.openers)
	r.buf = append(r.buf, ' ')
	// The opener was written last and comes first.
	moved := append([]byte(nil), r.buf[said:]...)
	copy(r.buf[len(moved):], r.buf[:said])
	copy(r.buf, moved)
}

// endsOpen says whether no mark ends the text.
func (r *renderer) endsOpen() bool {
	for _, c := range slices.Backward(r.buf) {
		switch c {
		case ' ', keepMark, freeMark, spotMark:
			continue
		case '.', '?', '!', ',':
			return false
		}
		return true
	}
	return false
}
