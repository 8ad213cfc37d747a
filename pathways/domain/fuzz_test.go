package domain

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
)

// FuzzLoad puts one fuzzed file into the good domain. Whatever it says: no
// panic, and what loads keeps its promises.
func FuzzLoad(f *testing.F) {
	names := []string{
		"domain.yaml", "tools.json", "bindings.yaml", "graph.yaml", "content.jsonl", "grammar.yaml", "target.yaml",
		"prompts.yaml", "grammar.es.yaml",
	}
	good := twoLanguages(f)
	for i, name := range names {
		f.Add(uint8(i), good[name].Data)
	}
	f.Add(uint8(1), []byte(
		`[{"name":"undo","parameters":{"type":"object","properties":{"a":{"$ref":"#/properties/a"}}}}]`))
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		if len(data) > 1<<16 {
			return // the limits have a test of their own
		}
		fsys := maps.Clone(good)
		name := names[int(which)%len(names)]
		fsys[name] = &fstest.MapFile{Data: data}
		d, err := Load(fsys)
		if err == nil {
			checkInvariants(t, d)
			return
		}
		checkFaults(t, err)
		if d != nil {
			t.Error("a domain beside faults")
		}
	})
}

// checkFaults holds what every error promises.
func checkFaults(t *testing.T, err error) {
	t.Helper()
	var faults Faults
	if !errors.As(err, &faults) || len(faults) == 0 || len(faults) > MaxFaults+1 {
		t.Fatalf("%T with %d faults", err, len(faults))
	}
	for i, f := range faults {
		if f.Found == "" || f.Want == "" || f.Line < 0 || f.File == "" && i < MaxFaults {
			t.Errorf("fault %+v", f)
		}
		if line := f.String(); len(line) > 20_000 || strings.ContainsAny(line, "\n\r") {
			t.Errorf("fault of %d bytes: %.200q", len(line), line)
		}
	}
}

func FuzzParseTarget(f *testing.F) {
	good := goodDomain(f)
	d, err := Load(good)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good["target.yaml"].Data)
	f.Add([]byte("joints: [{facets: [words, words], cells: [[[a], .inf]]}]"))
	f.Add([]byte("impossible: [{}, {tool: []}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		target, err := ParseTarget("target.yaml", data)
		if err != nil {
			checkFaults(t, err)
			return
		}
		if err := target.Check(d.Facets); err != nil {
			checkFaults(t, err)
		}
	})
}

// FuzzPrompts reads a prompts file alone: whatever it says, it ends soon, and what
// it gives can be rendered.
func FuzzPrompts(f *testing.F) {
	good := goodDomain(f)
	d, err := Load(good)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good["prompts.yaml"].Data)
	f.Add([]byte(PromptsNotation))
	f.Add([]byte("judge: [{style: x, user: '{{range .Calls}}{{range .Arguments}}{{join .Say .Name}}{{end}}{{end}}'}]"))
	f.Add([]byte("parts: {a: '{{template \"a\"}}'}\n" +
		"label: [{style: x, user: '{{template \"a\" .}}{{$x := 1}}{{range $x}}{{end}}'}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<14 {
			return
		}
		read := *d
		read.Prompts = map[string][]*Prompt{}
		l := &loader{faults: &faultList{}, d: &read}
		l.prompts(readYAML(&source{name: "prompts.yaml", faults: l.faults}, data), l.tryData)
		if err := l.faults.err(); err != nil {
			checkFaults(t, err)
			return
		}
		for purpose, prompts := range read.Prompts {
			for _, p := range prompts {
				for _, data := range l.tryData(purpose) {
					if _, user, err := p.Render(data); err != nil || user == "" {
						t.Fatalf("%s renders %q, %v", p.Name, user, err)
					}
				}
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	fsys := goodDomain(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(fsys); err != nil {
			b.Fatal(err)
		}
	}
}
