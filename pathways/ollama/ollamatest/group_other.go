//go:build unix && !linux

package ollamatest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// ownGroup gives the server a process group.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// members are the living processes of a group, as ps(1) lists them.
func members(tb testing.TB, group int) []process {
	tb.Helper()
	list, err := exec.CommandContext(context.Background(), "ps", "-axo", "pid=,pgid=,rss=,state=").Output()
	if err != nil {
		tb.Fatalf("ollamatest: listing processes: %v", err)
	}
	var out []process
	for lines := bufio.NewScanner(bytes.NewReader(list)); lines.Scan(); {
		var p process
		var pgid int
		var state string
		if _, err := fmt.Sscan(lines.Text(), &p.pid, &pgid, &p.resident, &state); err != nil {
			tb.Fatalf("ollamatest: %q of ps: %v", lines.Text(), err)
		}
		p.resident *= 1024
		if pgid == group && !strings.HasPrefix(state, "Z") {
			out = append(out, p)
		}
	}
	return out
}
