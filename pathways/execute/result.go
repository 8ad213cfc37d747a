package execute

import (
	"slices"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// itemJSON is how results show an item.
func itemJSON(it *domain.Item) string {
	return sample.ArgumentsJSON([]sample.Argument{
		{Name: "id", JSON: sample.StringJSON(it.ID)},
		{Name: "kind", JSON: sample.StringJSON(it.Kind)},
		{Name: "title", JSON: sample.StringJSON(it.Title)},
	})
}

// foundJSON is the result of a search.
func foundJSON(items []*domain.Item) string {
	var b strings.Builder
	b.WriteString(`{"count":`)
	b.WriteString(strconv.Itoa(len(items)))
	b.WriteString(`,"results":[`)
	for i, it := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(itemJSON(it))
	}
	b.WriteString(`]}`)
	return b.String()
}

// editJSON is the result of an edit: what it changed, or that it was done.
func editJSON(it *domain.Item, changed []sample.Argument) string {
	id := sample.Argument{Name: "id", JSON: sample.StringJSON(it.ID)}
	if len(changed) == 0 {
		return sample.ArgumentsJSON([]sample.Argument{id, {Name: "ok", JSON: "true"}})
	}
	return sample.ArgumentsJSON([]sample.Argument{
		{Name: "changed", JSON: sample.ArgumentsJSON(slices.Clone(changed))},
		id,
		{Name: "kind", JSON: sample.StringJSON(it.Kind)},
	})
}
