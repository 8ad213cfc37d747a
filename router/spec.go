package router

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	// maxWeight bounds a weight's size, so that no score overflows.
	maxWeight = 1e6
	// maxName and maxCard bound a policy's texts, in bytes.
	maxName = 64
	maxCard = 1 << 16
)

// Spec is what a policy is made from: the content of its file, less the format
// and feature version, which are this build's.
type Spec struct {
	// Name and Version identify the policy to people: 1 to 64 characters a–z,
	// 0–9, '.', '_' and '-', the first a letter or digit.
	Name, Version string
	// Card says in free text how the policy was made; at most 64 KiB of UTF-8.
	Card string
	// Exploration is the schedule of ε.
	Exploration Exploration
	// Price is θ, the gain that one unit of cost must bring, at least 0, as it
	// was fitted with the weights; 0 where none was. Decide does not use it:
	// training and budgets do.
	Price float64
	// Weights are the weights in the order of Features, each −1e6…1e6.
	Weights []float64
}

// validate returns a *PolicyError for the first fault, without a line.
func (s *Spec) validate() error {
	if err := s.validateTexts(); err != nil {
		return err
	}

	if !(s.Price >= 0 && s.Price <= maxWeight) {
		return &PolicyError{Field: "price", Found: number(s.Price), Expected: "a number from 0 to " + number(maxWeight)}
	}

	if err := s.Exploration.validate(); err != nil {
		return err
	}

	return s.validateWeights()
}

func (s *Spec) validateTexts() error {
	switch {
	case !isName(s.Name):
		return &PolicyError{Field: "name", Found: quoted(s.Name), Expected: expectedName}
	case !isName(s.Version):
		return &PolicyError{Field: "version", Found: quoted(s.Version), Expected: expectedName}
	case len(s.Card) > maxCard || !utf8.ValidString(s.Card):
		return &PolicyError{
			Field: "card", Found: fmt.Sprintf("%d bytes", len(s.Card)),
			Expected: fmt.Sprintf("UTF-8 of at most %d bytes", maxCard),
		}
	}

	return nil
}

func (s *Spec) validateWeights() error {
	if len(s.Weights) != NumFeatures {
		return &PolicyError{
			Field: "weights", Found: fmt.Sprintf("%d weights", len(s.Weights)),
			Expected: fmt.Sprintf("%d, one per feature", NumFeatures),
		}
	}

	for i, w := range s.Weights {
		if !(w >= -maxWeight && w <= maxWeight) {
			return &PolicyError{
				Field: "weights." + Features()[i].Name, Found: number(w),
				Expected: "a number from " + number(-maxWeight) + " to " + number(maxWeight),
			}
		}
	}

	return nil
}

// expectedName is what isName wants, in an error's words.
const expectedName = "1 to 64 characters a-z, 0-9, '.', '_', '-', the first a letter or digit"

// isName reports whether s may be a policy's name or version.
func isName(s string) bool {
	if s == "" || len(s) > maxName || strings.IndexByte("._-", s[0]) >= 0 {
		return false
	}

	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789._-") == ""
}
