package policies

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/callmill/callmill/router"
)

const (
	stateName   = "state.json"
	lastName    = "state-last.json"
	damagedName = "state-damaged.json"
	suffix      = ".json"
	// fresh is in the names of files that are being written.
	fresh = ".new-"
	// maxFile bounds what is read of a file: a policy's is a few kilobytes, its
	// card 64 KiB at most.
	maxFile = 4 << 20
)

// folder is where policies are kept; the empty one keeps nothing.
type folder string

// policyFile is a policy as a folder has it.
type policyFile struct {
	policy *router.Policy
	// written is when, as far as the file system knows.
	written time.Time
}

// policies reads every policy file that can be used, by hash. Those that cannot
// are named in the log and left alone.
func (d folder) policies(logger *slog.Logger) (map[string]policyFile, error) {
	out := map[string]policyFile{}
	if d == "" {
		return out, nil
	}
	if err := os.MkdirAll(string(d), 0o750); err != nil {
		return nil, fmt.Errorf("make the folder of the policies: %w", err)
	}
	entries, err := os.ReadDir(string(d))
	if err != nil {
		return nil, fmt.Errorf("read the folder of the policies: %w", err)
	}
	for _, e := range entries {
		if strings.Contains(e.Name(), fresh) {
			// Its server died while it wrote.
			if err := remove(filepath.Join(string(d), e.Name())); err != nil {
				return nil, err
			}
		}
		hash, ok := strings.CutSuffix(e.Name(), suffix)
		if !ok || !isHash(hash) {
			continue
		}
		f, err := d.policy(hash)
		if err != nil {
			logger.Error("policy file not used", "file", filepath.Join(string(d), e.Name()), "error", err)
			continue
		}
		out[hash] = f
	}
	return out, nil
}

// policy reads one policy file.
func (d folder) policy(hash string) (policyFile, error) {
	name := filepath.Join(string(d), hash+suffix)
	info, err := os.Stat(name)
	if err != nil {
		return policyFile{}, fmt.Errorf("look at a policy: %w", err)
	}
	data, err := readBounded(name)
	if err != nil {
		return policyFile{}, err
	}
	p, err := router.ParsePolicy(data)
	if err != nil {
		return policyFile{}, err
	}
	if p.Hash() != hash {
		return policyFile{}, fmt.Errorf("its hash is %.12s…, and its name says %.12s…", p.Hash(), hash)
	}
	return policyFile{p, info.ModTime()}, nil
}

// keep writes a policy's file.
func (d folder) keep(p *router.Policy) error {
	if d == "" {
		return nil
	}
	return d.write(p.Hash()+suffix, p.Encode(), nil)
}

// state reads the last state that can be read.
func (d folder) state(logger *slog.Logger) (*state, error) {
	if d == "" {
		return freshState(), nil
	}
	for _, name := range []string{stateName, lastName} {
		path := filepath.Join(string(d), name)
		data, err := readBounded(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var s *state
		if err == nil {
			s, err = parseState(data)
		}
		if err == nil {
			return s, nil
		}
		aside := filepath.Join(string(d), damagedName)
		logger.Error("state of the policies is damaged; it is put aside, and the one before it counts",
			"file", path, "aside", aside, "error", err)
		if err := os.Rename(path, aside); err != nil {
			return nil, fmt.Errorf("put the damaged state of the policies aside: %w", err)
		}
	}
	return freshState(), nil
}

// save writes the state, and keeps the one before it.
func (d folder) save(s *state) error {
	if d == "" {
		return nil
	}
	data, err := s.encode()
	if err != nil {
		return err
	}
	return d.write(stateName, data, func() error {
		err := os.Rename(filepath.Join(string(d), stateName), filepath.Join(string(d), lastName))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("keep the state before: %w", err)
		}
		return nil
	})
}

// write puts a file in its place at once: all of it, or none. Before is called
// when the new one is safe and the old one still there.
func (d folder) write(name string, data []byte, before func() error) (err error) {
	f, err := os.CreateTemp(string(d), name+fresh+"*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write %s: %w", name, err), remove(f.Name()))
		}
	}()
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if before != nil {
		if err := before(); err != nil {
			return err
		}
	}
	if err := os.Rename(f.Name(), filepath.Join(string(d), name)); err != nil {
		return err //nolint:wrapcheck // the deferred function says what was done
	}
	return d.sync()
}

func remove(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("tidy up: %w", err)
	}
	return nil
}

func readBounded(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("look at a file: %w", err)
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("found %d bytes, want at most %d", info.Size(), maxFile)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	return data, nil
}
