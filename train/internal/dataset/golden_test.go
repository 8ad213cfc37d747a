package dataset_test

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/train/internal/dataset"
)

var update = flag.Bool("update", false, "write the golden file anew")

// goldenFile is the export format as this package writes and reads it, for the
// tests of whoever else does: the two share the file, not code.
var goldenFile = filepath.Join("testdata", "decisions.s2")

func TestGoldenFile(t *testing.T) {
	log := randomLog(rand.New(rand.NewPCG(20, 26)), 3, 4)
	want := write(t, log)
	if *update {
		if err := os.WriteFile(goldenFile, want, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var inFile, now []*callmillv1.DecisionEvent
	for source, list := range map[*dataset.Source]*[]*callmillv1.DecisionEvent{
		new(dataset.File(goldenFile)):                     &inFile,
		new(dataset.Reader("now", bytes.NewReader(want))): &now,
	} {
		err := source.Read(t.Context(), func(e *callmillv1.DecisionEvent) error {
			*list = append(*list, proto.CloneOf(e))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(inFile) != len(now) {
		t.Fatalf("the golden file has %d events, want %d: write it anew with -update", len(inFile), len(now))
	}
	for i := range now {
		if !proto.Equal(inFile[i], now[i]) {
			t.Fatalf("event %d of the golden file is not what is written now: write it anew with -update "+
				"where the features changed", i+1)
		}
	}
	got, all := collect(t, open(t, dataset.File(goldenFile)), nil), collect(t, log, nil)
	if !reflect.DeepEqual(got, all) {
		t.Errorf("got %+v, want %+v", got, all)
	}
}
