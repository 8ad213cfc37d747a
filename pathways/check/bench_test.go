package check

import (
	"testing"

	"github.com/callmill/callmill/pathways/sample"
)

// benchSamples are like those of a run: one or two calls with two to four
// arguments, some with an item before the user.
func benchSamples(b *testing.B) (*Pipeline, []*sample.Sample) {
	b.Helper()
	d := load(b, nil)
	sale := itemOf(b, d, "i1")
	samples := []*sample.Sample{
		ask(b, "Could you please find me a rose gold greeting card for my sister's bday?",
			`find {"color":"ROSE_GOLD","query":"birthday card"}`),
		ask(b, "show me 12 free posters like red roses that would suit a small wedding, newest first",
			`find {"limit":12,"premium":false,"query":"wedding","sort":"new"}`),
		before(ask(b, "make Pink Summer Sale 1,080px wide, 1920 high and half see-through, so 50%",
			`resize {"height":1920,"item_id":"i1","opacity":0.5,"width":1080}`), sale),
		before(ask(b, "find a black friday poster and tag this as calm at level two",
			`find {"query":"black friday poster"}`, `tag {"kind":"poster","level":2,"mood":"calm"}`), sale),
	}
	p := New(d)
	for _, s := range samples {
		if r := p.Verify(s); r != nil {
			b.Fatalf("%q: %v", s.Query(), r)
		}
	}
	return p, samples
}

// What bounds it: more than a third, and four of five allocations, are the schema
// validator's, which makes a scope and a list of what is not yet evaluated for
// every value, and prints numbers to parse them as fractions. The rest is
// splitting the query into words, finding the labels in it, reading its numbers
// and decoding the arguments (a map per object, which the validator asks for).
func BenchmarkVerify(b *testing.B) {
	p, samples := benchSamples(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if r := p.Verify(samples[i%len(samples)]); r != nil {
			b.Fatal(r)
		}
	}
}

func BenchmarkVerifyParallel(b *testing.B) {
	p, samples := benchSamples(b)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if r := p.Verify(samples[i%len(samples)]); r != nil {
				b.Fatal(r)
			}
		}
	})
}

// The stages one by one, over the same samples; each does what comes before it
// outside of the measurement.
func BenchmarkStages(b *testing.B) {
	p, samples := benchSamples(b)
	stages := []struct {
		name string
		run  func(*inspection) *Rejection
	}{
		{"shape", (*inspection).shape},
		{"schema", (*inspection).schema},
		{"grounding", (*inspection).grounding},
		{"execution", (*inspection).execution},
	}
	for at, stage := range stages {
		b.Run(stage.name, func(b *testing.B) {
			b.ReportAllocs()
			in := make([]inspection, len(samples))
			for i := 0; b.Loop(); i++ {
				k := i % len(samples)
				if k == 0 {
					b.StopTimer()
					for j := range in {
						in[j].reset()
						in[j].pipeline, in[j].sample = p, samples[j]
						for _, earlier := range stages[:at] {
							earlier.run(&in[j])
						}
					}
					b.StartTimer()
				}
				if r := stage.run(&in[k]); r != nil {
					b.Fatal(r)
				}
			}
		})
	}
}

// What bounds it: the SHA-256 of one or two blocks.
func BenchmarkFingerprint(b *testing.B) {
	_, samples := benchSamples(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Fingerprint(samples[i%len(samples)])
	}
}

// What bounds it: one cache miss in the table for Seen, another for Add. The
// memory is full after the first round, so that each Add forgets one too.
func BenchmarkDuplicates(b *testing.B) {
	d := NewDuplicates(1_000_000)
	b.ReportAllocs()
	f := uint64(0)
	for b.Loop() {
		f += 0x9e3779b97f4a7c15
		if !d.Seen(f) {
			d.Add(f)
		}
	}
}
