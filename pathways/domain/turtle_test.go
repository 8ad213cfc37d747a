package domain

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// ntriples writes triples in the form that any reader of RDF takes.
func ntriples(list []triple) string {
	var b strings.Builder
	write := func(t term) {
		switch t.kind {
		case termIRI:
			b.WriteByte('<')
			for _, r := range t.value {
				if r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) {
					fmt.Fprintf(&b, "\\u%04X", r)
					continue
				}
				b.WriteRune(r)
			}
			b.WriteByte('>')
		case termBlank:
			b.WriteString("_:b")
			for _, c := range []byte(t.value) {
				fmt.Fprintf(&b, "%02x", c)
			}
		default:
			b.WriteString(`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`).Replace(t.value) + `"`)
			if t.language != "" {
				b.WriteString("@" + t.language)
			}
		}
		b.WriteByte(' ')
	}
	for _, t := range list {
		write(t.subject)
		write(t.predicate)
		write(t.object)
		b.WriteString(".\n")
	}
	return b.String()
}

func triples(text string, plain bool) ([]triple, error) {
	var list []triple
	_, err := parseTurtle(text, plain, func(t triple) bool {
		list = append(list, t)
		return true
	})
	return list, err
}

// TestTurtle reads every construct of the grammar; what it means stands beside
// it in N-Triples, blank nodes numbered as they are met.
func TestTurtle(t *testing.T) {
	const head = "@prefix : <http://e/> .\nPREFIX x: <http://x/>\n@base <http://b/> .\n"
	for _, c := range []struct{ turtle, want string }{
		{`:a :b :c .`, `<http://e/a> <http://e/b> <http://e/c> .`},
		{`<a> a x:c .`, `<http://b/a> <` + rdfType + `> <http://x/c> .`},
		{`:a :b :c, "d" ; :e _:f ; .`, `<http://e/a> <http://e/b> <http://e/c> .
<http://e/a> <http://e/b> "d" .
<http://e/a> <http://e/e> _:b66 .`},
		{`:a :b 1, -2.5, .5, 3e-4, +7, true, false .`, `<http://e/a> <http://e/b> "1" .
<http://e/a> <http://e/b> "-2.5" .
<http://e/a> <http://e/b> ".5" .
<http://e/a> <http://e/b> "3e-4" .
<http://e/a> <http://e/b> "+7" .
<http://e/a> <http://e/b> "true" .
<http://e/a> <http://e/b> "false" .`},
		{`:a :b 5.`, `<http://e/a> <http://e/b> "5" .`},
		{`:a :b 'it''' .`, ""},
		{`:a :b 'x', "", '', """a "quoted" text""""", '''two
lines''' .`, `<http://e/a> <http://e/b> "x" .
<http://e/a> <http://e/b> "" .
<http://e/a> <http://e/b> "" .
<http://e/a> <http://e/b> "a \"quoted\" text\"\"" .
<http://e/a> <http://e/b> "two\nlines" .`},
		{`:a :b "\t\u00e9\U0001F600\"\\"@EN-gb, "5"^^x:int .`, `<http://e/a> <http://e/b> "	é😀\"\\"@en-gb .
<http://e/a> <http://e/b> "5" .`},
		{`:a.b :c\,d :e%20f . # and the rest`, `<http://e/a.b> <http://e/c,d> <http://e/e%20f> .`},
		{`:a :b [ :c :d ] .`, `_:b5b5d31 <http://e/c> <http://e/d> .
<http://e/a> <http://e/b> _:b5b5d31 .`},
		{`[] :b () .`, `_:b5b5d31 <http://e/b> <` + rdfNil + `> .`},
		{`[ :a :b ] .`, `_:b5b5d31 <http://e/a> <http://e/b> .`},
		{`(1) :b :c .`, `_:b5b5d31 <` + rdfFirst + `> "1" .
_:b5b5d31 <` + rdfRest + `> <` + rdfNil + `> .
_:b5b5d31 <http://e/b> <http://e/c> .`},
		{`<http://\u00e9/> :b :c .`, `<http://é/> <http://e/b> <http://e/c> .`},
	} {
		list, err := triples(head+c.turtle, false)
		if c.want == "" {
			if err == nil {
				t.Errorf("%s: read", c.turtle)
			}
			continue
		}
		got := strings.TrimSpace(strings.ReplaceAll(ntriples(list), "  ", " "))
		if err != nil || got != c.want {
			t.Errorf("%s: error %v, got\n%s\nwant\n%s", c.turtle, err, got, c.want)
		}
	}
}

// FuzzTurtle: no panic, faults have a line of the file, and what was read reads
// the same once it is written as N-Triples.
func FuzzTurtle(f *testing.F) {
	f.Add("@prefix e: <http://e/> .\ne:a a e:b ; e:c \"x\"@en, 5 ; e:d [ e:f (1 2) ] .")
	f.Add("BASE <http://b/>\n<a> <b> '''c''', \"\\u00e9\"^^<d> .")
	f.Add("_:a <b> _:c .")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<14 || validPrefix([]byte(text)) < len(text) {
			return
		}
		list, err := triples(text, false)
		if err != nil {
			e, ok := errors.AsType[*turtleError](err)
			if !ok || e.line < 1 || e.line > 1+strings.Count(text, "\n") || e.found == "" || e.want == "" {
				t.Fatalf("error %v", err)
			}
			return
		}
		again, err := triples(ntriples(list), true)
		if err != nil {
			t.Fatalf("%v in\n%s", err, ntriples(list))
		}
		same := slices.EqualFunc(list, again, func(x, y triple) bool {
			return equalTerm(x.subject, y.subject) && equalTerm(x.predicate, y.predicate) && equalTerm(x.object, y.object)
		})
		if !same {
			t.Errorf("%+v became %+v", list, again)
		}
	})
}

// equalTerm compares terms, blank nodes by their kind: writing renames them.
func equalTerm(x, y term) bool { return x == y || x.kind == termBlank && y.kind == termBlank }
