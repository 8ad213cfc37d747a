// Package student is a small function-calling model that is trained in seconds on
// a CPU: what a set of samples teaches it tells how good they are as training
// data, long before anybody fine-tunes a language model on them.
//
// Functions are told by a linear softmax over hashed n-grams of words and
// characters. Arguments that stand in the query are found by a span tagger per
// function (an averaged perceptron over label sequences, Collins 2002, decoded
// by Viterbi); those that do not stand there word for word are told by a softmax
// over the values seen. Nothing of a test set is used but to be scored.
package student
