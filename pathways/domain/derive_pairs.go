package domain

import (
	"slices"
	"strings"
)

// sayPair is two arguments that are said together, "from A to B", in their own ways.
type sayPair struct {
	first, second *Param
	rule          string   // the one that says it
	ways          []string // 1 and 2 stand for the values
}

// pairRoles are the roles that go together. A role may be one of several, with |.
func pairRoles() [][3]string {
	return [][3]string{
		{roleFrom, roleTo, "from 1 to 2; from 1 to 2; from 1 to 2; from 1 to 2; 1 to 2; to 2 from 1; between 1 and 2; " +
			"between 1 and 2; leaving 1 going to 2; leaving from 1 to 2; leaving 1 for 2; going from 1 to 2; " +
			"that go from 1 to 2; from 1 and arriving in 2; " +
			"from 1 into 2"},
		{rolePickup, roleTo, "from 1 to 2; to 2 from 1; at 1 to go to 2"},
		{roleUnitFrom, roleUnitTo, "from 1 to 2; of 1 to 2; between 1 and 2; between the 1 and the 2; for 1 to 2; " +
			"1 to 2; 1 in 2; 1 and 2; for 1 and 2; of the 1 to the 2"},
		{roleAmount, roleUnitFrom, "for 1 2; of 1 2; 1 2"},
		{
			roleStart + timeRole, roleEnd + timeRole,
			"from 1 to 2; from 1 until 2; 1 to 2; between 1 and 2; starting 1 and ending 2",
		},
		{roleStart, roleEnd, "from 1 to 2; from 1 until 2; between 1 and 2; starting 1 ending 2"},
		{roleDate, rolePart, "1 2; on 1 2; 1 in the 2; on 1 in the 2"},
		{rolePart, roleDate, "in the 1 on 2; in the 1 of 2"},
		{roleTime, roleDate, "at 1 on 2; at 1 2; 1 2; for 1 2; for 1 on 2"},
		{roleDate, roleTime, "on 1 at 2; 1 at 2; for 1 at 2; 1 2; 1 for 2"},
		{roleTime, rolePart, "at 1 in the 2; 1 in the 2"},
		{"score", "out-of", "1 out of 2; 1 of 2; a 1 out of 2; 1 out of 2 [unit]; with 1 out of 2"},
		{"score", roleUnit, "1 2; 1 2; a 1 2; with 1 2; at 1 2"},
		{roleRelation, roleNear, "1 2; 1 from 2; 1 to 2; 1 of 2; 1 the 2"},
		{roleRelation, rolePlace, "1 in 2; 1 2; in 2 1"},
		{roleRelation, "spot", "at the 1 2; in the 1 2; 1 2; at a 1 2; at a 2 1; 2 1"},
		{roleNear, rolePlace, "in 1 2; at 1 in 2; near 1 in 2"},
	}
}

// pairs finds the arguments that are said together.
func (w *toolWords) pairs() []sayPair {
	var out []sayPair
	for _, names := range pairRoles() {
		first, second := w.withRole(names[0]), w.withRole(names[1])
		if first == nil || second == nil || names[2] == "" {
			continue
		}
		w.addPair(&out, first, second, strings.Split(names[2], "; "))
	}
	w.addBounds(&out)
	// "rome, italy": the smaller place comes first.
	var places []*Param
	for _, p := range w.saidLeaves() {
		if r := w.roles[p]; r != nil && r.name == rolePlace {
			places = append(places, p)
		}
	}
	slices.SortStableFunc(places, func(a, b *Param) int { return w.placeSize(a.Name) - w.placeSize(b.Name) })
	for i := 1; i < len(places); i++ {
		w.addPair(&out, places[i-1], places[i], waysIn("in 1 2, in 1; 2, 1 2, in 1 in 2, for 1 2, near 1 2"))
	}
	return out
}

func (w *toolWords) addPair(out *[]sayPair, first, second *Param, ways []string) {
	pair := sayPair{first: first, second: second}
	pair.rule = unlike("both"+strings.TrimPrefix(w.ruleOf(first), "say")+strings.TrimPrefix(w.ruleOf(second), "say"),
		func(name string) bool {
			return slices.ContainsFunc(*out, func(o sayPair) bool { return o.rule == name })
		})
	for _, way := range ways {
		way = strings.ReplaceAll(way, ";", ",")
		if unit := w.withRole(roleUnit); strings.Contains(way, "[unit]") {
			if unit == nil {
				continue
			}
			way = strings.Replace(way, " [unit]", "[ {"+w.placeholder(unit)+"}]", 1)
		}
		if strings.Contains(way, "2") && !w.quiet.asks(strings.NewReplacer("1", " | ", "2", " | ").Replace(way)) {
			way = strings.NewReplacer("1", "{"+w.placeholder(first)+"}", "2", "{"+w.placeholder(second)+"}").Replace(way)
			pair.ways = append(pair.ways, " "+way)
		}
	}
	if len(pair.ways) > 0 {
		*out = append(*out, pair)
	}
}

// placeSize orders places by what contains what.
func (w *toolWords) placeSize(name string) int {
	size := len(w.tables.lists["within"])
	for _, word := range nameWords(name) {
		if at := w.tables.rank("within", word); at >= 0 {
			size = min(size, at)
		}
	}
	return size % len(w.tables.lists["within"]) // what is in no list is as small as can be
}
