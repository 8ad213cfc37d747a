package phrase

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// alone is a way to say one argument alone, compiled; see domain.Fragment.
type alone struct {
	lead        string
	value       *alternative
	noun, named bool
	// subject says that it is a thing that something is done with: "the kitchen", in
	// or for which it is done.
	subject bool
	weight  float64
}

// compileAlone compiles the ways to say each of the tool's leaves alone.
func (c *compiler) compileAlone() (map[int][]alone, error) {
	all, alones := map[int][]alone{}, c.grammar.Alone(c.tool)
	for i, leaf := range c.tool.Leaves() {
		subject := leaf.Required
		fragments := alones[i]
		for j := range fragments {
			subject = subject || fragments[j].Noun && inside.has(fragments[j].Lead)
		}
		for j := range fragments {
			f := &fragments[j]
			value, err := c.alternative(f.Parts)
			if err != nil {
				return nil, err
			}
			all[i] = append(all[i], alone{
				lead: f.Lead, value: value, noun: f.Noun, named: f.Named, subject: subject && f.Noun, weight: f.Weight,
			})
		}
	}
	return all, nil
}

// aloneFor returns the ways to say what the follow-up of a brief says.
func (v *voice) aloneFor(b *pathways.Brief) []alone {
	if len(b.Calls) != 1 || len(v.frames) == 0 {
		return nil
	}
	for i, leaf := range b.Calls[0].Tool.Leaves() {
		if leaf == b.FollowUp.New {
			return v.grammar[b.Calls[0].Tool.Name].alone[i]
		}
	}
	return nil
}

// compileFrames measures which phrasing each frame of a language is. One that has a
// label of the domain in it would ask for something.
func (p *Pathway) compileFrames(language string) []frame {
	frames := slices.DeleteFunc(framesIn(language), func(f frame) bool {
		found := p.domain.Lexicon.Matches(domain.Words(f.before + "zzz" + f.after))
		return slices.ContainsFunc(found, func(m domain.Match) bool {
			return slices.ContainsFunc(m.Entries, func(e domain.Entry) bool { return e != domain.Entry{} })
		})
	})
	if p.phrasing < 0 {
		return frames
	}
	f := &p.domain.Facets[p.phrasing]
	s := sample.Sample{Messages: make([]sample.Message, 1)}
	s.Provenance.Language = language
	for i := range frames {
		s.Messages[0] = sample.Message{Role: sample.RoleUser, Content: frames[i].before + "zzz" + frames[i].after}
		frames[i].phrasing = f.Buckets[f.Measure(&s)]
	}
	return frames
}

// followUp says what a follow-up changes or adds, and nothing else.
func (r *renderer) followUp(mannered bool) bool {
	way := drawWeighted(r.voice.aloneFor(r.brief), r.rng, func(a *alone) float64 { return a.weight })
	if way == nil {
		return false
	}
	f := r.drawFrame(way)
	if f == nil || !r.fill(f, way) {
		return false
	}
	r.trace = append(r.trace, "follow-up "+f.before+"{"+r.brief.FollowUp.New.Name+"}"+f.after)
	if at, known := r.voice.byBucket[f.phrasing]; known && mannered && r.voice.manners != nil {
		r.led, r.trailed = f.goesOn, f.ends
		r.surround(at)
	}
	return true
}

// drawFrame draws a frame for a way to say the argument: mostly one in the phrasing that
// is asked for. What stands around it and the value itself may make another one that.
func (r *renderer) drawFrame(way *alone) *frame {
	const elsewhere = 0.05
	want, added := r.brief.Bucket(r.pathway.phrasing), r.brief.FollowUp.Added
	some := want != "" && slices.ContainsFunc(r.voice.frames, func(f frame) bool {
		return f.phrasing == want && f.fits(way, added)
	})
	return drawWeighted(r.voice.frames, r.rng, func(f *frame) float64 {
		switch {
		case !f.fits(way, added):
			return 0
		case some && f.phrasing != want:
			return elsewhere * f.weight
		default:
			return f.weight
		}
	})
}

// fill writes a frame with the value in it; false where they do not go together.
func (r *renderer) fill(f *frame, way *alone) bool {
	r.buf = append(r.buf, f.before...)
	if !f.bare && way.lead != "" {
		r.buf = append(append(r.buf, way.lead...), ' ')
	}
	start := len(r.buf)
	r.mood.filler, r.mood.hesitation = false, false // not within these few words
	r.within = true
	ok := r.expand(way.value, 0)
	r.within = false
	if !ok {
		return false
	}
	thing := way.lead != "" || f.takes == things || strings.HasSuffix(f.before, "make it ")
	said := strings.Fields(plainText(r.buf[min(start, len(r.buf)):]))
	switch {
	case len(said) == 0:
		return false
	case thing && unlikeThings.has(said[0]):
		return false // "in for my brother", "i'd rather have off"
	case f.wants && way.lead == "" && isClause(said):
		return false // "make that keep the ratio"
	}
	r.one()
	r.write(f.after)
	return !r.broken && r.complete() && r.heard()
}

// heard says whether the value is still what its words stand for beside those of the
// frame, and nothing else is: "heating" is none in "the heating".
func (r *renderer) heard() bool {
	call := &r.brief.Calls[0]
	a := call.Argument(r.brief.FollowUp.New.Path)
	if a == nil {
		return false
	}
	found := a.Value == nil
	for _, m := range r.pathway.domain.Lexicon.Matches(domain.Words(string(r.text()))) {
		switch {
		case slices.ContainsFunc(m.Entries, standsFor(a)):
			found = true
		case a.Value != nil && slices.ContainsFunc(m.Entries, func(e domain.Entry) bool {
			return slices.ContainsFunc(call.Tool.Leaves(), func(p *domain.Param) bool { return takes(p, e) })
		}):
			return false
		}
	}
	return found
}

// standsFor says whether an entry of the lexicon is the value, or part of it.
func standsFor(a *pathways.Argument) func(domain.Entry) bool {
	return func(e domain.Entry) bool {
		return a.Value != nil && (e.Value == a.Value || e.Node != nil && e.Node == a.Value.Node) ||
			e.Node != nil && slices.Contains(a.Nodes, e.Node)
	}
}

// one leaves the ending of the plural out behind a single one: "1 star".
func (r *renderer) one() {
	a := r.brief.Calls[0].Argument(r.brief.FollowUp.New.Path)
	if a == nil || !a.Param.Ranged() || a.Number != 1 || !r.voice.english {
		return
	}
	for _, ending := range [...][2]string{{"ies", "y"}, {"s", ""}} {
		if bytes.HasSuffix(r.buf, []byte(ending[0])) {
			r.buf = append(r.buf[:len(r.buf)-len(ending[0])], ending[1]...)
			return
		}
	}
}

// drawWeighted draws one of a list by weight, nil where none weighs anything.
func drawWeighted[T any](list []T, rng *rand.Rand, weight func(*T) float64) *T {
	total := 0.0
	for i := range list {
		total += weight(&list[i])
	}
	if total == 0 {
		return nil
	}
	at := rng.Float64() * total
	var last *T
	for i := range list {
		w := weight(&list[i])
		if w == 0 {
			continue
		}
		last = &list[i]
		if at -= w; at < 0 {
			break
		}
	}
	return last
}
