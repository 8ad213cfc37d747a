package brief

import (
	"math/rand/v2"
	"slices"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/execute"
	"github.com/callmill/callmill/pathways/sample"
)

// telling is a brief in the making: a conversation that is told from its
// beginning.
type telling struct {
	b *pathways.Brief
	a *ask
	// tool is what the last turn asks for, nil where that is no tool.
	tool *domain.Tool
	// withheld says that it is not offered.
	withheld bool
	// before is how many turns come before the last.
	before int
	// world is what the calls so far have made of the library; nil until something
	// is called.
	world *execute.World
	rng   *rand.Rand
}

// telling begins a brief. It draws nothing where a single turn is asked for.
func (dr *Drafter) telling(b *pathways.Brief, a *ask, tool *domain.Tool, rng *rand.Rand) *telling {
	w := &telling{b: b, a: a, tool: tool, before: a.turns - 1, rng: rng}
	w.withheld = a.answer == sample.AnswerDecline && tool != nil
	if a.turns == severalTurns && rng.Float64() < shareFour {
		w.before++
	}
	return w
}

// begin makes the world that the calls are carried out in.
func (dr *Drafter) begin(w *telling) {
	if w.world == nil {
		w.world = dr.library.World()
	}
}

// avoids says whether a call of the tool may not come before the last turn: it
// would have to be offered, and the cell forbids it, or it would say what a question
// then asks for.
func (dr *Drafter) avoids(w *telling, t *domain.Tool) bool {
	return t == w.tool && (w.withheld || w.a.answer == sample.AnswerQuestion) ||
		w.a.offered == sample.OfferedFar && w.tool != nil && slices.Contains(dr.domain.NearMisses(w.tool), t)
}

// carry carries the calls of a turn out, in its order.
func carry(world *execute.World, b *pathways.Brief) (*pathways.Turn, bool) {
	calls := b.SampleCalls()
	turn := &pathways.Turn{Brief: b, Results: make([]string, len(calls))}
	for i := range calls {
		r, err := world.Call(&calls[i])
		if err != nil {
			return nil, false
		}
		turn.Results[i], turn.Items = r.JSON, r.Items
	}
	return turn, true
}

// carriedOut says whether the answer's calls can be carried out after the turns
// before them. What searches nothing and works on nothing always can; what is only
// asked for, and not called, is not tried.
func (dr *Drafter) carriedOut(w *telling) bool {
	if !w.a.called() || w.a.answer == sample.AnswerDependent {
		return true // those were carried out as they were drawn
	}
	careful := w.before > 0
	for i := range w.b.Calls {
		e := dr.domain.Effect(w.b.Calls[i].Tool)
		careful = careful || e != nil && (len(e.Needs) > 0 || len(e.Finds) > 0 && len(dr.domain.Items) > 0)
	}
	if !careful {
		return true
	}
	dr.begin(w)
	_, ok := carry(w.world, w.b)
	return ok
}

// repeats says whether a call of the last turn was made before.
func (w *telling) repeats() bool {
	for i := range w.b.Earlier {
		for j := range w.b.Earlier[i].Brief.Calls {
			for k := range w.b.Calls {
				if alike(&w.b.Earlier[i].Brief.Calls[j], &w.b.Calls[k]) {
					return true
				}
			}
		}
	}
	return false
}

// replays says whether the conversation of a brief can be carried out from its
// beginning.
func (dr *Drafter) replays(b *pathways.Brief) bool {
	world := dr.library.World()
	for i := range b.Earlier {
		if _, ok := carry(world, b.Earlier[i].Brief); !ok {
			return false
		}
	}
	_, ok := carry(world, b)
	return ok
}
