package ollamatest

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// ownGroup gives the server a process group, and its end when the test's process
// ends without cleaning up, as it does on a panic or after go test's -timeout. (The
// kernel watches the thread that started it; Go keeps its threads, unless a
// goroutine ends that has locked one.)
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}

// members are the living processes of a group, by /proc/PID/stat: proc_pid_stat(5).
func members(tb testing.TB, group int) []process {
	tb.Helper()
	paths, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		tb.Fatalf("ollamatest: %v", err)
	}
	var out []process
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended since
		}
		// "PID (NAME) STATE PPID PGRP …", and a name may hold anything.
		end := bytes.LastIndexByte(b, ')')
		pid, _, _ := bytes.Cut(b, []byte(" "))
		fields := bytes.Fields(b[end+1:])
		const state, pgrp, rss = 0, 2, 21 // counted from the state
		if len(fields) <= rss || string(fields[pgrp]) != strconv.Itoa(group) || string(fields[state]) == "Z" {
			continue
		}
		p := process{}
		if p.pid, err = strconv.Atoi(string(pid)); err != nil {
			tb.Fatalf("ollamatest: %s: %v", path, err)
		}
		pages, err := strconv.ParseInt(string(fields[rss]), 10, 64)
		if err != nil {
			tb.Fatalf("ollamatest: %s: %v", path, err)
		}
		p.resident = pages * int64(os.Getpagesize())
		out = append(out, p)
	}
	return out
}
