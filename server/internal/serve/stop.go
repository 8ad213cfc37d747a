package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
)

// Stop ends the server. Clients are told first: health says NOT_SERVING, no run
// is admitted any more, and every stream ends with UNAVAILABLE, to be resumed
// from its last cursor. Then what is left of each part is drained, within the
// server's bound and the context's, and what New made is undone in reverse. A
// second call waits for the first.
func (s *Server) Stop(ctx context.Context) error {
	s.stop.Do(func() {
		s.serving.Store(false)
		s.health.Shutdown()
		// Not only as one of the steps below: the streams have to end before the
		// ports can be drained.
		err := s.within(ctx, stopRuns, s.host.Stop)
		s.stopErr = errors.Join(err, s.undo(ctx))
		close(s.stopped)
	})
	<-s.stopped
	return s.stopErr
}

// undo runs the cleanups in reverse, each within the bound, all of them however
// the ones before went.
func (s *Server) undo(ctx context.Context) error {
	var errs []error
	for _, c := range slices.Backward(s.cleanups) {
		errs = append(errs, s.within(ctx, c.what, c.do))
	}
	s.cleanups = nil
	s.listeners.Wait()
	return errors.Join(errs...)
}

func (s *Server) within(ctx context.Context, what string, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.drain)
	defer cancel()
	if err := do(ctx); err != nil {
		s.logger.ErrorContext(ctx, "shutdown step failed", "step", what, "error", err)
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// stopGRPC lets the calls that are still open finish, and breaks those off that
// do not: a client that reads nothing, one that watches its health.
func (s *Server) stopGRPC(ctx context.Context) error {
	if done(ctx, s.grpc.GracefulStop) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.drain)
	defer cancel()
	if !done(ctx, s.grpc.Stop) {
		return errors.New("calls do not end")
	}
	return nil
}

// done says whether do returned before the context ended.
func done(ctx context.Context, do func()) bool {
	returned := make(chan struct{})
	go func() {
		defer close(returned)
		do()
	}()
	select {
	case <-returned:
		return true
	case <-ctx.Done():
		return false
	}
}

// stopHTTP does the same for the HTTP port.
func (s *Server) stopHTTP(ctx context.Context) error {
	if s.http.Shutdown(ctx) == nil {
		return nil
	}
	if err := s.http.Close(); err != nil {
		return fmt.Errorf("break off what is open: %w", err)
	}
	return nil
}

// closeListener closes a listener that was bound and perhaps never served.
func closeListener(l net.Listener) func(context.Context) error {
	return func(context.Context) error {
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("close %s: %w", l.Addr(), err)
		}
		return nil
	}
}
