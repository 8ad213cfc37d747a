// Package runlog is the durable log of runs: one append-only sequence of opaque records per run, kept in NATS
// JetStream, either embedded in the process or in an external cluster.
//
// A [Store] holds the logs of all runs, a [Log] is one of them, a [Writer] appends to it and a [Reader] follows it.
// The package knows nothing of what the records mean.
//
// # What is promised
//
//   - A record that [Writer.Sync] has confirmed survives the death of the process, and with [SyncAlways] that of the
//     machine.
//   - Records come back in the order in which they were appended, each exactly once, from any [Position].
//   - A log has one writer. When there are two, one of them gets [ErrFenced], and nothing of its own stands between
//     or behind the records of the other.
//   - Readers see a record only once it is stored, and never hold up the writer.
//
// # How it is kept
//
// A run is a stream named "callmill-run-ID" with the subject "callmill.run.ID". Its messages are batches: up to 64
// records or 64 KiB, each record preceded by its length as an unsigned varint, packed with S2 where that is smaller.
// Every message states two expectations: the last sequence of the stream, and, from a writer's second message on, the
// ID of the last message, which is the writer's own. Both are needed. With the first alone, a pipelined writer that
// was overtaken by one message would have its next message refused and the one after that accepted, because the
// sequence numbers fit again.
//
// (Expecting the last sequence of a subject of its own would do as well. But then the server loads the last message to
// check each new one, and so keeps what was written in the last ten seconds in memory, and a replicated stream refuses
// a message while another one of its subject is under way.)
package runlog
