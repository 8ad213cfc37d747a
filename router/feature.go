package router

// FeatureVersion names the feature set of this build. A policy fits exactly one
// version; any change to a feature's name, order, meaning or scale raises it.
const FeatureVersion = 2

// The features' columns. The order is part of the version: it is the order of
// Decision.Features, of Features and of a policy's weights.
const (
	featAcceptance = iota
	featAcceptanceComplexity
	featAcceptanceLength
	featAcceptanceCell
	featOpen
	featDuplicates
	featDuplicatesSquared
	featCellDuplicates
	featCellDuplicatesSquared
	featLogCost
	featCost
	featGain
	featLogRatio
	featUncertainty
	featUncertaintyGain
	featProgressGain
	featProgressDuplicates
	featProgressCost
	featComplexityAcceptance
	featComplexityCost
	featLengthAcceptance
	featLengthCost
	featMade
	featMadeDuplicates
	featMadeCellDuplicates
	featPhraseComplexity
	featPhraseLength
	featTextComplexity
	featTextLength
	featVisionComplexity
	featVisionLength
	featGapTool
	featGapCalls
	featGapWords
	featGapArguments
	featGapPhrasing
	featGapModality
	featGapDomain
	featLoad
	featLatency
	featLatencyTail
	featLoadLatency
	featSkill
	featDoubt
	featRepeat
	featSkillGain
	featCorrection
	featDoubtGain
	featRepeatCost

	// NumFeatures is the number of features of a pathway: the length of a row
	// of Decision.Features.
	NumFeatures
)

// Feature describes one column of Decision.Features.
type Feature struct {
	// Name is the feature's key in a policy file.
	Name string
	// Meaning says in a sentence what the value is and how it is scaled.
	Meaning string
	// Min and Max bound the value; every history keeps it within.
	Min, Max float64
}

