package domain

import (
	_ "embed" // what anybody says for a day, a time and the like
	"fmt"
	"regexp"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// derivedValues are what is said where the domain says nothing, by role.
//
//go:embed derived_values.txt
var derivedValues string

// isCode says whether the schema asks for something that nobody says as it is: it has
// a format, or its description or examples show one.
func (b *binder) isCode() bool {
	return b.facts.format != "" || b.shows(`(?i)\b(YYYY|ISO|RFC|HH|E\.164|UUID|GUID|cron|RRULE|epoch|unix|timestamp|`+
		`e-?mail|phone|ids?|identifier|username|handle|IBAN|IATA|numbers?|codes?|URL|URI|path|folder|digits?|formatted|`+
		`format|time ?zone|UTC|JSON|coordinates|latitude)\b|\d{4}-\d{2}|\d{2}:\d{2}|\dT\d|@`)
}

// shows says whether the description or an example matches a pattern.
func (b *binder) shows(pattern string) bool {
	return regexp.MustCompile(pattern).MatchString(b.param.Description() + " " + fmt.Sprint(b.facts.examples...))
}

// usual are the values of a role in the form that the schema asks for: as people say
// them, or written exactly; none where it asks for another, or for a day long past.
func (b *binder) usual(role string) []*Value {
	exact := b.usualValues("exact " + role)
	form := map[string]string{roleDate: `(?i)\bYYYY-MM-DD\b`, roleTime: `(?i)\bHH:MM\b`}[role]
	switch plain := b.usualValues(role); {
	case b.shows(`(?i)\b(birth\w*|born|expir\w*|created|updated|past|of the (week|month|year)|week ?day|season)\b`):
		return nil
	case b.facts.format == "date" && role == roleDate:
		return exact
	case b.facts.format != "":
		return nil
	case form != "" && b.shows(form) && !b.shows(`(?i)HH:MM:SS|DD[T ]?HH|:ss\b`):
		return exact
	case len(plain) == 0 && !b.shows(`(?i)epoch|unix|timestamp`): // a pattern that only those match
		return exact
	case b.isCode():
		return nil
	default:
		return plain
	}
}

// usualValues are those of a line of derivedValues that the parameter admits, none
// where it refuses more than a few: it is then something else.
func (b *binder) usualValues(line string) []*Value {
	var values []*Value
	all := 0
	for text := range strings.Lines(derivedValues) {
		list, ok := strings.CutPrefix(strings.TrimSpace(text), line+": ")
		if !ok {
			continue
		}
		for said := range strings.SplitSeq(list, ", ") {
			all++
			value, labels, exact := strings.Cut(said, "|")
			if !exact {
				labels = value
			}
			if json := sample.StringJSON(value); b.param.Check(json) == nil {
				values = append(values, &Value{JSON: json, Labels: strings.Split(labels, "|")})
			}
		}
	}
	if len(values)*4 < all*3 {
		return nil
	}
	return values
}
