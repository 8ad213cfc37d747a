// Package serve puts the server together: domains, log, runs, gRPC and HTTP. It
// is made with New, started with Start and ended with Stop; everything that can
// fail fails in New.
package serve
