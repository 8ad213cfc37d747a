package domain

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

var update = flag.Bool("update", false, "write the faults found into testdata/faults, to be read by eye")

// TestFaults breaks the good domain in one way after the other. The files in
// testdata/faults hold cases of the form
//
//	# why
//	edit FILE       or: delete FILE, write FILE
//	< old text      (of edit; what it stands for must occur)
//	> new text
//	----
//	the faults, one a line
//
// with a blank line after each. Those of languages.txt start from the good domain in
// two languages. In new text, \xHH stands for a byte and "> + N
// TEXT" for N times the text.
func TestFaults(t *testing.T) {
	files, err := filepath.Glob("testdata/faults/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		start := goodDomain
		if name == "languages" {
			start = twoLanguages
		}
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			for block := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n\n") {
				head, want, _ := strings.Cut(block+"\n", "\n----\n")
				_, err := Load(broken(t, start(t), head))
				got := "no fault"
				if err != nil {
					got = err.Error()
				}
				if *update {
					out.WriteString(head + "\n----\n" + got + "\n\n")
				} else if got != strings.TrimSuffix(want, "\n") {
					t.Errorf("%s\ngot\n%s\nwant\n%s", head, got, want)
				}
			}
			if *update {
				if err := os.WriteFile(file, []byte(strings.TrimSuffix(out.String(), "\n")), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// goodDomain returns the files of the good domain, to be changed.
func goodDomain(tb testing.TB) fstest.MapFS {
	tb.Helper()
	fsys := fstest.MapFS{}
	good := os.DirFS("testdata/good")
	err := fs.WalkDir(good, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(good, name)
		fsys[name] = &fstest.MapFile{Data: data, Mode: 0o644}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return fsys
}

// twoLanguages returns the good domain, asked in Spanish too.
func twoLanguages(tb testing.TB) fstest.MapFS {
	tb.Helper()
	fsys := goodDomain(tb)
	files, err := filepath.Glob("testdata/languages/*")
	if err != nil || len(files) == 0 {
		tb.Fatal("no files", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		fsys[filepath.Base(file)] = &fstest.MapFile{Data: data}
	}
	return fsys
}

// broken returns a domain with the edits of one case.
func broken(t *testing.T, fsys fstest.MapFS, head string) fstest.MapFS {
	t.Helper()
	var verb, file string
	var before, after []string
	apply := func() {
		text := unescape(t, strings.Join(after, "\n"))
		switch verb {
		case "delete":
			delete(fsys, file)
		case "write":
			fsys[file] = &fstest.MapFile{Data: []byte(text + "\n")}
		case "edit":
			had, from := string(fsys[file].Data), strings.Join(before, "\n")
			if strings.Count(had, from) != 1 {
				t.Fatalf("%s: %q occurs %d times in %s", head, from, strings.Count(had, from), file)
			}
			fsys[file] = &fstest.MapFile{Data: []byte(strings.Replace(had, from, text, 1))}
		}
		before, after = nil, nil
	}
	for line := range strings.SplitSeq(head, "\n") {
		mark, rest, _ := strings.Cut(line, " ")
		switch mark {
		case "#":
		case "<":
			before = append(before, rest)
		case ">":
			after = append(after, rest)
		case "edit", "delete", "write":
			apply()
			verb, file = mark, rest
		default:
			t.Fatalf("%s: unknown line %q", head, line)
		}
	}
	apply()
	return fsys
}

func unescape(t *testing.T, text string) string {
	t.Helper()
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if rest, ok := strings.CutPrefix(line, "+ "); ok {
			count, again, _ := strings.Cut(rest, " ")
			n, err := strconv.Atoi(count)
			if err != nil {
				t.Fatal(err)
			}
			lines[i] = strings.Repeat(again, n)
		}
		if before, after, ok := strings.Cut(line, `\xFF`); ok {
			lines[i] = before + "\xff" + after
		}
	}
	return strings.Join(lines, "\n")
}
