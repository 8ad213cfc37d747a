package ollamatest

import (
	"errors"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"
)

// Kill sends the server a signal that ends it (SIGTERM, SIGKILL), waits for its
// end, and then ends what it leaves behind: a server that dies of SIGKILL does
// not take its runners with it.
func (s *Server) Kill(tb testing.TB, signal syscall.Signal) {
	tb.Helper()
	s.running(tb)
	group := s.cmd.Process.Pid
	if err := s.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		tb.Fatalf("ollamatest: %v: %v", signal, err)
	}
	late := time.NewTimer(stopWithin)
	defer late.Stop()
	select {
	case <-s.exited:
	case <-late.C:
		// One that is told to end while it loads a model may hang: that is no fault of ours.
		tb.Logf("ollama serve still ran %v after %v", stopWithin, signal)
	}
	if err := syscall.Kill(-group, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		tb.Errorf("ollamatest: ending what the server left: %v", err)
	}
	<-s.exited
	s.cmd = nil
	await(tb, "a process of the server's group is left", func() bool { return len(members(tb, group)) == 0 })
}

// await returns when what it waits for is so; nothing tells of the end of processes
// that are not our children.
func await(tb testing.TB, otherwise string, so func() bool) {
	tb.Helper()
	for deadline := time.Now().Add(stopWithin); !so(); time.Sleep(poll) {
		if time.Now().After(deadline) {
			tb.Fatalf("ollamatest: %s after %v", otherwise, stopWithin)
		}
	}
}

// KillRunner kills the processes in which the server has loaded models, as the
// system does that is short of memory, and waits for their end. At least one
// model must be loaded.
func (s *Server) KillRunner(tb testing.TB) {
	tb.Helper()
	s.running(tb)
	server := s.cmd.Process.Pid
	runners := slices.DeleteFunc(members(tb, server), func(p process) bool { return p.pid == server })
	if len(runners) == 0 {
		tb.Fatal("ollamatest: no runner to kill: no model is loaded")
	}
	for _, p := range runners {
		if err := syscall.Kill(p.pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			tb.Fatalf("ollamatest: killing a runner: %v", err)
		}
	}
	await(tb, "a killed runner is still there", func() bool {
		return !slices.ContainsFunc(members(tb, server), func(p process) bool {
			return slices.ContainsFunc(runners, func(r process) bool { return r.pid == p.pid })
		})
	})
}

// Runners is how many processes the server has started and not ended.
func (s *Server) Runners(tb testing.TB) int {
	tb.Helper()
	s.running(tb)
	return len(members(tb, s.cmd.Process.Pid)) - 1
}

// Stop makes the server and its runners hang: they keep their connections and do
// nothing, until Cont.
func (s *Server) Stop(tb testing.TB) {
	tb.Helper()
	s.signalGroup(tb, syscall.SIGSTOP)
}

// Cont lets a server go on after Stop.
func (s *Server) Cont(tb testing.TB) {
	tb.Helper()
	s.signalGroup(tb, syscall.SIGCONT)
}

// Memory is what the server and its runners hold resident, in bytes.
func (s *Server) Memory(tb testing.TB) int64 {
	tb.Helper()
	s.running(tb)
	var sum int64
	for _, p := range members(tb, s.cmd.Process.Pid) {
		sum += p.resident
	}
	return sum
}

func (s *Server) signalGroup(tb testing.TB, signal syscall.Signal) {
	tb.Helper()
	s.running(tb)
	if err := syscall.Kill(-s.cmd.Process.Pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
		tb.Fatalf("ollamatest: %v: %v", signal, err)
	}
}

func (s *Server) running(tb testing.TB) {
	tb.Helper()
	if s.cmd == nil {
		tb.Fatal("ollamatest: the server does not run")
	}
}

// process is one of the server's group.
type process struct {
	pid      int
	resident int64 // bytes
}
