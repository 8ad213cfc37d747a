package rpc

import (
	"encoding/base64"
	"testing"
	"time"
)

func TestPlaces(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 123456789, time.UTC)
	older := place{at.Add(-time.Nanosecond), "runs/a"}
	p := place{at, "runs/b"}
	for _, c := range []struct {
		name string
		p, q place
		want bool
	}{
		{"newer first", p, older, true},
		{"older last", older, p, false},
		{"itself", p, p, false},
		{"by name", p, place{at, "runs/c"}, true},
	} {
		if got := c.p.before(c.q); got != c.want {
			t.Errorf("%s: found %v", c.name, got)
		}
	}
	token := p.encode()
	got, err := decodePlace(token)
	if err != nil || !got.created.Equal(p.created) || got.name != p.name {
		t.Errorf("found %v, %v, want %v", got, err, p)
	}
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		raw[i] ^= 1
		if _, err := decodePlace(base64.RawURLEncoding.EncodeToString(raw)); err == nil {
			t.Errorf("a token with byte %d changed was taken", i)
		}
		raw[i] ^= 1
	}
	for _, token := range []string{"x", "not base64!", token + "AA", token[:8]} {
		if _, err := decodePlace(token); err == nil {
			t.Errorf("token %q was taken", token)
		}
	}
}
