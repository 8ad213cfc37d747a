// Package tiny writes language models whose weights are set by hand: a few
// megabytes, made in a moment, and run by a real Ollama server at about the speed
// of its overhead. Tests need no download, and no stand-in for the server.
//
// # What they do
//
// They copy. What stands in double brackets in the prompt they say word for word,
// wherever the schema of the answer leaves room for free text:
//
//	Say what a person would type. It names all of this: [[pink birthday card]]
//
// gives, with a schema that wants a string "query", {"query":"pink birthday card"};
// at any temperature, since the next token leads by far. In full:
//
//   - Only what stands between [[ and ]] is ever copied, so instructions, examples
//     and JSON in the prompt do no harm. Where there are several such texts, one is
//     chosen by chance that is the same for the same prompt: write one. It holds no
//     quotes, backslashes or line ends, which JSON strings write in another way, and
//     does not end with a bracket.
//   - Every string that the schema leaves free is a copy of the whole text. With
//     nothing in brackets it is empty.
//   - Where the schema leaves a choice that is none of copying (which name of an
//     enum, which digits), the answer is valid, and as good as drawn: by seed and
//     temperature, and by what is in brackets. A value of
//     an enum with which the text in brackets begins is said. Optional members are
//     mostly left out, lists mostly have one item, numbers mostly one digit, booleans
//     are mostly true.
//   - Without a schema the answer is the text in brackets.
//   - What the model itself has said in earlier turns is not copied.
//   - A vision model names the colour of the picture first, the one of its colours
//     that is nearest to the mean of all pixels: {"query":"red birthday card"}. The
//     first item of a list of strings is that word alone: {"seen":["red"]}. With
//     nothing in brackets, the word is followed by a space.
//     Without a picture it copies as a text model does, unless the text begins with
//     the word of a colour and a word that it must spell.
//   - Prompt and answer together have room for Context tokens. A word that the model
//     was given is one token, any other text one for each byte: give it the words of
//     the prompts too (Words). In a text that it must spell for more than some forty
//     letters it may lose its way, since it finds the same few letters in two places.
//     An answer is cut at 512 tokens, unless the request says otherwise.
//
// They understand nothing: what they label a query with is valid and mostly wrong,
// and how they judge is chance. That exercises rejection.
//
// # How they work
//
// A model is a transformer of two layers, and a token in it a vector with a part
// for each of these (layout.go):
//
//	self      the token's code: random signs, nearly at right angles to all other codes
//	before    four slots: the codes of the tokens one, two and three places back, and
//	          a blur of those around the fifth
//	say       the code of the token to say next; empty at first
//	flags     what kind of token this is, one coordinate each
//
// Layer 0 fills the slots. Rotary attention scores a distance between two tokens by
// itself, so a head with a constant query that is turned by a place looks one place
// back. Its last head takes the average over all tokens so far, in which [[ counts
// 1 and ]] counts -1: where that is above zero the token is inside of brackets, and
// the feed-forward part makes a flag of it: source (attention.go, look).
//
// Layer 1 goes on where the answer has ended. It looks for the place in the source
// before which the same tokens stand as were said last, by comparing the slots, and
// fetches the code of the token at that place into say (find). This is what is
// known as an induction head. A quote that opens a string counts as [[, so that
// copying begins, and ]] is read out as the quote that closes it. Three tokens and
// a blur are enough to find the place, unless the text repeats itself at length.
//
// The output compares say with the code of every token (copier.go, logits). A
// server that is given a schema takes only those tokens that it allows; what the
// model would rather have said then no longer matters, and constant logits put the
// rest in order: close what is open, rather one item than two.
//
// The vision part turns a picture, shrunk to one patch, into a single token: mean of
// the pixels, then a step for each pair of colours (tower.go). The feed-forward part
// of layer 0 makes of it the code of the word for the nearest colour, and the
// picture is a place of the source at which texts start.
//
// Norms are made harmless by a coordinate so large that all vectors are of nearly
// the same length.
package tiny
