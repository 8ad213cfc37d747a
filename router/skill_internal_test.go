package router

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// TestSkillTellsTheBucketFromTheMix: a pathway that was used at short lengths
// for one tool and at long ones for another, and fails at long ones whatever the
// tool. The rate of a tool alone would blame the tool.
func TestSkillTellsTheBucketFromTheMix(t *testing.T) {
	t.Parallel()

	facets := []Facet{{Name: "tool", Buckets: 2}, {Name: "words", Buckets: 2, Role: RoleLength}}

	s, err := NewState([]Pathway{{Name: "p", Modality: "text", Cost: 1, Quality: 1}}, facets, 4)
	if err != nil {
		t.Fatalf("new state: %v", err)
	}

	rng := rand.New(rand.NewPCG(1, 9))

	for range 2000 {
		// Nine in ten of the first tool are short, nine in ten of the second long.
		tool := rng.IntN(2)
		length := tool

		if rng.IntN(10) == 0 {
			length = 1 - tool
		}

		o := Outcome{Cell: 2*tool + length, Buckets: []int{tool, length}, LandedCell: -1, Kind: Rejected}
		if rng.Float64() < []float64{0.9, 0.2}[length] {
			o.Kind = Surplus
		}

		if err := s.Settle(&o); err != nil {
			t.Fatalf("settle: %v", err)
		}
	}

	for cell, expected := range []float64{0.9, 0.2, 0.9, 0.2} {
		features := make([]float64, NumFeatures)
		s.extract(&Slot{Cell: cell, Buckets: []int{cell / 2, cell % 2}, Mask: 1}, 1, features)

		if found := features[featSkill]; math.Abs(found-expected) > 0.06 {
			t.Errorf("cell %d: found %.3f, expected about %v", cell, found, expected)
		}
	}
}

// TestRepeatIsThatOfThePool: the share of repeats so far is about half of what
// comes next; the hazard knows.
func TestRepeatIsThatOfThePool(t *testing.T) {
	t.Parallel()

	for _, pool := range []int{10, 40, 200} {
		t.Run(strconv.Itoa(pool), func(t *testing.T) {
			t.Parallel()

			const cells = 20

			s, err := NewState([]Pathway{{Name: "p", Modality: "phrase", Cost: 1, Quality: 1}}, nil, cells)
			if err != nil {
				t.Fatalf("new state: %v", err)
			}

			rng := rand.New(rand.NewPCG(2, uint64(pool)))
			made := make([]int, cells)

			for range cells * pool * 7 / 10 {
				o := Outcome{Cell: rng.IntN(cells), LandedCell: -1, Kind: Duplicate}
				if rng.IntN(pool) >= made[o.Cell] {
					o.Kind, o.LandedCell, o.Gain = Accepted, o.Cell, 1
					made[o.Cell]++
				}

				if err := s.Settle(&o); err != nil {
					t.Fatalf("settle: %v", err)
				}
			}

			features := make([]float64, NumFeatures)
			found, lagging, expected := 0.0, 0.0, 0.0

			for cell := range cells {
				s.extract(&Slot{Cell: cell, Mask: 1}, 1, features)
				found += features[featRepeat] / cells
				lagging += features[featCellDuplicates] / cells
				expected += float64(made[cell]) / float64(pool) / cells
			}

			if math.Abs(found-expected) > 0.25*expected || lagging > 0.65*expected {
				t.Errorf("found %.3f (the share so far is %.3f), expected %.3f", found, lagging, expected)
			}
		})
	}
}
