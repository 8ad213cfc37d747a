package text

import (
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
)

// What vision pathways have in common with these: a model writes a query for
// given calls, and is told in plain words what to mend about it. The details of
// the failures here are for the model.

// Clean takes off what models put around the words that a person would type, and
// makes one line of them.
func Clean(query string) (string, *pathways.Failure) {
	query, bad := clean(query)
	if bad != nil {
		return "", &pathways.Failure{Reason: bad.reason, Detail: bad.tell}
	}
	return query, nil
}

// Mend says what is wrong with a query for the brief's calls; nil for nothing.
// found is what the checks of a sample found in it, data what the model was told.
// A length that is far off is named at the first answer only: the sample is
// measured anyway.
func Mend(
	b *pathways.Brief, query string, data *domain.PromptData, found *check.Rejection, first bool,
) *pathways.Failure {
	switch long := tellLength(query, data); {
	case saysID(query, b):
		return &pathways.Failure{
			Reason: pathways.ReasonBadAnswer,
			Detail: "the query names " + b.Context.ID + `: say "it" or "this ` + b.Context.Kind + `"`,
		}
	case found != nil:
		return &pathways.Failure{Reason: found.Reason, Detail: tell(b, found)}
	case first && long != "":
		return &pathways.Failure{Reason: pathways.ReasonBadAnswer, Detail: long}
	default:
		return nil
	}
}
