package pathways

import (
	"fmt"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// Hints tell a model what a query needs beside its calls, a sentence each: what was
// said before, what is on the screen, what it must leave unsaid, and what should
// make it hard.
func (b *Brief) Hints() []string {
	var hints []string
	for i := range b.History {
		if m := &b.History[i]; m.Role == sample.RoleUser {
			hints = append(hints, fmt.Sprintf("It is a later message of a conversation, in which the user said before: %q.",
				m.Content))
		}
	}
	if b.Context == nil && len(b.Screen) > 0 && len(b.Calls) > 0 {
		hints = append(hints, b.hintScreen())
	}
	for i := range b.Calls {
		if len(b.Calls[i].DependsOn) > 0 {
			hints = append(hints, fmt.Sprintf("%s is to be done with what comes of the thing before it: "+
				"the user calls that \"it\".", b.Calls[i].Tool.Name))
		}
	}
	if b.Reply != nil && b.Reply.Param != nil {
		hints = append(hints, fmt.Sprintf("The user forgets to say the %s: leave it out, or leave it open.",
			b.Reply.Param.Name))
	}
	if h := b.hintTwist(); h != "" {
		hints = append(hints, h)
	}
	return hints
}

// hintScreen tells of a list on the screen, and which of it is meant.
func (b *Brief) hintScreen() string {
	titles := make([]string, len(b.Screen))
	at := 0
	for i, it := range b.Screen {
		titles[i] = fmt.Sprintf("%d. %s", i+1, it.Title)
		if it == b.Calls[0].Item {
			at = i + 1
		}
	}
	return fmt.Sprintf("On the user's screen is a list: %s. They mean number %d, and say so by its place in the list, "+
		"as in \"the second one\".", strings.Join(titles, "; "), at)
}

// hintTwist tells what should make the query hard; empty for nothing.
func (b *Brief) hintTwist() string {
	switch b.Twist {
	case sample.TwistFollowUp:
		return b.hintFollowUp()
	case sample.TwistCorrection:
		return `The user says one value wrong at first and takes it back: "red, no wait, blue".`
	case sample.TwistNegation:
		return `The user also says what they do not want: "blue, not red".`
	case sample.TwistRange:
		return `The user gives a limit for a number: "at most 20", "between 10 and 20".`
	case sample.TwistUnits:
		return "The user gives a number in another unit: " + b.otherUnits() + "."
	case sample.TwistNumberWords:
		return `The user writes numbers in words: "twenty", not "20".`
	default:
		return ""
	}
}

// hintFollowUp tells what a follow-up says, and that it says nothing else.
func (b *Brief) hintFollowUp() string {
	if b.FollowUp == nil || len(b.Calls) == 0 {
		return ""
	}
	what, way := "change", "what about %s?"
	if b.FollowUp.Added {
		what, way = "add", "and %s"
	}
	value := b.FollowUp.New.Name
	for i := range b.Calls[0].Arguments {
		if a := &b.Calls[0].Arguments[i]; a.Param == b.FollowUp.New {
			if ways := a.Say(); len(ways) > 0 {
				value = ways[0]
			}
		}
	}
	return fmt.Sprintf("The user asks for the same once more, only to %s the %s: they say that alone, as in %q, and none "+
		"of what they said before.", what, b.FollowUp.New.Name, fmt.Sprintf(way, value))
}

// otherUnits lists the numbers of the calls in other units.
func (b *Brief) otherUnits() string {
	var ways []string
	for i := range b.Calls {
		for j := range b.Calls[i].Arguments {
			if a := &b.Calls[i].Arguments[j]; a.Param.Binding.Kind == domain.BindRange {
				ways = append(ways, a.inOtherUnits()...)
			}
		}
	}
	if len(ways) == 0 {
		return `minutes for seconds, or the like`
	}
	return strings.Join(ways, ", ")
}

// inOtherUnits says a number in the units that are no longer than it.
func (a *Argument) inOtherUnits() []string {
	var ways []string
	r := &a.Param.Binding.Range
	for _, unit := range r.OtherUnits() {
		if text, ok := domain.InUnit(a.Number, r.Scales[unit]); ok {
			ways = append(ways, fmt.Sprintf("%s %s for %s", text, unit, a.JSON))
		}
	}
	return ways
}
