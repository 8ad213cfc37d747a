// Package starter is a small domain that works, with every file explained in
// its comments: what a team starts its own from.
package starter

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed travel
var files embed.FS

// ErrNotEmpty is the error where there is something in the way.
var ErrNotEmpty = errors.New("it is there already, and not an empty folder")

// Files returns the domain's folder.
func Files() fs.FS {
	sub, err := fs.Sub(files, "travel")
	if err != nil {
		panic(err) // the name is valid
	}
	return sub
}

// Write writes the folder dir, which must not exist or be empty. It is written
// beside its place and moved there whole, so that a failure leaves nothing half
// done.
func Write(dir string) (err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("write the domain: %w", err)
	}
	if err := free(dir); err != nil {
		return err
	}
	beside, err := os.MkdirTemp(filepath.Dir(dir), ".init-domain-")
	if err != nil {
		return fmt.Errorf("write the domain: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(beside)) }()
	whole := filepath.Join(beside, filepath.Base(dir))
	// Unlike MkdirTemp it makes folder and files as the user's mask wants them.
	if err := os.CopyFS(whole, Files()); err != nil {
		return fmt.Errorf("write the domain: %w", err)
	}
	// Go does not rename onto a folder, not even onto an empty one; and it does
	// not remove one that has come to hold something since.
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("write the domain: %w", err)
	}
	if err := os.Rename(whole, dir); err != nil {
		return fmt.Errorf("write the domain: %w", err)
	}
	return nil
}

// free says whether a folder can be put there.
func free(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look for a place: %w", err)
	case !info.IsDir(): // a link to a folder, too, stays what it is
		return fmt.Errorf("%s: %w", dir, ErrNotEmpty)
	}
	entries, err := os.ReadDir(dir)
	switch {
	case err != nil:
		return fmt.Errorf("look for a place: %w", err)
	case len(entries) > 0:
		return fmt.Errorf("%s: %w", dir, ErrNotEmpty)
	}
	return nil
}
