package router_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/router"
)

// oracle recomputes a pathway's features from the whole log of outcomes, by
// the meanings in router.Features and with no state of its own: slow, and
// written without a look at how the package does it.
type oracle struct {
	*scenario

	slot    *router.Slot
	pathway int
}

// count returns how many of the pathway's candidates satisfy all conditions.
func (o *oracle) count(conditions ...func(*router.Outcome) bool) float64 {
	n := 0.0

next:
	for i := range o.outcomes {
		if o.outcomes[i].Pathway != o.pathway || o.outcomes[i].Kind == router.Unavailable {
			continue
		}

		for _, condition := range conditions {
			if !condition(&o.outcomes[i]) {
				continue next
			}
		}

		n++
	}

	return n
}

func (o *oracle) sum(of func(*router.Outcome) float64) float64 {
	total := 0.0

	for i := range o.outcomes {
		if o.outcomes[i].Pathway == o.pathway && o.outcomes[i].Kind != router.Unavailable {
			total += of(&o.outcomes[i])
		}
	}

	return total
}

func passed(o *router.Outcome) bool   { return o.Kind != router.Rejected }
func repeated(o *router.Outcome) bool { return o.Kind == router.Duplicate }
func novel(o *router.Outcome) bool    { return passed(o) && !repeated(o) }
func accepted(o *router.Outcome) bool { return o.Kind == router.Accepted }
func measured(o *router.Outcome) bool { return passed(o) && o.Landed != nil }

// facet returns the facet with this role and the bucket that the slot aims.
func (o *oracle) facet(role router.Role) (int, int, bool) {
	for f, facet := range o.facets {
		if facet.Role == role {
			return f, o.slot.Buckets[f], o.slot.Buckets[f] >= 0
		}
	}

	return 0, 0, false
}

func (o *oracle) ordinal(role router.Role) float64 {
	f, b, ok := o.facet(role)
	if !ok || o.facets[f].Buckets == 1 {
		return 0
	}

	return -1 + 2*float64(b)/(float64(o.facets[f].Buckets)-1)
}

// lean is the meaning of the gap features for one facet.
func (o *oracle) lean(f int) float64 {
	if o.slot.Gaps == nil {
		return 0
	}

	missing := func(b int) float64 {
		if gap := o.slot.Gaps[f][b]; gap > 0 {
			return math.Min(gap, 1e9)
		}

		return 0
	}

	total, drift := 0.0, 0.0
	for b := range o.facets[f].Buckets {
		total += missing(b)
		both := func(out *router.Outcome) bool { return out.Landed[f] >= 0 && out.Buckets[f] >= 0 }
		drift += missing(b) * o.count(measured, both, func(out *router.Outcome) bool { return out.Landed[f] == b })
		drift -= missing(b) * o.count(measured, both, func(out *router.Outcome) bool { return out.Buckets[f] == b })
	}

	return drift / math.Max(total, 1) / (o.count(measured) + 8)
}

func (o *oracle) gap(name string) float64 {
	for f, facet := range o.facets {
		if facet.Name == name {
			return o.lean(f)
		}
	}

	return 0
}

func (o *oracle) domainGap() float64 {
	total, n := 0.0, 0.0

	for f, facet := range o.facets {
		switch facet.Name {
		case "tool", "calls", "words", "arguments", "phrasing", "modality":
		default:
			total += o.lean(f)
			n++
		}
	}

	if n == 0 {
		return 0
	}

	return total / n
}

// latency is the quantile of the pathway's calls, rounded to a quarter octave,
// as the feature.
func (o *oracle) latency(part float64) float64 {
	var all []float64

	for i := range o.outcomes {
		out := &o.outcomes[i]
		if out.Pathway != o.pathway || out.Kind == router.Unavailable || out.Latency == 0 {
			continue
		}

		octaves := math.Round(4*math.Log2(out.Latency)) / 4
		all = append(all, math.Exp2(math.Max(-8, math.Min(7.75, octaves))))
	}

	if len(all) == 0 {
		return 0
	}

	slices.Sort(all)
	l := all[int(math.Ceil(part*float64(len(all))))-1]

	return l / (1 + l)
}

