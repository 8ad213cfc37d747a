package export

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// partName is what a part may be called: what file systems and dataset loaders
// take everywhere.
var partName = regexp.MustCompile(`^[A-Za-z0-9_]{1,40}$`)

// maxParts bounds the parts of a split: each has its files open.
const maxParts = 16

// ParseParts reads the parts of a split, such as "train=0.8,dev=0.1,test=0.1".
// Empty text stands for no split.
func ParseParts(text string) ([]Part, error) {
	if text == "" {
		return nil, nil
	}
	var parts []Part
	seen := map[string]bool{}
	sum := 0.0
	for entry := range strings.SplitSeq(text, ",") {
		name, number, ok := strings.Cut(strings.TrimSpace(entry), "=")
		if !ok {
			return nil, fmt.Errorf("found %q, want NAME=SHARE", entry)
		}
		if !partName.MatchString(name) {
			return nil, fmt.Errorf("found the name %q, want letters, digits and underscores, at most 40", name)
		}
		// Case alone does not tell files apart everywhere.
		if seen[strings.ToLower(name)] {
			return nil, fmt.Errorf("found the name %q twice", name)
		}
		seen[strings.ToLower(name)] = true
		share, err := strconv.ParseFloat(number, 64)
		if err != nil || !(share > 0 && share <= 1) {
			return nil, fmt.Errorf("found the share %q, want a number over 0, at most 1", number)
		}
		sum += share
		parts = append(parts, Part{Name: name, Share: share})
	}
	if len(parts) > maxParts {
		return nil, fmt.Errorf("found %d parts, want at most %d", len(parts), maxParts)
	}
	if math.Abs(sum-1) > 1e-6 {
		return nil, fmt.Errorf("the shares sum to %v, want 1", sum)
	}
	return parts, nil
}

// ParseApart reads what to keep apart: "none", "nodes", "items", both with a comma
// between them, or "both". Empty text stands for none.
func ParseApart(text string) (Apart, error) {
	switch text {
	case "", "none":
		return ApartNone, nil
	case "both":
		return ApartNodes | ApartItems, nil
	}
	var a Apart
	for word := range strings.SplitSeq(text, ",") {
		switch strings.TrimSpace(word) {
		case "nodes":
			a |= ApartNodes
		case "items":
			a |= ApartItems
		default:
			return 0, fmt.Errorf("found %q, want none, nodes, items or both", word)
		}
	}
	return a, nil
}

// String says it as ParseApart reads it.
func (a Apart) String() string {
	var words []string
	if a&ApartNodes != 0 {
		words = append(words, "nodes")
	}
	if a&ApartItems != 0 {
		words = append(words, "items")
	}
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ",")
}

// words says it for people.
func (a Apart) words() string {
	return strings.NewReplacer("nodes", "graph nodes", "items", "content items", ",", " or ").Replace(a.String())
}

// errNoParts is the error where there is something to keep apart, but no parts.
var errNoParts = errors.New("nothing can be kept apart in one part: give the parts of a split")

// check finds what does not go together.
func (s *Split) check() error {
	if s.Apart != ApartNone && len(s.Parts) < 2 {
		return errNoParts
	}
	return nil
}
