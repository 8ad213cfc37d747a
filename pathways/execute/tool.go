package execute

import (
	"maps"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// tool is a tool and what a call of it does.
type tool struct {
	*domain.Tool

	effect *domain.Effect // not nil
	// kinds are those that a search finds, nil for all.
	kinds   []string
	matches []match
	limits  []limit
	// lenient says that a search that finds nothing is none the worse for it.
	lenient bool
	// context tells which item the tool works on, nil for tools that work on none.
	context *contextArgument
	needs   []string // attributes, sorted
	sets    []setting
	// texts are the arguments that can give a new item its title.
	texts []string
}

// match is an argument of a search and what it is compared with.
type match struct {
	path, field string
	// leaf is the argument's parameter, nil for one that the domain never gives.
	leaf   *domain.Param
	strict bool
	// worded says that words are looked for, not a value.
	worded bool
	// labels are, by the text of a value, all ways to say it, folded.
	labels map[string][]string
}

// contextArgument is the argument that names the item.
type contextArgument struct {
	path, field string
	binding     *domain.Binding
}

// setting is an attribute that a call gives a value: its text in pieces, every
// second of which is the path of an argument.
type setting struct {
	attribute string
	pieces    []string
}

func newTool(d *domain.Domain, t *domain.Tool) *tool {
	out := &tool{Tool: t, effect: d.Effect(t)}
	if out.effect == nil {
		out.effect = &domain.Effect{}
	}
	e := out.effect
	if !slices.Contains(e.Finds, domain.AnyKind) {
		out.kinds = e.Finds
	}
	for _, path := range slices.Sorted(maps.Keys(e.Match)) {
		out.matches = append(out.matches, newMatch(t, e, path))
	}
	out.limits = limits(t, e)
	for _, leaf := range t.Leaves() {
		out.addContext(leaf)
		if leaf.Binding.Kind == domain.BindWalk || leaf.Binding.Kind == domain.BindValues {
			out.texts = append(out.texts, leaf.Path)
		}
	}
	out.needs = slices.Sorted(maps.Keys(e.Needs))
	for _, attribute := range slices.Sorted(maps.Keys(e.Sets)) {
		out.sets = append(out.sets, setting{attribute, domain.EffectPieces(e.Sets[attribute])})
	}
	return out
}

func newMatch(t *domain.Tool, e *domain.Effect, path string) match {
	m := match{path: path, field: e.Match[path], strict: slices.Contains(e.Strict, path)}
	leaf := t.Leaf(path)
	if leaf != nil {
		m.path, m.leaf = leaf.Path, leaf
	}
	switch m.field {
	case domain.MatchText, fieldTitle, fieldKeywords:
		m.worded = true
	default:
		m.worded = leaf != nil && leaf.Binding.Kind == domain.BindWalk
	}
	if m.worded || leaf == nil {
		return m
	}
	m.labels = map[string][]string{}
	for _, v := range leaf.Binding.Values {
		text := valueText(v.JSON)
		ways := []string{fold(text)}
		labels := v.Labels
		if v.Node != nil {
			labels = slices.Concat(labels, v.Node.Labels())
		}
		for _, label := range labels {
			if key := fold(label); !slices.Contains(ways, key) {
				ways = append(ways, key)
			}
		}
		m.labels[text] = ways
	}
	return m
}

// addContext takes the argument that says most about which item is meant: the id,
// else the picture, else the title, else the first.
func (t *tool) addContext(leaf *domain.Param) {
	if leaf.Binding.Kind != domain.BindContext {
		return
	}
	rank := func(field string) int {
		return slices.Index([]string{fieldTitle, fieldPicture, fieldID}, field)
	}
	if t.context == nil || rank(leaf.Binding.Field) > rank(t.context.field) {
		t.context = &contextArgument{path: leaf.Path, field: leaf.Binding.Field, binding: &leaf.Binding}
	}
}

func (t *tool) searches() bool { return len(t.effect.Finds) > 0 }
func (t *tool) edits() bool    { return t.context != nil }
func (t *tool) makes() bool    { return t.effect.Makes != "" }

// finds says whether a search may find items of that kind.
func (t *tool) finds(kind string) bool { return t.kinds == nil || slices.Contains(t.kinds, kind) }

// legal returns why the tool cannot be called for an item, nil where it can.
func (t *tool) legal(it *domain.Item) error {
	if !t.context.binding.TakesItem(it) {
		return failure(ReasonWrongKind, "%s of %s, a %s, want a %s",
			t.Name, it.ID, it.Kind, strings.Join(t.context.binding.ItemKinds, " or "))
	}
	for _, attribute := range t.needs {
		if have := it.Field(attribute); !slices.Contains(t.effect.Needs[attribute], have) {
			return failure(ReasonWrongState, "%s of %s, whose %s is %q, want one of %q",
				t.Name, it.ID, attribute, have, t.effect.Needs[attribute])
		}
	}
	return nil
}
