package dialogue_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"slices"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/dialogue"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/home"
	"github.com/callmill/callmill/pathways/domain/shop"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

// A follow-up is drafted, its conversation told, and its query written, so that it is
// measured as one and passes the checks; with something of it changed it does not.
func TestFollowUps(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]fs.FS{"home": home.Files(), "shop": shop.Files()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := domain.Load(files)
			if err != nil {
				t.Fatal(err)
			}
			phrases, err := phrase.All(d)
			if err != nil {
				t.Fatal(err)
			}
			f := &follower{d: d, phrases: phrases, w: dialogue.New(d, phrases), dr: brief.New(d), checks: check.New(d)}
			for i := range uint64(300) {
				f.follow(t, i)
			}
			t.Logf("%d written, %d measured, %d passed, %d tampered with, %d of them seen", f.wrote, f.met, f.passed,
				f.tampered, f.seen)
			if f.wrote < 295 || f.met*100 < 99*f.wrote || f.passed*100 < 99*f.wrote {
				t.Errorf("of %d only %d are follow-ups and %d pass", f.wrote, f.met, f.passed)
			}
			// Where nothing is left that was carried over, some read as whole requests.
			if f.tampered < f.wrote || f.seen*100 < 95*f.tampered {
				t.Errorf("of %d that were tampered with only %d are refused", f.tampered, f.seen)
			}
		})
	}
}

type follower struct {
	d       *domain.Domain
	phrases []pathways.Pathway
	w       *dialogue.Writer
	dr      *brief.Drafter
	checks  *check.Pipeline

	wrote, met, passed, tampered, seen int
}

func (f *follower) follow(t *testing.T, i uint64) {
	t.Helper()
	cell := map[string]string{sample.FacetTwist: sample.TwistFollowUp, sample.FacetTurns: []string{"2", "3+"}[i%2]}
	if i%5 == 0 && len(f.d.Languages) > 1 {
		cell[sample.FacetLanguage] = f.d.Languages[1]
	}
	s := f.sample(t, draft(t, f.d, f.dr, i, cell), i)
	if s == nil {
		return
	}
	f.wrote++
	twist := &f.d.Facets[f.d.Facet(sample.FacetTwist)]
	if twist.Buckets[twist.Measure(s)] == sample.TwistFollowUp {
		f.met++
	}
	if r := f.checks.Verify(s); r != nil {
		t.Logf("%q for %v after %v: %v", s.Query(), s.Calls, s.CallBefore(), r)
		return
	}
	f.passed++
	for _, arguments := range f.others(t, s) {
		wrong := *s
		wrong.Calls = slices.Clone(s.Calls)
		wrong.Calls[0].Arguments = arguments
		f.tampered++
		if r := f.checks.Verify(&wrong); r != nil && r.Detail != "" {
			f.seen++
		}
	}
}

// sample writes what a brief wants, nil where that cannot be.
func (f *follower) sample(t *testing.T, b *pathways.Brief, i uint64) *sample.Sample {
	t.Helper()
	history, err := f.w.History(t.Context(), b, source(i))
	if err != nil {
		return nil
	}
	b.History = history
	c, err := f.write(t.Context(), b, i)
	if err != nil {
		return nil
	}
	s := &sample.Sample{Messages: slices.Concat(history, c.Messages), Calls: c.Calls, Context: c.Context}
	s.Provenance.Language, s.Provenance.Modality = b.Language, sample.ModalityPhrase
	for _, tool := range f.d.Tools {
		s.Tools = append(s.Tools, tool.Name)
	}
	return s
}

func (f *follower) write(ctx context.Context, b *pathways.Brief, i uint64) (*pathways.Candidate, error) {
	p := f.phrases[int(i)%len(f.phrases)]
	if !p.CanServe(b) {
		p = f.phrases[len(f.phrases)-1]
	}
	return p.Write(ctx, b, source(i))
}

// others are the call's arguments with one of those that are carried over dropped, and
// those of the call before.
func (f *follower) others(t *testing.T, s *sample.Sample) []string {
	t.Helper()
	read := func(text string) (args map[string]json.RawMessage) {
		if err := json.Unmarshal([]byte(text), &args); err != nil {
			t.Fatal(err)
		}
		return args
	}
	is, was := read(s.Calls[0].Arguments), read(s.CallBefore().Arguments)
	out := []string{s.CallBefore().Arguments}
	for _, p := range f.d.Tool(s.Calls[0].Name).Params {
		if string(is[p.Name]) != string(was[p.Name]) || is[p.Name] == nil {
			continue
		}
		left := make([]sample.Argument, 0, len(is))
		for name, value := range is {
			if name != p.Name {
				left = append(left, sample.Argument{Name: name, JSON: string(value)})
			}
		}
		out = append(out, sample.ArgumentsJSON(left))
	}
	return out
}
