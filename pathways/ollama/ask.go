package ollama

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ollama/ollama/api"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/sample"
)

// Ask puts a question to the role's model and returns its answer. It ends in a
// *pathways.Failure where there is no answer to be had, in ctx's error where ctx
// has ended, and in another error where the request itself is at fault.
//
// A model whose complete answer is wrong is told so and asked once more.
func (m *Models) Ask(ctx context.Context, req *Request) (*Answer, error) {
	if err := req.validate(); err != nil {
		return nil, fmt.Errorf("asking a model: %w", err)
	}
	if why := m.Down(req.Role); why != "" {
		return nil, &pathways.Failure{Reason: pathways.ReasonUnavailable, Detail: why}
	}
	schema, err := m.fleet.schemas.get(req.Schema)
	if err != nil {
		return nil, fmt.Errorf("asking a model: %w", err)
	}
	q := &question{models: m, req: req, schema: schema}
	answer, err := q.ask(ctx)
	if ctx.Err() != nil && err != nil {
		return nil, ctx.Err()
	}
	if failure, ok := errors.AsType[*pathways.Failure](err); ok {
		failure.Spent = q.turn.Duration
	}
	return answer, err
}

// question is a request on its way.
type question struct {
	models *Models
	req    *Request
	schema *schema
	turn   sample.ModelTurn
}

func (q *question) ask(ctx context.Context) (*Answer, error) {
	messages := q.messages()
	l, text, err := q.first(ctx, messages)
	if err != nil {
		return nil, err
	}
	defer l.release()
	answer, fault := q.read(text)
	if fault != nil {
		messages = append(messages, api.Message{Role: roleModel, Content: text}, api.Message{
			Role: roleUser,
			Content: "That answer is wrong: " + clip(fault.Error(), 600) +
				"\nAnswer the question again, with the whole JSON and without that fault.",
		})
		if text, err = q.call(l, messages); err != nil {
			if _, ok := errors.AsType[*refused](err); ok {
				return nil, &pathways.Failure{Reason: pathways.ReasonUnavailable, Detail: err.Error()}
			}
			return nil, err
		}
		if answer, fault = q.read(text); fault != nil {
			return nil, &pathways.Failure{Reason: pathways.ReasonBadAnswer, Detail: clip(fault.Error(), 600)}
		}
	}
	return &Answer{JSON: answer, Turn: q.turn}, nil
}

// first asks until a host takes the question up: one that refuses the connection or
// is busy loading has not, and another is tried, or the same one later.
func (q *question) first(ctx context.Context, messages []api.Message) (*lease, string, error) {
	attempts := max(4, len(q.models.fleet.hosts)+1)
	n := q.models.need(q.req.Role)
	n.vision = n.vision || q.req.pictures() > 0
	late := time.Now().Add(q.models.fleet.options.Timeout)
	pause := 100 * time.Millisecond
	var last error
	for attempt := 1; ; attempt++ {
		l, err := q.models.fleet.acquire(ctx, n, late)
		if err != nil {
			return nil, "", q.unavailable(err, last, n)
		}
		text, err := q.call(l, messages)
		if err == nil {
			return l, text, nil
		}
		l.release()
		refusal, ok := errors.AsType[*refused](err)
		if !ok {
			return nil, "", err
		}
		last = err
		busy := &pathways.Failure{Reason: pathways.ReasonUnavailable, Detail: err.Error()}
		if attempt == attempts {
			return nil, "", busy
		}
		if n.not = append(n.not, l.host); !refusal.busy {
			continue
		}
		if !q.models.fleet.hasHost(n) {
			// No other: give this one time.
			n.not = nil
			if pause *= 2; time.Now().Add(pause).After(late) {
				return nil, "", busy
			}
			if err := sleep(ctx, pause); err != nil {
				return nil, "", err
			}
		}
	}
}

// unavailable says why there was no host to be had.
func (q *question) unavailable(err, last error, n need) error {
	failure, ok := errors.AsType[*pathways.Failure](err)
	if !ok || failure.Detail != "" {
		return err
	}
	switch failure.Detail = q.models.Down(q.req.Role); {
	case failure.Detail != "":
	case last != nil:
		failure.Detail = last.Error()
	case n.vision:
		failure.Detail = fmt.Sprintf("the model %s cannot see pictures", q.models.Name(q.req.Role))
	default:
		failure.Detail = "no Ollama host is left for the question"
	}
	return failure
}

// hasHost says whether a host could take the question up.
func (f *Fleet) hasHost(n need) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, h := range f.hosts {
		if h.serves(&n) {
			return true
		}
	}
	return false
}

// sleep waits, or returns ctx's error.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// clip shortens text for people and models.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xC0 == 0x80 { // not in the middle of a character
		most--
	}
	return s[:most] + "…"
}