// skill replays what the pathway's terms believe, kept by name, and returns what
// they add up to in the slot.
func (o *oracle) skill() (chance, doubt float64) {
	type belief struct{ mean, variance float64 }

	terms := map[string]belief{}
	// uses names the terms of a cell and what each is multiplied by.
	uses := func(cell int, buckets []int) map[string]float64 {
		list := map[string]float64{"own": 1, fmt.Sprint("cell ", cell): 1}
		for f, b := range buckets {
			if b < 0 {
				continue
			}

			list[fmt.Sprint("facet ", f, " bucket ", b)] = 1

			if o.facets[f].Role != router.RoleNone && o.facets[f].Buckets > 1 {
				list[fmt.Sprint("slope ", f)] = -1 + 2*float64(b)/float64(o.facets[f].Buckets-1)
			}
		}

		return list
	}
	add := func(list map[string]float64) (mean, variance float64) {
		for name, x := range list {
			if _, ok := terms[name]; !ok {
				terms[name] = map[byte]belief{
					'o': {math.Log(3), 1.5}, 'c': {0, 0.15}, 'f': {0, 0.4}, 's': {0, 1.5}, // 3 in 4 pass
				}[name[0]]
			}

			mean += x * terms[name].mean
			variance += x * x * terms[name].variance
		}

		return mean, variance
	}
	chanceOf := func(mean, variance float64) float64 {
		return 1 / (1 + math.Exp(-mean/math.Sqrt(1+math.Pi*variance/8)))
	}

	for i := range o.outcomes {
		out := &o.outcomes[i]
		if out.Pathway != o.pathway || out.Kind == router.Unavailable {
			continue
		}

		list := uses(out.Cell, out.Buckets)
		mean, variance := add(list)
		p := chanceOf(mean, variance)
		surprise := -p

		if passed(out) {
			surprise++
		}

		for name, x := range list {
			b := terms[name]
			gain := x * b.variance / (1 + p*(1-p)*variance)
			terms[name] = belief{b.mean + gain*surprise, b.variance * (1 - x*gain*p*(1-p))}
		}
	}

	mean, variance := add(uses(o.slot.Cell, o.slot.Buckets))
	deviation := math.Sqrt(variance)

	return chanceOf(mean, variance), deviation / (1 + deviation)
}

// repeat replays the exposure to repeats, of the pathway and in the cell.
func (o *oracle) repeat() float64 {
	made := map[int]float64{}
	exposed, here := 0.0, 0.0

	for i := range o.outcomes {
		out := &o.outcomes[i]
		if out.Pathway != o.pathway || out.Kind == router.Unavailable || !passed(out) {
			continue
		}

		exposed += made[out.Cell]
		if out.Cell == o.slot.Cell {
			here += made[out.Cell]
		}

		if accepted(out) {
			made[out.LandedCell]++
		}
	}

	cell := func(out *router.Outcome) bool { return out.Cell == o.slot.Cell }
	hazard := (1 + o.count(repeated)) / (100 + exposed)

	sofar := o.count(repeated, cell) / (o.count(passed, cell) + 4)

	return math.Max(sofar, math.Min(1, made[o.slot.Cell]*(2+o.count(repeated, cell))/(2/hazard+here)))
}

func (o *oracle) load() float64 {
	if o.slot.Load == nil || math.IsNaN(o.slot.Load[o.pathway]) {
		return 0
	}

	return math.Max(0, math.Min(1, o.slot.Load[o.pathway]))
}

