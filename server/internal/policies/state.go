package policies

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

const (
	// stateFormat is the value of "format" in the files of this version.
	stateFormat = "callmill.policies/v1"
	// ofBuild stands for the policy that comes with the build, whichever it is: a
	// server that nobody told otherwise goes with its build.
	ofBuild = "build"
	// maxEarlier bounds how far back one can go.
	maxEarlier = 64
)

// state says which policy plays what part. It is never changed: a change makes
// another.
type state struct {
	Format string `json:"format"`
	// Active is a hash, or ofBuild.
	Active string `json:"active"`
	// Earlier are those that were active before, the last one last.
	Earlier []string `json:"earlier"`
	// Since is when the server got each policy, by hash.
	Since map[string]time.Time `json:"since"`
	// Canary is the trial under way, or else the last one.
	Canary *trial `json:"canary"`
}

func freshState() *state {
	return &state{Format: stateFormat, Active: ofBuild, Since: map[string]time.Time{}}
}

func (s *state) clone() *state {
	c := *s
	c.Earlier, c.Since, c.Canary = slices.Clone(s.Earlier), maps.Clone(s.Since), s.Canary.clone()
	return &c
}

// activate makes a policy the active one. The same one stays, and is not its own
// predecessor.
func (s *state) activate(ref string) {
	if s.Active == ref {
		return
	}
	s.Earlier = append(s.Earlier, s.Active)
	s.Earlier = s.Earlier[max(0, len(s.Earlier)-maxEarlier):]
	s.Active = ref
}

// encode gives the state's file.
func (s *state) encode() ([]byte, error) {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode the state of the policies: %w", err)
	}
	return append(data, '\n'), nil
}

// parseState reads a state file: whole, strictly, or not at all.
func parseState(data []byte) (*state, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	s := &state{}
	if err := dec.Decode(s); err != nil {
		return nil, fmt.Errorf("found no state of policies: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("found more than one value, want an object alone")
	}
	if err := s.validate(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *state) validate() error {
	if s.Format != stateFormat {
		return fmt.Errorf("format: found %q, want %q", s.Format, stateFormat)
	}
	for _, ref := range append([]string{s.Active}, s.Earlier...) {
		if ref != ofBuild && !isHash(ref) {
			return fmt.Errorf("active, earlier: found %q, want the hash of a policy or %q", ref, ofBuild)
		}
	}
	for hash := range s.Since {
		if !isHash(hash) {
			return fmt.Errorf("since: found %q, want the hash of a policy", hash)
		}
	}
	if s.Since == nil {
		return errors.New("since: found nothing, want an object")
	}
	if s.Canary == nil {
		return nil
	}
	return s.Canary.validate()
}

// isHash says whether a text is a SHA-256 in lower-case hexadecimal.
func isHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == 32 && hex.EncodeToString(b) == s
}
