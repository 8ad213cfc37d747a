// Package rpc serves callmill's API over gRPC: one file per service, and the
// one table that turns errors into statuses. What the services do is package
// run's; here is only what the wire needs.
package rpc
