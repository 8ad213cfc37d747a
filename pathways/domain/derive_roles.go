package domain

import (
	_ "embed" // how derived grammars say arguments
	"slices"
	"strings"
)

// derivedRoles says how derived grammars say arguments.
//
//go:embed derived_roles.txt
var derivedRoles string

// sayRole is how arguments with certain words in their names are said.
type sayRole struct {
	name  string
	words []string
	// before and behind what is asked for; of what is asked for maybe neither.
	before, behind []string
	// noun is what a bound is of, for those that are: "price" of max_price.
	noun string
}

// asked says whether it is the role of what people ask for.
func (r *sayRole) asked() bool { return strings.HasPrefix(r.name, roleMain) }

// Roles that others refer to.
const (
	roleFrom     = "from"
	roleTo       = "to"
	roleDate     = "date"
	roleTime     = "time"
	roleUnitFrom = "unit-from"
	roleUnitTo   = "unit-to"
	roleAmount   = "amount"
	rolePlace    = "place"
	rolePart     = "part"

	roleStart     = "start"
	roleEnd       = "end"
	rolePickup    = "pickup"
	roleNear      = "near"
	roleWhom      = "whom"
	roleUnit      = "unit"
	roleMain      = "main"
	roleRepeat    = "repeat"
	roleAdjective = "adjective"
	roleRelation  = "relation"
	roleLeast     = "least"
	roleMost      = "most"
	roleState     = "state"
	roleLevel     = "level"
	roleSender    = "sender"

	// timeRole ends the names of roles that are times of something: "end time".
	timeRole = " time"
)

// sayRoles reads derivedRoles.
func sayRoles() []sayRole {
	var list []sayRole
	for line := range strings.Lines(derivedRoles) {
		line = strings.TrimSpace(line)
		name, rest, ok := strings.Cut(line, ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		words, ways, _ := strings.Cut(rest, ": ")
		r := sayRole{name: name, words: strings.Fields(words)}
		for way := range strings.SplitSeq(ways, ", ") {
			if before, ok := strings.CutPrefix(way, "^"); ok {
				r.before = append(r.before, before)
			} else if way != "" {
				r.behind = append(r.behind, way)
			}
		}
		list = append(list, r)
	}
	return list
}

// directed is the role that a word beside the one that counts gives a direction:
// departure_city is where one comes from, and departure_time when that is.
func directed(list []sayRole, r *sayRole, words []string, at int) *sayRole {
	for i, w := range words {
		if i == at {
			continue
		}
		switch side := directionOf(w); {
		case side == "":
		case slices.Contains([]string{rolePlace, roleNear}, r.name) || isPlaceWord(list, words[at]):
			return roleNamed(list, side)
		case r.name == roleDate || r.name == roleTime:
			return turnedTime(side)
		case r.name == roleUnit || r.name == "language" || r.name == "format":
			return turnedUnit(side)
		}
	}
	return nil
}

// isPlaceWord says whether a word is of places, whatever else it may be of: what one
// listens to is a station as well.
func isPlaceWord(list []sayRole, word string) bool {
	for _, name := range []string{rolePlace, roleNear} {
		if r := roleNamed(list, name); slices.Contains(r.words, word) || slices.Contains(r.words, singular(word)) {
			return true
		}
	}
	return false
}

// directionOf is the role of places that a word gives a direction, empty for none.
func directionOf(word string) string {
	for _, side := range [][2]string{
		{roleFrom, "from origin departure depart departing source leaving outbound"},
		{roleTo, "to destination dest arrival arrive arriving target dropoff"},
		{rolePickup, "pickup collection"},
		{roleStart, "start begin starting since checkin"},
		{roleEnd, "end until ending checkout"},
		{"return", "return returning inbound"},
	} {
		if slices.Contains(strings.Fields(side[1]), word) {
			return side[0]
		}
	}
	return ""
}

// turnedTime are times of leaving, arriving and the like.
func turnedTime(side string) *sayRole {
	ways := "_, on _, at _"
	switch side {
	case roleFrom:
		ways = "leaving _, leaving at _, departing _, departing at _, that leaves _, at _, _, _"
	case roleTo:
		ways = "arriving _, arriving at _, arriving by _, that arrives _, that gets in _, getting there by _, by _"
	case "return":
		ways = "returning _, returning on _, coming back _, coming back on _, and back _, and returning _"
	case roleStart:
		ways = "from _, starting _, starting at _, starting on _, beginning _, on _, at _, _"
	case roleEnd:
		ways = "until _, to _, till _, ending _, through _"
	case rolePickup:
		ways = "at _, for _, _"
	}
	return &sayRole{name: side + " time", behind: waysIn(ways)}
}

// turnedUnit are what something is converted from and to.
func turnedUnit(side string) *sayRole {
	switch side {
	case roleFrom, roleStart:
		return &sayRole{name: roleUnitFrom, behind: waysIn("from _, of _, for _, for the _, _, of the _, from the _")}
	case roleTo, roleEnd:
		return &sayRole{name: roleUnitTo, behind: waysIn("to _, in _, into _, to the _")}
	}
	return nil
}

// describedRole takes a role from a description such as "Where the car waits.".
func describedRole(text string) string {
	text = strings.ToLower(text)
	for _, sign := range []struct{ begins, role string }{
		{"how many people", "people"},
		{"how many", "count"},
		{"how much", roleAmount},
		{"how long", "long"},
		{"how often", roleRepeat},
		{"where", rolePlace},
		{"when", roleTime},
		{"the day", roleDate},
		{"the date", roleDate},
		{"a date", roleDate},
		{"the time", roleTime},
		{"who ", roleWhom},
		{roleWhom, roleWhom},
		{"the person", roleWhom},
		{"the city", rolePlace},
		{"the place", rolePlace},
		{"the kind", roleAdjective},
		{"what kind", roleAdjective},
		{"the type", roleAdjective},
		{"the name", roleMain},
		{"the title", roleMain},
	} {
		if strings.HasPrefix(text, sign.begins) {
			return sign.role
		}
	}
	return ""
}
