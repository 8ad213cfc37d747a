package ollama

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/ollama/ollama/api"
)

// Why a host's calls are ended.
var (
	errDead    = errors.New("the host went down")
	errHung    = errors.New("the host no longer answers")
	errStopped = errors.New("the fleet was stopped")
)

// state is what is known of a host.
type state int

const (
	unseen state = iota
	up
	// suspect is a host that broke a connection off: it gets no questions until it
	// has answered a probe, which is made at once.
	suspect
	down
)

// model is what a host says of one of its models.
type model struct {
	digest string
	// resolved says that the host was asked what the model can do.
	resolved bool
	// trouble is what the host said instead, for people.
	trouble           string
	completes, vision bool
	// thinks says that it thinks before it answers, unless told not to.
	thinks bool
	// remote is where it runs, if not on the host.
	remote string
	// context is how many tokens it can hold, 0 where that is not known.
	context int
}

// host is one Ollama server.
type host struct {
	fleet *Fleet
	url   *url.URL
	http  *http.Client
	api   *api.Client

	seen chan struct{} // closed after the first probe
	kick chan struct{} // asks for a probe at once

	// What follows is guarded by fleet.mu.
	state  state
	why    string // it is down, for people
	models map[string]*model
	calls  map[*lease]struct{}
	served uint64 // questions that it was ever given
	// round is closed when a probe has come to its end.
	round chan struct{}
}

func newHost(f *Fleet, address *url.URL) *host {
	client := &http.Client{
		Transport: bounded{f.options.Transport},
		// Only hosts that were named are contacted.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &host{
		fleet: f, url: address, http: client, api: api.NewClient(address, client),
		seen: make(chan struct{}), kick: make(chan struct{}, 1), round: make(chan struct{}),
		models: map[string]*model{}, calls: map[*lease]struct{}{},
	}
}

// look asks for a probe at once.
func (h *host) look() {
	select {
	case h.kick <- struct{}{}:
	default: // one is asked for already
	}
}

// endCalls ends what is under way. The caller holds fleet.mu.
func (h *host) endCalls(cause error) {
	for l := range h.calls {
		l.cancel(cause)
	}
}

// goDown takes a host out of service. The caller holds fleet.mu.
func (h *host) goDown(ctx context.Context, cause error, why string) {
	was := h.state
	h.state, h.why = down, why
	if was == down {
		return
	}
	h.fleet.options.Logger.WarnContext(ctx, "an Ollama host is down", "host", h.url.String(), "why", why)
	h.endCalls(cause)
	h.fleet.tell()
}

// maxBody bounds what a host may send in one answer: the longest that a real one
// has are its templates and licences.
const maxBody = 16 << 20

var errTooLong = errors.New("the host sent more than an Ollama server has to say")

// bounded is a transport whose answers have a largest size.
type bounded struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(req)
	if err != nil {
		return nil, err //nolint:wrapcheck // it is handed on as it is, for http.Client to wrap
	}
	resp.Body = &boundedBody{ReadCloser: resp.Body, left: maxBody}
	return resp, nil
}

type boundedBody struct {
	io.ReadCloser

	left int
}

// Read implements io.Reader.
func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err //nolint:wrapcheck // io.EOF must stay what it is
}
