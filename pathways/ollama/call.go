package ollama

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/ollama/ollama/api"

	"github.com/callmill/callmill/pathways"
)

// The roles of chat messages.
const (
	roleSystem = "system"
	roleUser   = "user"
	roleModel  = "assistant"
)

// keepAlive is how long a model stays loaded after a call: longer than a run makes
// its models wait for each other, and not so long that memory stays taken.
const keepAlive = 10 * time.Minute

// refused is a call that the host has not taken up, so that it can be made again.
type refused struct {
	host *host
	busy bool // it is there, and loading a model
	err  error
}

// Error implements error.
func (r *refused) Error() string {
	if r.busy {
		return fmt.Sprintf("Ollama at %s is busy: %v", r.host.url, r.err)
	}
	return fmt.Sprintf("Ollama at %s cannot be reached (%s)", r.host.url, plain(r.err))
}

// Unwrap implements the interface that errors.Is knows.
func (r *refused) Unwrap() error { return r.err }

func (q *question) messages() []api.Message {
	messages := make([]api.Message, 0, len(q.req.Turns)+3)
	if q.req.System != "" {
		messages = append(messages, api.Message{Role: roleSystem, Content: q.req.System})
	}
	for i := range q.req.Turns {
		t := &q.req.Turns[i]
		msg := api.Message{Role: roleUser, Content: t.Text}
		if t.FromModel {
			msg.Role = roleModel
		}
		for _, p := range t.Pictures {
			msg.Images = append(msg.Images, p)
		}
		messages = append(messages, msg)
	}
	return messages
}

// call makes one call under the lease and returns the complete text of the answer.
// Its error is a *refused, a *pathways.Failure, or the caller's context's.
func (q *question) call(l *lease, messages []api.Message) (string, error) {
	no, yes := false, true
	options := map[string]any{
		"temperature": q.req.Temperature,
		"seed":        q.req.Seed & (1<<31 - 1), // the server holds it in 32 bits, -1 is at random
		"num_predict": q.req.maxTokens(),
	}
	chat := &api.ChatRequest{
		Model: q.models.Name(q.req.Role), Messages: messages, Format: q.schema.lowered,
		Stream: &no, Options: options, KeepAlive: &api.Duration{Duration: keepAlive},
		// Neither old turns nor the beginning of the answer are to be thrown away where
		// the context is too short: the server says so instead.
		Truncate: &no, Shift: &no,
	}
	if l.model.thinks {
		chat.Think = &api.ThinkValue{Value: !yes}
	}
	timeout := q.models.fleet.options.Timeout
	ctx, cancel := context.WithTimeoutCause(l.ctx, timeout, errDeadline)
	defer cancel()
	q.turn.Attempts++
	begin := time.Now()
	resp, err := l.host.chat(ctx, chat)
	spent := time.Since(begin)
	if err == nil {
		q.note(l, resp)
		err = complete(resp, l.model.context)
	} else {
		err = l.host.classify(ctx, err)
	}
	if _, ok := errors.AsType[*refused](err); ok {
		q.turn.Attempts--
	} else {
		q.turn.Duration += spent
	}
	if failure, ok := errors.AsType[*pathways.Failure](err); ok {
		failure.Detail = fmt.Sprintf("%s at %s: %s", chat.Model, l.host.url, failure.Detail)
	}
	if err != nil {
		return "", err
	}
	return resp.Message.Content, nil
}

var errDeadline = errors.New("the call took too long")

// note keeps what the provenance tells of an answer.
func (q *question) note(l *lease, resp *api.ChatResponse) {
	t := &q.turn
	t.Purpose, t.Prompt, t.PromptHash = q.req.Purpose, q.req.Prompt, q.req.PromptHash
	t.Model, t.Digest = q.models.Name(q.req.Role), l.model.digest
	t.Temperature, t.Seed, t.MaxTokens = q.req.Temperature, q.req.Seed, q.req.maxTokens()
	t.PromptTokens += resp.PromptEvalCount
	t.OutputTokens += resp.EvalCount
}

// chat asks without streaming. api.Client's own Chat reads every answer as a stream,
// into a buffer of 8 MB, and returns nil where the stream breaks off.
func (h *host) chat(ctx context.Context, chat *api.ChatRequest) (*api.ChatResponse, error) {
	body, err := json.Marshal(chat)
	if err != nil {
		return nil, fmt.Errorf("encoding the question: %w", err)
	}
	address := h.url.JoinPath("/api/chat").String()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("making the request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := h.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("asking: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		status := api.StatusError{Status: resp.Status}
		if json.Unmarshal(text, &status) != nil || status.ErrorMessage == "" {
			status.ErrorMessage = string(text)
		}
		status.StatusCode, status.ErrorMessage = resp.StatusCode, clip(status.ErrorMessage, 300)
		return nil, status
	}
	var out api.ChatResponse
	if err := json.Unmarshal(text, &out); err != nil {
		return nil, fmt.Errorf("what came is not an answer of Ollama: %w", err)
	}
	return &out, nil
}

// classify turns what came instead of an answer into a typed error, and tells the
// fleet what it says of the host.
func (h *host) classify(ctx context.Context, err error) error {
	fail := func(reason pathways.Reason, detail string) error {
		return &pathways.Failure{Reason: reason, Detail: detail}
	}
	if ctx.Err() != nil {
		switch cause := context.Cause(ctx); {
		case errors.Is(cause, errDeadline), errors.Is(cause, errHung):
			return fail(pathways.ReasonTimeout, cause.Error())
		case errors.Is(cause, errDead):
			return fail(pathways.ReasonServerFault, cause.Error())
		case errors.Is(cause, errStopped):
			return fail(pathways.ReasonUnavailable, cause.Error())
		}
		return ctx.Err()
	}
	if status, ok := errors.AsType[api.StatusError](err); ok {
		return h.classifyStatus(ctx, status)
	}
	var op *net.OpError
	if errors.Is(err, syscall.ECONNREFUSED) || errors.As(err, &op) && op.Op == "dial" {
		h.fleet.mu.Lock()
		defer h.fleet.mu.Unlock()
		h.goDown(ctx, errDead, plain(err))
		h.look()
		return &refused{host: h, err: err}
	}
	h.doubt()
	return fail(pathways.ReasonServerFault, plain(err))
}

func (h *host) classifyStatus(ctx context.Context, status api.StatusError) error {
	message := strings.ToLower(status.ErrorMessage)
	text := fmt.Sprintf("HTTP status %d: %s", status.StatusCode, status.ErrorMessage)
	switch {
	case status.StatusCode == http.StatusServiceUnavailable || status.StatusCode == http.StatusTooManyRequests:
		return &refused{host: h, busy: true, err: errors.New(text)}
	case status.StatusCode == http.StatusNotFound:
		h.look() // the model is gone
		return &pathways.Failure{Reason: pathways.ReasonUnavailable, Detail: text}
	case strings.Contains(message, "exceeds the context") || strings.Contains(message, "exceeds the available context"):
		return &pathways.Failure{Reason: pathways.ReasonPromptTooLong, Detail: text}
	}
	h.fleet.options.Logger.DebugContext(ctx, "an Ollama host refused a question", "host", h.url.String(), "answer", text)
	return &pathways.Failure{Reason: pathways.ReasonServerFault, Detail: text}
}

// doubt keeps questions from a host that broke off a connection, until it has
// answered a probe.
func (h *host) doubt() {
	h.fleet.mu.Lock()
	defer h.fleet.mu.Unlock()
	if h.state == up {
		h.state = suspect
	}
	h.look()
}
