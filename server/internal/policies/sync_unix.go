//go:build !windows

package policies

import (
	"errors"
	"fmt"
	"os"
)

// sync has the folder's entries on the disk.
func (d folder) sync() error {
	f, err := os.Open(string(d))
	if err != nil {
		return fmt.Errorf("open the folder: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("sync the folder: %w", err)
	}
	return nil
}
