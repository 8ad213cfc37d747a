package run

import "slices"

// Domains returns the names of the registered domains, in order.
func (h *Host) Domains() []string {
	names := make([]string, 0, len(h.engines))
	for n := range h.engines {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
