package brief

import (
	"math/rand/v2"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// ask is what a cell wants of a draft beside the number of arguments. What the
// target leaves free is as simple as can be: one turn, every tool, no twist.
type ask struct {
	// tool is the bucket of the tool facet.
	tool string
	// answer is one of the buckets, never empty.
	answer string
	// turns is how many there are in all; several stands for three or more.
	turns int
	// anyTurns says that the cell leaves them free.
	anyTurns bool
	// offered and twist are buckets, empty where free.
	offered, twist string
	language       string
	picture        bool
}

// severalTurns is ask.turns of the open bucket.
const severalTurns = 3

// read reads a cell. Errors are a *pathways.Failure: buckets that cannot go
// together.
func (dr *Drafter) read(buckets []string) (*ask, error) {
	a := &ask{
		tool:     bucket(buckets, dr.tool),
		answer:   bucket(buckets, dr.answer),
		turns:    1,
		offered:  bucket(buckets, dr.offered),
		twist:    bucket(buckets, dr.twist),
		language: bucket(buckets, dr.language),
		picture:  dr.forPicture(buckets),
	}
	a.anyTurns = bucket(buckets, dr.turns) == ""
	calls := bucket(buckets, dr.calls)
	if a.answer == "" {
		a.answer = answerOf(a.tool, calls)
	}
	switch bucket(buckets, dr.turns) {
	case "2":
		a.turns = 2
	case "3+":
		a.turns = severalTurns
	}
	if a.anyTurns && a.twist == sample.TwistFollowUp {
		a.turns = 2
	}
	if a.offered == sample.OfferedAll {
		a.offered = ""
	}
	return a, a.fault(calls)
}

// answerOf is the answer that a cell wants that does not name one.
func answerOf(tool, calls string) string {
	switch {
	case calls == "0", tool == sample.BucketNone && calls == "":
		return sample.AnswerDecline
	case calls == bucketSeveral:
		return sample.AnswerParallel
	default:
		return sample.AnswerCall
	}
}

// fault says what cannot go together, nil for nothing.
func (a *ask) fault(calls string) error {
	want := "0"
	switch a.answer {
	case sample.AnswerCall:
		want = "1"
	case sample.AnswerParallel, sample.AnswerDependent:
		want = bucketSeveral
	}
	none := a.tool == sample.BucketNone
	switch {
	case calls != "" && calls != want:
		return noBrief("an answer that is a %s has not %s calls", a.answer, calls)
	case a.tool != "" && none == a.called():
		return noBrief("tool %s with %s calls cannot be", a.tool, want)
	case !a.called() && !a.straight():
		return noBrief("nothing makes a query hard that calls nothing, asked for %s", a.twist)
	case a.answer == sample.AnswerChat && a.offered == sample.OfferedNear:
		return noBrief("no tool is near to small talk")
	}
	return a.twistFault()
}

// twistFault says what cannot be hard in the way that is asked for, nil for nothing.
func (a *ask) twistFault() error {
	switch {
	case a.twist == sample.TwistFollowUp && !a.canFollow():
		return noBrief("a follow-up is one call of a later turn, and has to do with no picture of its own")
	case a.answer == sample.AnswerDependent && a.twist == sample.TwistReference:
		return noBrief("a call that finds something works on no list on the screen")
	}
	return nil
}

// canFollow says whether the last turn can follow up on the one before it.
func (a *ask) canFollow() bool { return a.answer == sample.AnswerCall && a.turns > 1 && !a.picture }

// straight says whether nothing makes the query hard.
func (a *ask) straight() bool { return a.twist == "" || a.twist == sample.TwistPlain }

// called says whether the answer makes calls.
func (a *ask) called() bool {
	switch a.answer {
	case sample.AnswerCall, sample.AnswerParallel, sample.AnswerDependent:
		return true
	}
	return false
}

// simple says whether the cell wants nothing but calls, or none, to a single query:
// then its tool is drawn once.
func (a *ask) simple() bool {
	return a.turns == 1 && a.offered == "" && a.straight() &&
		(a.answer == sample.AnswerCall || a.answer == sample.AnswerParallel || a.answer == sample.AnswerDecline)
}

// pickTool draws the tool that the brief is about, which is the one asked for if
// there is one; nil for none.
func (dr *Drafter) pickTool(a *ask, rng *rand.Rand) (*domain.Tool, error) {
	switch {
	case a.answer == sample.AnswerChat, a.answer == sample.AnswerDecline && !dr.withholds(a, rng):
		return nil, nil //nolint:nilnil // no tool is a choice, not a fault
	case a.called() && a.tool != "":
		tool := dr.domain.Tool(a.tool)
		if tool == nil || !dr.able(tool, a) {
			return nil, noBrief("%s cannot be called for a %s that is hard for its %s", a.tool, a.answer, a.twist)
		}
		return tool, nil
	}
	tools := dr.domain.Tools
	if a.picture && len(dr.pictured) > 0 {
		tools = dr.pictured
	}
	if !a.simple() {
		suit := make([]*domain.Tool, 0, len(tools))
		for _, t := range tools {
			if dr.able(t, a) {
				suit = append(suit, t)
			}
		}
		tools = suit
	}
	if len(tools) == 0 {
		return nil, noBrief("no tool for a %s that is hard for its %s", a.answer, a.twist)
	}
	return tools[rng.IntN(len(tools))], nil
}

// able says whether a draft about the tool can be what the cell wants, as far as
// the tool alone tells.
func (dr *Drafter) able(t *domain.Tool, a *ask) bool {
	does := dr.does[t]
	return (a.answer != sample.AnswerQuestion && a.answer != sample.AnswerDependent || does[a.answer]) &&
		(a.straight() || does[a.twist] || a.twist == sample.TwistFollowUp && len(dr.refines(t, a.language)) > 0)
}