// Features describes the features of [FeatureVersion], in column order. The
// slice is the caller's.
//
// In the meanings, "here" is the slot's cell, complexity is the aimed arguments
// bucket and length the aimed words bucket, both scaled to −1…1 from the first
// bucket to the last (0 where the target does not name the facet). Rates are
// smoothed as the constants in prior.go say. A quantity that is the same for
// every pathway cancels in the softmax, so progress, complexity and length
// appear only in products. A call's load and latency are 0 where no model takes
// part, so that a run without models decides the same whatever the clock says.
func Features() []Feature { //nolint:funlen // a table: one entry a feature
	table := [NumFeatures]Feature{
		featAcceptance: {
			"acceptance", "share of this pathway's candidates that passed every check", 0, 1,
		},
		featAcceptanceComplexity: {
			"acceptance_complexity", "the same among those aimed at the slot's arguments bucket", 0, 1,
		},
		featAcceptanceLength: {
			"acceptance_length", "the same among those aimed at the slot's words bucket", 0, 1,
		},
		featAcceptanceCell: {
			"acceptance_cell", "the same among those aimed at this cell; its prior is complexity's × length's ÷ overall", 0, 1,
		},
		featOpen: {
			"open", "probability that a new, passing candidate aimed at this length lands in an open cell", 0, 1,
		},
		featDuplicates: {
			"duplicates", "share of this pathway's passing candidates that repeated an earlier sample", 0, 1,
		},
		featDuplicatesSquared: {
			"duplicates_squared", "duplicates × duplicates", 0, 1,
		},
		featCellDuplicates: {
			"cell_duplicates", "share of repeats among the passing candidates aimed at this cell", 0, 1,
		},
		featCellDuplicatesSquared: {
			"cell_duplicates_squared", "cell_duplicates × cell_duplicates", 0, 1,
		},
		featLogCost: {
			"log_cost", "log₁₀ of the expected cost, divided by 4 and clipped: 0 for the typical model call", -1, 1,
		},
		featCost: {
			"cost", "expected cost c as c/(1+c), which never saturates: ½ for the typical model call", 0, 1,
		},
		featGain: {
			"gain", "plug-in gain here: acceptance_cell × (1 − cell_duplicates) × open × mean gain once accepted", 0, 1,
		},
		featLogRatio: {
			"log_ratio", "half the natural log of gain over cost, clipped: the greedy heuristic", -maxLogRatio, maxLogRatio,
		},
		featUncertainty: {
			"uncertainty", "1/√(1+n) for n settled candidates of this pathway", 0, 1,
		},
		featUncertaintyGain: {
			"uncertainty_gain", "uncertainty × gain", 0, 1,
		},
		featProgressGain: {
			"progress_gain", "progress of the run (0 to 1) × gain", 0, 1,
		},
		featProgressDuplicates: {
			"progress_duplicates", "progress × duplicates", 0, 1,
		},
		featProgressCost: {
			"progress_cost", "progress × log_cost", -1, 1,
		},
		featComplexityAcceptance: {
			"complexity_acceptance", "complexity × acceptance", -1, 1,
		},
		featComplexityCost: {
			"complexity_cost", "complexity × log_cost", -1, 1,
		},
		featLengthAcceptance: {
			"length_acceptance", "length × acceptance", -1, 1,
		},
		featLengthCost: {
			"length_cost", "length × log_cost", -1, 1,
		},
		featMade: {
			"made", "log₂(1+n)/10, at most 1, for n accepted samples of this pathway in this cell", 0, 1,
		},
		featMadeDuplicates: {
			"made_duplicates", "made × duplicates", 0, 1,
		},
		featMadeCellDuplicates: {
			"made_cell_duplicates", "made × cell_duplicates", 0, 1,
		},
		featPhraseComplexity: {
			"phrase_complexity", "complexity for a phrase pathway, else 0", -1, 1,
		},
		featPhraseLength: {
			"phrase_length", "length for a phrase pathway, else 0", -1, 1,
		},
		featTextComplexity: {
			"text_complexity", "complexity for a text pathway, else 0", -1, 1,
		},
		featTextLength: {
			"text_length", "length for a text pathway, else 0", -1, 1,
		},
		featVisionComplexity: {
			"vision_complexity", "complexity for a vision pathway, else 0", -1, 1,
		},
		featVisionLength: {
			"vision_length", "length for a vision pathway, else 0", -1, 1,
		},
		featGapTool: {
			"gap_tool", "how far this pathway's output leans, off its aim, towards the tools still missing", -1, 1,
		},
		featGapCalls: {
			"gap_calls", "the same for the number of calls", -1, 1,
		},
		featGapWords: {
			"gap_words", "the same for the number of words", -1, 1,
		},
		featGapArguments: {
			"gap_arguments", "the same for the number of arguments", -1, 1,
		},
		featGapPhrasing: {
			"gap_phrasing", "the same for the phrasing", -1, 1,
		},
		featGapModality: {
			"gap_modality", "the same for the modality", -1, 1,
		},
		featGapDomain: {
			"gap_domain", "the same, averaged over the facets that the domain adds", -1, 1,
		},
		featLoad: {
			"load", "part of what the pathway can do at once that is under way; 0 without a model", 0, 1,
		},
		featLatency: {
			"latency", "median time l of its calls relative to the typical one, as l/(1+l); 0 before the first", 0, 1,
		},
		featLatencyTail: {
			"latency_tail", "the same for the time that nine tenths of its calls stay within", 0, 1,
		},
		featLoadLatency: {
			"load_latency", "load × latency: a wait behind other calls", 0, 1,
		},
		featSkill: {
			"skill", "probability of passing here, by terms for pathway, buckets, cell, complexity, length (skill.go)", 0, 1,
		},
		featDoubt: {
			"doubt", "standard deviation d of what skill believes, on the logit scale, as d/(1+d)", 0, 1,
		},
		featRepeat: {
			"repeat", "probability that the next passing candidate here repeats, were it drawn from a pool (pool.go)", 0, 1,
		},
		featSkillGain: {
			"skill_gain", "gain as these two expect it: skill × (1 − repeat) × open × mean gain once accepted", 0, 1,
		},
		featCorrection: {
			"skill_correction", "natural log of skill_gain over gain, clipped: what log_ratio lacks",
			-maxCorrection, maxCorrection,
		},
		featDoubtGain: {
			"doubt_gain", "doubt × skill_gain", 0, 1,
		},
		featRepeatCost: {
			"repeat_cost", "repeat × log_cost", -1, 1,
		},
	}

	return table[:]
}
