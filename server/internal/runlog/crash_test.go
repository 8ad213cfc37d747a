package runlog

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// crashDirEnv makes the test binary a child of TestCrash: see TestMain.
const crashDirEnv = "CALLMILL_RUNLOG_CRASH_DIR"

// crashChild appends numbered records to the log "crash" in the folder, from where it ends, until it is killed. It
// prints the number of each record of which it knows that it is stored, and all before it.
func crashChild(dir string) error {
	ctx := context.Background()

	mode := SyncInterval
	if os.Getenv("CALLMILL_RUNLOG_CRASH_SYNC") != "" {
		mode = SyncAlways
	}

	s, err := Open(ctx, Options{Dir: dir, Sync: mode})
	if err != nil {
		return err
	}

	l, err := s.Create(ctx, "crash")
	if errors.Is(err, ErrExists) {
		l, err = s.Log(ctx, "crash")
	}

	if err != nil {
		return err
	}

	n := 0
	if _, record, err := l.Last(ctx); err == nil {
		if n, err = numberOf(record); err != nil {
			return err
		}

		n++
	}

	w, err := l.Writer(ctx)
	if err != nil {
		return err
	}

	// Nobody outlives its parent for long.
	for end := time.Now().Add(time.Minute); time.Now().Before(end); n++ {
		if _, err := w.Append(ctx, numbered(n)); err != nil {
			return err
		}

		switch rand.IntN(30) {
		case 0:
			if err := w.Sync(ctx); err != nil {
				return err
			}

			if _, err := fmt.Fprintln(os.Stdout, n); err != nil {
				return err
			}
		case 1, 2, 3:
			if err := w.Flush(ctx); err != nil {
				return err
			}
		}
	}

	return nil
}

// TestCrash kills a process that appends, at moments of its choice, and looks at what it has left.
func TestCrash(t *testing.T) {
	dir := t.TempDir()
	synced := -1

	for round := range 8 {
		acknowledged := crash(t, dir, round)
		if acknowledged <= synced {
			t.Fatalf("round %d: the child went on with %d after %d", round, acknowledged, synced)
		}

		s := openStore(t, Options{Dir: dir, Logger: silent()}) // The server tells how it repairs.

		l, err := s.Log(t.Context(), "crash")
		if err != nil {
			t.Fatal(err)
		}

		_, record, err := l.Last(t.Context())
		if err != nil {
			t.Fatal(err)
		}

		last, err := numberOf(record)
		if err != nil {
			t.Fatal(err)
		}

		if last < acknowledged {
			t.Fatalf("round %d: record %d was acknowledged, the last one is %d", round, acknowledged, last)
		}

		// Every record, in order, once, whole.
		expectNumbered(t, openReader(t, l, Position{}), 0, last+1)

		w := openWriter(t, l)
		appendNumbered(t, w, last+1, last+4)
		mustSync(t, w)

		synced = last + 3

		if err := w.Close(t.Context()); err != nil {
			t.Error(err)
		}

		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}

	t.Logf("%d records", synced+1)
}

// crash runs the child, kills it after it has said so many lines, and gives the last number that it said.
func crash(t *testing.T, dir string, round int) int {
	t.Helper()

	cmd := exec.Command(os.Args[0])
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), crashDirEnv+"="+dir)

	if round%4 == 3 {
		cmd.Env = append(cmd.Env, "CALLMILL_RUNLOG_CRASH_SYNC=always")
	}

	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}

	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}

	var (
		acknowledged = -1
		lines        = bufio.NewScanner(stdout)
		kill         = 1 + rand.IntN(60)
	)

	// What the child had said before it died is still in the pipe, and counts.
	for said := 1; lines.Scan(); said++ {
		if acknowledged, err = strconv.Atoi(lines.Text()); err != nil {
			t.Error(err)
		}

		if said == kill {
			if err := cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}

	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("the child was not killed: %v", cmd.ProcessState)
	}

	return acknowledged
}
