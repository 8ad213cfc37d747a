package export

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/server/internal/serve"
	"github.com/callmill/callmill/server/internal/serve/servetest"
	"github.com/callmill/callmill/server/internal/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// studioCount is how many real samples every format is proven with.
const studioCount = 600

// studioRun is a run of the embedded domain, read from a real server once.
type studioRun struct {
	domain  *callmillv1.Domain
	frames  []*callmillv1.Frame
	samples []*sample.Sample
}

var (
	studioOnce sync.Once
	studioMade studioRun
)

func studioSamples(tb testing.TB) *studioRun {
	tb.Helper()
	studioOnce.Do(func() {
		d, err := domain.Load(studio.Files())
		if err != nil {
			tb.Fatal(err)
		}
		server, err := serve.New(tb.Context(), serve.Options{
			Domains: map[string]*domain.Domain{"studio": d}, GRPCAddr: "127.0.0.1:0",
		})
		if err != nil {
			tb.Fatal(err)
		}
		server.Start()
		defer servetest.Stop(tb, server)
		conn := servetest.Dial(tb, server.GRPCAddr())
		got, err := callmillv1.NewDomainServiceClient(conn).GetDomain(tb.Context(),
			&callmillv1.GetDomainRequest{Domain: "studio"})
		if err != nil {
			tb.Fatal(err)
		}
		studioMade.domain = got.GetDomain()
		stream, err := callmillv1.NewGenerationServiceClient(conn).GenerateSamples(tb.Context(),
			&callmillv1.GenerateSamplesRequest{Domain: "studio", Count: studioCount, Seed: 5, RunId: "studio-test"})
		if err != nil {
			tb.Fatal(err)
		}
		for {
			m, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				tb.Fatal(err)
			}
			studioMade.frames = append(studioMade.frames, m.GetFrame())
			if s := m.GetFrame().GetSample(); s != nil {
				studioMade.samples = append(studioMade.samples, wire.SampleFrom(s))
			}
		}
	})
	if len(studioMade.samples) != studioCount {
		tb.Fatalf("found %d samples, want %d", len(studioMade.samples), studioCount)
	}
	return &studioMade
}

// source replays the run.
func (r *studioRun) source() Source { return replay(r.domain, r.frames) }

// many are the samples of the run, and of each tool one that offers it alone, so
// that every category of every format is there.
func (r *studioRun) many() []*sample.Sample {
	out := r.samples
	for _, s := range r.samples {
		if len(s.Calls) == 0 || len(s.Messages) > 1 {
			continue
		}
		alone := *s
		alone.Tools = []string{s.Calls[0].Name}
		for _, c := range s.Calls {
			if c.Name != s.Calls[0].Name {
				alone.Tools = append(alone.Tools, c.Name)
			}
		}
		out = append(out, &alone)
	}
	return append(out, examples()...)
}

// written are the lines of a format's files.
type written map[string][]string

// fits says whether a format has a place for a sample: those of one step have none
// for calls that need the result of another, those with results need them.
func fits(format string, s *sample.Sample) bool {
	if format == "jsonl" {
		return true
	}
	for _, c := range s.Calls {
		for _, other := range s.Calls {
			if slices.Contains(c.DependsOn, other.ID) && (format == "xlam" || format == "bfcl" || other.Result == "") {
				return false
			}
		}
	}
	return true
}

// fitting are the samples that a format has a place for.
func fitting(format string, samples []*sample.Sample) []*sample.Sample {
	return slices.DeleteFunc(slices.Clone(samples), func(s *sample.Sample) bool { return !fits(format, s) })
}

// encode writes samples in a format, those without a place left out.
func encode(tb testing.TB, name string, tools *Tools, samples []*sample.Sample) written {
	tb.Helper()
	formats, err := ParseFormats([]string{name})
	if err != nil {
		tb.Fatal(err)
	}
	e, err := formats[0].New(tools)
	if err != nil {
		tb.Fatal(err)
	}
	out := written{}
	for _, s := range samples {
		err := e.Encode(s, func(file, line string) error {
			if strings.ContainsAny(line, "\n\r") || !json.Valid([]byte(line)) {
				tb.Errorf("%s: not one line of JSON: %s", name, line)
			}
			out[file] = append(out[file], line)
			return nil
		})
		if err != nil && !errors.Is(err, ErrLeftOut) {
			tb.Fatalf("%s: %v", name, err)
		}
		if left := err != nil; left == fits(name, s) {
			tb.Errorf("%s: %s is left out: %v, want the opposite (%v)", name, s.ID, left, err)
		}
	}
	return out
}

func (r *studioRun) tools(tb testing.TB) *Tools {
	tb.Helper()
	t, err := ToolsFrom(r.domain)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// decode reads JSON as Python would: objects as maps, numbers by their text.
func decode(tb testing.TB, text string) any {
	tb.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return v
}

// into decodes a line into a struct whose fields are all that the line has.
func into(tb testing.TB, line string, v any) {
	tb.Helper()
	dec := json.NewDecoder(strings.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		tb.Fatalf("%s: %v", line, err)
	}
}

// plainInto decodes text into what has some of its fields.
func plainInto(tb testing.TB, text string, v any) {
	tb.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
}

// sameCall says whether a name and arguments are those of a sample's call.
func sameCall(tb testing.TB, c sample.Call, name string, arguments json.RawMessage) bool {
	tb.Helper()
	canonical, err := sample.Canonical(arguments)
	if err != nil {
		tb.Fatal(err)
	}
	return c.Name == name && c.Arguments == canonical
}
