package phrase

import "math/rand/v2"

// drawSaying draws one of several ways to say something, by weight.
func drawSaying(list []saying, rng *rand.Rand) string {
	total := 0
	for _, s := range list {
		total += s.weight
	}
	at := rng.IntN(total)
	for _, s := range list {
		if at -= s.weight; at < 0 {
			return s.text
		}
	}
	return ""
}

// saying is one way to say something, drawn by weight.
type saying struct {
	text   string
	weight int
}