func (o *oracle) features() map[string]float64 {
	p := o.pathways[o.pathway]
	tried, passes := o.count(), o.count(passed)

	acceptance := (passes + 4*0.75) / (tried + 4)
	duplicates := (o.count(repeated) + 4*0.05) / (passes + 4)
	open := (o.count(accepted) + 4*0.9) / (o.count(novel) + 4)

	quality := 4 * p.Quality
	quality += o.sum(func(out *router.Outcome) float64 {
		if accepted(out) {
			return out.Gain
		}

		return 0
	})
	quality /= o.count(accepted) + 4

	cost := (4*p.Cost + o.sum(func(out *router.Outcome) float64 { return out.Cost })) / (4 + tried)

	byComplexity, byLength := acceptance, acceptance

	if f, b, ok := o.facet(router.RoleComplexity); ok {
		here := func(out *router.Outcome) bool { return out.Buckets[f] == b }
		byComplexity = (o.count(here, passed) + 8*acceptance) / (o.count(here) + 8)
	}

	if f, b, ok := o.facet(router.RoleLength); ok {
		here := func(out *router.Outcome) bool { return out.Buckets[f] == b }
		byLength = (o.count(here, passed) + 8*acceptance) / (o.count(here) + 8)
		open = (o.count(here, accepted) + 8*open) / (o.count(here, novel) + 8)
	}

	cell := func(out *router.Outcome) bool { return out.Cell == o.slot.Cell }
	cellDuplicates := (o.count(cell, repeated) + 4*duplicates) / (o.count(cell, passed) + 4)
	made := math.Min(1, math.Log2(1+o.count(accepted, func(out *router.Outcome) bool {
		return out.LandedCell == o.slot.Cell
	}))/10)

	here := (o.count(cell, passed) + 4*math.Min(1, byComplexity*byLength/acceptance)) / (o.count(cell) + 4)
	gain := here * (1 - cellDuplicates) * open * quality
	logCost := math.Max(-1, math.Min(1, math.Log10(cost)/4))
	uncertainty := 1 / math.Sqrt(1+tried)
	complexity, length := o.ordinal(router.RoleComplexity), o.ordinal(router.RoleLength)

	progress := math.Max(0, math.Min(1, o.slot.Progress))
	if math.IsNaN(o.slot.Progress) {
		progress = 0
	}

	features := map[string]float64{
		"acceptance": acceptance, "acceptance_complexity": byComplexity, "acceptance_length": byLength,
		"acceptance_cell": here,
		"open":            open, "duplicates": duplicates, "duplicates_squared": duplicates * duplicates,
		"cell_duplicates": cellDuplicates, "cell_duplicates_squared": cellDuplicates * cellDuplicates,
		"log_cost": logCost, "cost": cost / (1 + cost), "gain": gain,
		"log_ratio":   math.Max(-2, math.Min(2, math.Log(gain/cost)/2)),
		"uncertainty": uncertainty, "uncertainty_gain": uncertainty * gain,
		"progress_gain": progress * gain, "progress_duplicates": progress * duplicates,
		"progress_cost":         progress * logCost,
		"complexity_acceptance": complexity * acceptance, "complexity_cost": complexity * logCost,
		"length_acceptance": length * acceptance, "length_cost": length * logCost,
		"made": made, "made_duplicates": made * duplicates, "made_cell_duplicates": made * cellDuplicates,
		"gap_domain": o.domainGap(),
	}
	features["latency"], features["latency_tail"] = o.latency(0.5), o.latency(0.9)
	features["load"] = o.load()
	features["load_latency"] = features["load"] * features["latency"]

	skill, doubt := o.skill()
	repeat := o.repeat()
	skilled := skill * (1 - repeat) * open * quality
	features["skill"], features["doubt"], features["repeat"] = skill, doubt, repeat
	features["skill_gain"], features["doubt_gain"] = skilled, doubt*skilled
	features["skill_correction"] = math.Max(-4, math.Min(4, math.Log(skilled/gain)))
	features["repeat_cost"] = repeat * logCost

	for _, facet := range []string{"tool", "calls", "words", "arguments", "phrasing", "modality"} {
		features["gap_"+facet] = o.gap(facet)
	}

	for _, modality := range []string{"phrase", "text", "vision"} {
		is := 0.0
		if p.Modality == modality {
			is = 1
		}

		features[modality+"_complexity"], features[modality+"_length"] = is*complexity, is*length
	}

	return features
}

func TestFeaturesEqualARecomputationFromTheLog(t *testing.T) {
	t.Parallel()

	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		state, slot, policy := s.state(t), s.drawSlot(t), heuristicPolicy(t)

		var d router.Decision
		if err := policy.Decide(state, slot, 0.5, &d); err != nil {
			t.Fatalf("decide: %v", err)
		}

		for k := range s.pathways {
			if !slot.Mask.Has(k) {
				continue
			}

			expected := (&oracle{scenario: s, slot: slot, pathway: k}).features()
			if len(expected) != router.NumFeatures {
				t.Fatalf("the oracle knows %d features, expected %d", len(expected), router.NumFeatures)
			}

			for i, f := range router.Features() {
				found := d.Features[k*router.NumFeatures+i]
				if math.Abs(found-expected[f.Name]) > 1e-9 {
					t.Fatalf("pathway %d: %s: found %v, expected %v", k, f.Name, found, expected[f.Name])
				}
			}
		}
	})
}
