package serve_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/server/internal/runlog"
	"github.com/callmill/callmill/server/internal/serve"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// childDir is the variable that makes this binary a server on that folder.
const childDir = "CALLMILL_TEST_SERVE"

// child serves until it is killed, and prints its address.
func child(dir string) error {
	d, err := domain.Load(studio.Files())
	if err != nil {
		return err
	}
	s, err := serve.New(context.Background(), serve.Options{
		Domains: map[string]*domain.Domain{"studio": d}, GRPCAddr: "127.0.0.1:0", Log: runlog.Options{Dir: dir},
	})
	if err != nil {
		return err
	}
	s.Start()
	fmt.Fprintln(os.Stdout, s.GRPCAddr())
	return s.Wait()
}

// spawn starts a server process and returns its address and what kills it.
func spawn(t *testing.T, dir string) (addr string, kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killed := false
	kill = func() {
		if killed {
			return
		}
		killed = true
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	t.Cleanup(kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server gave no address: %v", err)
	}
	return strings.TrimSpace(line), kill
}

// TestKilled kills the server with SIGKILL in mid-run, again and again: what the
// client has at the end is what an uninterrupted run gives.
func TestKilled(t *testing.T) {
	const kills = 6
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	request := &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 1000, Seed: 11, RunId: "mortal"}
	want := servetest.Uninterrupted(t, servetest.Options(t), request)

	dir := t.TempDir()
	got := &servetest.Reading{}
	var at []int
	for round := range kills + 1 {
		addr, kill := spawn(t, dir)
		client := callmillv1.NewGenerationServiceClient(servetest.Dial(t, addr))
		until := -1
		if round < kills {
			left := len(want.Samples) - len(got.Samples)
			until = len(got.Samples) + 1 + random.IntN(max(1, left/2))
			at = append(at, until)
		}
		var err error
		if round == 0 {
			stream, callErr := client.GenerateSamples(t.Context(), request)
			if callErr != nil {
				t.Fatal(callErr)
			}
			err = got.Read(t, servetest.NextOf(stream), until)
		} else {
			stream, callErr := client.StreamSamples(t.Context(), &callmillv1.StreamSamplesRequest{
				Name: "runs/mortal", Cursor: got.Cursor, Drive: true,
			})
			if callErr != nil {
				t.Fatal(callErr)
			}
			err = got.Read(t, servetest.NextOf(stream), until)
		}
		if err != nil {
			t.Fatalf("round %d, kills at %v, seed %d: %v", round, at, seed, err)
		}
		kill()
	}
	t.Logf("killed at samples %v", at)
	servetest.Same(t, got, want)
	if got.Completed.GetState() != callmillv1.Run_STATE_SUCCEEDED {
		t.Errorf("found state %v", got.Completed.GetState())
	}
}
