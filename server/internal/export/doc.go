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
// which has it as data: see contextLead for what the user has before them,
// transcript for earlier turns where a format knows none, NoCallText for the answer
// that calls nothing and has no words, and steps for calls that need the result of
// another. A sample that a format has no place for is left out of that format, and
// counted: ErrLeftOut.
//
// Samples pass through one by one: what is kept of them is bounded by the domain,
// not by the run.
package export
