package serve_test

import (
	"runtime"
	"testing"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// standstill waits for a whole second in which a run makes no sample, and says how
// many it has, and by how much the heap grew at most meanwhile. Its client does not
// read; where the machine is busy the transport may take some more for it later.
func standstill(t *testing.T, c callmillv1.GenerationServiceClient, name string) (stood, grown int64) {
	t.Helper()
	for range 60 {
		before, peak := heap(), int64(0)
		stood = accepted(t, c, name)
		for range 10 {
			time.Sleep(100 * time.Millisecond)
			peak = max(peak, heap())
		}
		if stood > 0 && accepted(t, c, name) == stood {
			return stood, peak - before
		}
	}
	t.Fatalf("%s does not stand still, at %d samples", name, stood)
	return 0, 0
}

func heap() int64 {
	runtime.GC()
	runtime.GC() // what finalizers and pools let go of in the first
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestSlowClient has a client stop reading: the run stands still, a bounded way
// ahead, and the memory does not grow. When it reads again the run goes on.
func TestSlowClient(t *testing.T) {
	const (
		lead = 64
		// What lies on the way at most: the window of the stream, and what the
		// transport takes before it blocks. A sample is well over 200 bytes.
		onTheWay = (64<<10 + 128<<10) / 200
		growth   = 1 << 20
	)
	s := servetest.Start(t, servetest.Options(t))
	c, watcher := servetest.Client(t, s), servetest.Client(t, s)
	stream, err := c.GenerateSamples(t.Context(), &callmillv1.GenerateSamplesRequest{
		Domain: "studio", Count: 100_000, Lead: lead,
	})
	if err != nil {
		t.Fatal(err)
	}
	got := &servetest.Reading{}
	if err := got.Read(t, servetest.NextOf(stream), 100); err != nil {
		t.Fatal(err)
	}
	stood, grown := standstill(t, watcher, got.Run)
	t.Logf("stood still at %d samples; the heap grew by at most %d KiB", stood, grown>>10)
	if stood > 100+lead+onTheWay {
		t.Errorf("the run stood still at %d samples, want at most %d", stood, 100+lead+onTheWay)
	}
	if st := state(t, watcher, got.Run); st != callmillv1.Run_STATE_RUNNING {
		t.Errorf("found state %v, want RUNNING: the client is there", st)
	}
	if grown > growth {
		t.Errorf("the heap grew by %d bytes in a second, want at most %d", grown, growth)
	}
	if err := got.Read(t, servetest.NextOf(stream), int(stood)+1000); err != nil {
		t.Fatal(err)
	}
}
