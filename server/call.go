package main

import (
	"errors"
	"fmt"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

// dial connects to a server's native port. Nothing is sent before the first call.
func dial(addr string) (*grpc.ClientConn, error) {
	conn, err := grpc.NewClient("passthrough:///"+addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, usage("--addr: found %q, want HOST:PORT: %w", addr, err)
	}
	return conn, nil
}

// callError says what a call failed of, and what to do where no server answers.
func callError(addr string, err error) error {
	s := status.Convert(err)
	switch {
	case s.Code() == codes.Unavailable && len(s.Details()) == 0:
		return fmt.Errorf("no server answers at %s (%s): start it, say where it is with --addr, "+
			"or read its folder with --data-dir", addr, s.Message())
	case s.Code() == codes.InvalidArgument:
		return &exitError{code: exitUsage, err: errors.New(s.Message())}
	default:
		return errors.New(s.Message())
	}
}

// ended says whether a stream has come to its end.
func ended(err error) bool { return errors.Is(err, io.EOF) }
