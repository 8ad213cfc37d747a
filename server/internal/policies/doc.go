// Package policies keeps the policies that a server routes with: which there
// are, which one new runs use, and which one is on trial with a share of them.
//
// # What is kept
//
// The policy that comes with the build is always there. Those that were brought,
// with a flag or through the API, are kept in a folder, one file each, named by
// the hash of what is in it:
//
//	<sha256>.json    a policy in its canonical form
//	state.json       which one is active, which were before it, and the trial
//	state-last.json  what state.json was before the last change
//
// A file is written beside its place, synced, renamed into it, and the folder
// synced, so that a crash leaves the old or the new. Without a folder all is in
// memory, and goes with the process.
//
// # What damage does
//
// A policy file that is damaged (its hash is its name) or is of another version
// of the features is left where it is and not used. A state.json that cannot be
// read is put aside as state-damaged.json, and state-last.json counts; where
// that cannot be read either, the policy of the build is active. If the active
// policy's own file is damaged, the one that was active before it takes over.
// None of this keeps a server from starting, all of it is logged as an error,
// and no policy file is ever deleted.
//
// # Names
//
// "name@version" tells a policy from all others: other content under a name that
// is taken is refused. The build's policy has the first claim to its name: should
// a later build come with one that is called like a kept one, the kept one is
// only found by its hash, and stays active where it was.
package policies
