package sim

import (
	"context"
	"slices"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// group is a set of features that is removed together.
type group struct {
	name     string
	features []string
}

// groups are all features but log_ratio, where learning starts.
func groups() []group {
	return []group{
		{"acceptance", []string{"acceptance", "acceptance_complexity", "acceptance_length", "acceptance_cell", "open"}},
		{"duplicates", []string{"duplicates", "duplicates_squared", "cell_duplicates", "cell_duplicates_squared"}},
		{"cost and gain", []string{"log_cost", "cost", "gain"}},
		{"uncertainty", []string{"uncertainty", "uncertainty_gain"}},
		{"progress", []string{"progress_gain", "progress_duplicates", "progress_cost"}},
		{"complexity and length", []string{
			"complexity_acceptance", "complexity_cost", "length_acceptance", "length_cost",
			"phrase_complexity", "phrase_length", "text_complexity", "text_length", "vision_complexity", "vision_length",
		}},
		{"made", []string{"made", "made_duplicates", "made_cell_duplicates"}},
		{"gap alignment", []string{
			"gap_tool", "gap_calls", "gap_words", "gap_arguments", "gap_phrasing", "gap_modality", "gap_domain",
		}},
		{"load and latency", []string{"load", "latency", "latency_tail", "load_latency"}},
		{"skill and pool", []string{
			"skill", "doubt", "repeat", "skill_gain", "skill_correction", "doubt_gain", "repeat_cost",
		}},
	}
}

// columns are where the group's features are.
func (g *group) columns() []int {
	var columns []int
	for i, f := range router.Features() {
		if slices.Contains(g.features, f.Name) {
			columns = append(columns, i)
		}
	}
	return columns
}

// without is a log in which some features are 0: as if there were none. A weight
// that learning cannot move stays where it starts.
type without struct {
	dataset.Log

	columns []int
}

// Each implements dataset.Log.
func (w without) Each(ctx context.Context, use func(run int) bool, visit func(*dataset.Event) error) error {
	var features []float64
	return w.Log.Each(ctx, use, func(e *dataset.Event) error {
		at := *e
		features = append(features[:0], e.Features...)
		for row := 0; row < len(features); row += router.NumFeatures {
			for _, c := range w.columns {
				features[row+c] = 0
			}
		}
		at.Features = features
		return visit(&at)
	})
}
