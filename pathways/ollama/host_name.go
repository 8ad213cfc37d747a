package ollama

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// defaultPort is where an Ollama server listens unless told otherwise.
const defaultPort = "11434"

// parseHost reads an address as Ollama reads OLLAMA_HOST: a host, host:port, or an
// http or https URL, whose port is 80 or 443 where it has none. It is stricter:
// what Ollama replaces by a default without a word is an error here. "0.0.0.0",
// which servers listen on, is reached at 127.0.0.1.
func parseHost(s string) (*url.URL, error) {
	fault := func(found string) error {
		return fmt.Errorf("ollama host %q: found %s, want HOST, HOST:PORT or http://HOST:PORT", s, found)
	}
	text, port := strings.TrimSpace(s), defaultPort
	scheme, rest, found := strings.Cut(text, "://")
	switch {
	case !found:
		scheme, rest = "http", text
	case scheme == "http":
		port = "80"
	case scheme == "https":
		port = "443"
	default:
		return nil, fault("the scheme " + strconv.Quote(scheme))
	}
	hostport, path, _ := strings.Cut(rest, "/")
	if hostport == "" || strings.ContainsAny(rest, "?#@ ") {
		return nil, fault("no address, or more than one")
	}
	host, port, err := splitHost(hostport, port)
	if err != nil {
		return nil, fault(err.Error())
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return nil, fault("the port " + strconv.Quote(port))
	}
	return &url.URL{Scheme: scheme, Host: net.JoinHostPort(host, port), Path: strings.TrimSuffix("/"+path, "/")}, nil
}

// splitHost splits HOST or HOST:PORT; an IPv6 address needs brackets only before a
// port.
func splitHost(hostport, defaultPort string) (host, port string, err error) {
	host, port = hostport, defaultPort
	if inner, ok := strings.CutPrefix(host, "["); ok && strings.HasSuffix(inner, "]") {
		host = strings.TrimSuffix(inner, "]")
	} else if net.ParseIP(host) == nil && strings.Contains(host, ":") {
		if host, port, err = net.SplitHostPort(hostport); err != nil {
			return "", "", err //nolint:wrapcheck // the caller says of what
		}
	}
	ip := net.ParseIP(host)
	switch {
	case ip == nil && strings.ContainsAny(host, "[]:"):
		return "", "", errors.New("the host " + strconv.Quote(host))
	case host == "": // ":11434", as in Ollama
		host = "127.0.0.1"
	case ip != nil && ip.IsUnspecified() && ip.To4() != nil:
		host = "127.0.0.1"
	case ip != nil && ip.IsUnspecified():
		host = "::1"
	}
	return host, port, nil
}

// sniff gives the type of a file by its first bytes.
func sniff(file []byte) string { return http.DetectContentType(file) }
