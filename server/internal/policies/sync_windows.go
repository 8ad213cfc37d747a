package policies

// sync does nothing: Windows has no way to sync a folder, and keeps the order of
// its entries by itself.
func (folder) sync() error { return nil }
