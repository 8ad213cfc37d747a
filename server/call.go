package main

import (
	"errors"
	"io"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// dialScheme has gRPC take an address as it is.
const dialScheme = "passthrough:///"

// dial connects to a server's native port. Nothing is sent before the first call.
func dial(addr string) (*grpc.ClientConn, error) {
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return nil, usage("--addr: found %q, want HOST:PORT: %w", addr, err)
	}
	conn, err := grpc.NewClient(dialScheme+addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, usage("--addr: found %q, want HOST:PORT: %w", addr, err)
	}
	return conn, nil
}

// ended says whether a stream has come to its end.
func ended(err error) bool { return errors.Is(err, io.EOF) }
