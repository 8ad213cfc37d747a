package pathways_test

import (
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// A model is told what a follow-up says, and to leave out the rest.
func TestHintOfAFollowUp(t *testing.T) {
	t.Parallel()
	city := &domain.Param{Name: "city", Path: "city", Binding: domain.Binding{Kind: domain.BindValues}}
	day := &domain.Param{Name: "day", Path: "day", Binding: domain.Binding{Kind: domain.BindValues}}
	b := &pathways.Brief{
		Twist: sample.TwistFollowUp,
		Calls: []pathways.PlannedCall{{Tool: &domain.Tool{Name: "weather"}, Arguments: []pathways.Argument{
			{Param: city, JSON: `"Paris"`, Value: &domain.Value{JSON: `"Paris"`, Labels: []string{"Paris"}}},
			{Param: day, JSON: `"tomorrow"`, Value: &domain.Value{JSON: `"tomorrow"`, Labels: []string{"tomorrow"}}},
		}}},
		FollowUp: &pathways.FollowUp{New: city},
	}
	hints := strings.Join(b.Hints(), " ")
	for _, want := range []string{"change the city", `"what about Paris?"`, "none of what they said before"} {
		if !strings.Contains(hints, want) {
			t.Errorf("no %q in %q", want, hints)
		}
	}
	if strings.Contains(hints, "tomorrow") {
		t.Errorf("the hint gives away what is carried over: %q", hints)
	}
	if told := b.Prompt()[0].Arguments; len(told) != 1 || told[0].Name != "city" {
		t.Errorf("the prompt tells %+v, want the city alone", told)
	}
	b.FollowUp.Added = true
	hints = strings.Join(b.Hints(), " ")
	if !strings.Contains(hints, "add the city") || !strings.Contains(hints, `"and Paris"`) {
		t.Errorf("of what is added: %q", hints)
	}
	if b.Carried(city) || !b.Carried(day) || (&pathways.Brief{}).Carried(day) {
		t.Error("the day alone is carried over")
	}
}
