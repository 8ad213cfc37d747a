package runlog

import (
	"fmt"
	"os"
	"path/filepath"
)

// lockDir makes the folder and takes its lock. The lock file stays when it is released: removing it would let two
// processes lock two files of the same name.
func lockDir(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("runlog: %w", err)
	}

	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("runlog: %w", err)
	}

	if err := lockFile(f); err != nil {
		_ = f.Close()

		return nil, fmt.Errorf("runlog: lock %s: %w", dir, err)
	}

	return f, nil
}
