// Package ollama asks models on local Ollama servers, and is the only package that
// knows their API.
//
// A [Fleet] is the servers. One goroutine for each looks at it: what version it is,
// which models it has, what they can do; as often as Options.Probe says while it is
// up, with growing pauses while it is down. A server that refuses a connection is
// down at once, one that does not answer two probes in a row is hung, and the calls
// on it are ended. [Fleet.Changed] tells of every change.
//
// [Models] are a domain's names for models, by role. [Models.Down] says in one
// sentence why a role cannot be asked and what to do about it; [Models.Ask] asks.
// A question waits its turn, first come, first served, and goes to the least loaded
// server that has the model. It goes to another server only where the first one did
// not take it up: refused the connection, or was busy loading.
//
// What a server says is not believed. The JSON Schema of the answer is lowered to
// what the server survives ([Lower]); the answer must be complete (done, because the
// model stopped, with the whole prompt read), one JSON value, without keys that
// come twice, valid against the whole schema, and must pass the caller's check. If
// it is complete and yet wrong, the model is told why, once. Pictures go only to
// models that can see.
//
// Every call has a deadline, and ends in an [Answer], a *pathways.Failure with its
// reason, or the error of the caller's context.
package ollama
