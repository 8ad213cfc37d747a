package ollama

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/callmill/callmill/pathways/sample"
)

// Role is what a model is used for. A domain names a model for each.
type Role string

// The roles.
const (
	RoleText   Role = "text"
	RoleVision Role = "vision"
	RoleJudge  Role = "judge"
)

// Turn is one message of a conversation with a model.
type Turn struct {
	// FromModel says that the model said it, else the user.
	FromModel bool
	Text      string
	// Pictures are PNG or JPEG files, of at most 20 MiB each.
	Pictures [][]byte
}

// Request is a question to a model.
type Request struct {
	Role Role
	// Purpose is one of sample's, Prompt and PromptHash name the template: all
	// three are for the provenance only.
	Purpose, Prompt, PromptHash string
	System                      string
	// Turns end with one of the user's.
	Turns []Turn
	// Schema is the JSON Schema (2020-12) of the answer. The server gets what of
	// it is safe to send, and the answer is validated against the whole. It must
	// stand for itself, and compile.
	Schema json.RawMessage
	// Check, where set, looks at an answer that meets the schema. What it returns
	// is told to the model, for its one repair.
	Check func(answer []byte) error
	// Temperature is 0 or more; models are usually asked at 0 to 1.5.
	Temperature float64
	// Seed makes the same model answer alike. The server gets its low 31 bits.
	Seed uint64
	// MaxTokens bounds the answer; 0 means 512.
	MaxTokens int
}

const (
	defaultMaxTokens = 512
	// maxPictureBytes bounds what is sent. A server decodes pictures into memory.
	maxPictureBytes = 20 << 20
)

// Answer is what a model said: JSON that meets the request's schema and passed
// its check.
type Answer struct {
	// JSON is in the form that sample.Canonical gives.
	JSON []byte
	// Turn is for the provenance.
	Turn sample.ModelTurn
}

// maxTokens is the bound on an answer.
func (r *Request) maxTokens() int {
	if r.MaxTokens == 0 {
		return defaultMaxTokens
	}
	return r.MaxTokens
}

// pictures counts the pictures of all turns.
func (r *Request) pictures() int {
	n := 0
	for i := range r.Turns {
		n += len(r.Turns[i].Pictures)
	}
	return n
}

// validate says what is wrong with a request, before anything is sent. Such a
// fault is the caller's, not the model's.
func (r *Request) validate() error {
	switch {
	case len(r.Turns) == 0 || r.Turns[len(r.Turns)-1].FromModel:
		return errors.New("found turns that do not end with one of the user's")
	case r.MaxTokens < 0:
		return fmt.Errorf("found %d tokens for the answer, want 1 or more, or 0 for %d", r.MaxTokens, defaultMaxTokens)
	case r.Temperature < 0:
		return fmt.Errorf("found temperature %v, want 0 or more", r.Temperature)
	}
	for i := range r.Turns {
		t := &r.Turns[i]
		if t.Text == "" && len(t.Pictures) == 0 {
			return fmt.Errorf("found nothing in turn %d, want text or a picture", i+1)
		}
		for _, p := range t.Pictures {
			if err := checkPicture(p); err != nil {
				return fmt.Errorf("turn %d: %w", i+1, err)
			}
		}
	}
	return nil
}

// checkPicture looks at how a file begins, whatever its name says. An Ollama server
// answers other formats with an error that does not say so.
func checkPicture(file []byte) error {
	switch kind := sniff(file); {
	case len(file) > maxPictureBytes:
		return fmt.Errorf("found a picture of %d bytes, want at most %d", len(file), maxPictureBytes)
	case kind != "image/png" && kind != "image/jpeg":
		return fmt.Errorf("found a picture of type %s, want PNG or JPEG", kind)
	}
	return nil
}
