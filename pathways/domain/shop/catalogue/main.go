// Command catalogue writes the content library of the shop domain: a few articles
// of every kind of goods, each with a made-up brand and name, a color, a price and
// what is in stock. goods.txt says what there is.
//
// It takes nothing from outside and draws from a fixed seed, so that running it
// again changes nothing.
package main

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
)

//go:embed goods.txt
var goods string

// file is where the articles are written, in the domain's folder.
const file = "content.jsonl"

// seed of every draw, and how many articles there are of each kind of goods.
const (
	seed = 11
	each = 4
)

func main() {
	data, err := library()
	if err == nil {
		err = os.WriteFile(file, data, 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// article is one line of the library, in the order in which its fields are written.
type article struct {
	ID         string            `json:"id"`
	Kind       string            `json:"kind"`
	Title      string            `json:"title"`
	Keywords   []string          `json:"keywords"`
	Attributes map[string]string `json:"attributes"`
}

// good is a line of goods.txt.
type good struct {
	department, name string
	low, high        int
	traits           []string
}

func parse(line string) (good, error) {
	parts := strings.Split(line, "; ")
	if len(parts) != 4 {
		return good{}, fmt.Errorf("%q: found %d parts, want department; product; prices; traits", line, len(parts))
	}
	g := good{department: parts[0], name: parts[1], traits: strings.Split(parts[3], ", ")}
	if _, err := fmt.Sscanf(parts[2], "%d-%d", &g.low, &g.high); err != nil {
		return good{}, fmt.Errorf("%q: found prices %q, want two numbers: %w", line, parts[2], err)
	}
	return g, nil
}

// library returns the articles, one a line.
func library() ([]byte, error) {
	rng := rand.New(rand.NewPCG(seed, seed))
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	taken := map[string]bool{}
	n := 0
	lines := bufio.NewScanner(strings.NewReader(goods))
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		g, err := parse(lines.Text())
		if err != nil {
			return nil, err
		}
		for i := range each {
			n++
			a := article{ID: fmt.Sprintf("art-%04d", n), Kind: strings.ReplaceAll(g.name, " ", "_")}
			trait := g.traits[i%len(g.traits)]
			a.Attributes = attributes(rng, &g, trait)
			a.Title = titleOf(rng, taken, a.Attributes["brand"], g.name)
			a.Keywords = []string{g.name, g.department, trait}
			if err := enc.Encode(a); err != nil {
				return nil, fmt.Errorf("article %s: %w", a.ID, err)
			}
		}
	}
	return out.Bytes(), nil
}

// titleOf names an article as no other is named.
func titleOf(rng *rand.Rand, taken map[string]bool, brand, product string) string {
	if _, what, ok := strings.Cut(product, " of "); ok {
		product = what // "pair of jeans"
	}
	for {
		words := strings.Fields(product)
		for i, w := range words {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
		title := brand + " " + models()[rng.IntN(len(models()))] + " " + strings.Join(words, " ")
		if !taken[title] {
			taken[title] = true
			return title
		}
	}
}

// attributes draws what is known of an article.
func attributes(rng *rand.Rand, g *good, trait string) map[string]string {
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	price := g.low + rng.IntN(g.high-g.low)
	stock := rng.IntN(60)
	if rng.IntN(6) == 0 {
		stock = 0
	}
	return map[string]string{
		"department": g.department,
		"search":     trait + " " + g.name,
		"features":   strings.Join(g.traits, ", "),
		"brand":      pick(brands()...),
		"color":      pick(colors()...),
		"price":      strconv.Itoa(price) + ".90",
		"rating":     strconv.FormatFloat(3+float64(rng.IntN(20))/10, 'f', 1, 64),
		"stock":      strconv.Itoa(stock),
	}
}
