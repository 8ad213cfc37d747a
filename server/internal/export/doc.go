// Package export writes a run's samples in the formats that others train and
// evaluate with, splits them, and describes them in a dataset card.
//
//	jsonl   callmill's own, with facets and provenance (sample.Sample.AppendJSON)
//	openai  OpenAI chat fine-tuning
//	xlam    xLAM / APIGen
//	hermes  Hermes function calling, in ShareGPT conversations
//	bfcl    Berkeley Function-Calling Leaderboard, questions and answers
//
// What a model is shown beside the query is the same in every format but jsonl,
// which has it as data: see contextLead for the item that the user has before
// them, transcript for earlier turns where a format knows none, NoCallText for
// the answer that calls nothing, and answerable for calls that wait for another's
// result.
//
// Samples pass through one by one: what is kept of them is bounded by the domain,
// not by the run.
package export
