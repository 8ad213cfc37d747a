package domain

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// A picture is read from the folder when it is asked for, and only while it is
// what it was.
func TestPicture(t *testing.T) {
	t.Parallel()
	png := header(640, 480)
	files := map[string]string{
		"domain.yaml": "name: shop\n",
		"tools.json":  `[{"name": "list", "parameters": {"type": "object", "properties": {}}}]`,
		"content.jsonl": `{"id": "a", "kind": "photo", "title": "A", "picture": "pictures/a.png"}
{"id": "b", "kind": "photo", "title": "B", "picture": "pictures/a.png"}
{"id": "c", "kind": "photo", "title": "C"}
`,
		"pictures/a.png": string(png),
	}
	dir, mapped := t.TempDir(), fstest.MapFS{}
	for name, content := range files {
		mapped[name] = &fstest.MapFile{Data: []byte(content)}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inMemory, err := Load(mapped)
	if err != nil {
		t.Fatal(err)
	}
	onDisk, err := LoadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]*Domain{"in memory": inMemory, "on disk": onDisk} {
		for _, id := range []string{"a", "b"} {
			if got, err := d.Picture(d.Item(id)); err != nil || !bytes.Equal(got, png) {
				t.Errorf("%s: picture of %s: %d bytes, %v", name, id, len(got), err)
			}
		}
		if got, err := d.Picture(d.Item("c")); err == nil || len(got) > 0 {
			t.Errorf("%s: picture of c: %d bytes, %v", name, len(got), err)
		}
	}

	file := filepath.Join(dir, "pictures/a.png")
	outside := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(outside, png, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		change     func() error
	}{
		{"changed", "not what it was", func() error { return os.WriteFile(file, header(64, 48), 0o600) }},
		{"gone", "no file", func() error { return os.Remove(file) }},
		{"linked to the outside", "escapes", func() error { return os.Symlink(outside, file) }},
	} {
		if err := c.change(); err != nil {
			t.Fatal(err)
		}
		got, err := onDisk.Picture(onDisk.Item("a"))
		if err == nil || len(got) > 0 || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %d bytes, %v; want an error with %q and no path", c.name, len(got), err, c.want)
		}
	}
}

// The folder that is opened for each file is as fs.FS wants it.
func TestReopened(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(reopened{dir}, "a.txt"); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"../a.txt", "/a.txt", "b.txt"} {
		if _, err := fs.Stat(reopened{dir}, name); err == nil {
			t.Errorf("found %s", name)
		}
	}
	if _, err := (reopened{filepath.Join(dir, "nowhere")}).Open("a.txt"); err == nil {
		t.Error("opened a file in no folder")
	}
}
