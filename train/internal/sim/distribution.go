package sim

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/callmill/callmill/router/target"
)

// The distribution of environments. It was chosen to be as wide as what callmill
// may meet, and so that the hand-set ways to route stand to each other about as
// they did in the prototype: templates that are cheap and run dry, small models
// that are cheap and fail at what is complex, large ones that are dear and good.
// Rates vary on the logit scale: by complexity, by length, by tool, and cell by
// cell.
//
//	               phrase        text: small      text: large     vision
//	how many       1 to 3        1 to 3           1               0 or 1
//	cost           0.1 to 0.4    0.2 to 1         0.8 to 2.5      0.6 to 4
//	logit of a     N(1, 1)       N(0.5, 1)        N(2, 0.5)       N(1, 1)
//	by complexity  N(−2, 1)      N(−1.5, 1)       N(−0.3, 0.3)    N(0, 1)
//	by length      N(−1.2, 1)    N(−0.3, 1)       N(−0.2, 0.6)    N(0.3, 1)
//	pool           8 to 120      15 to 300        200 to 2,000    20 to 300
//
// Complexity and length run from −1 to 1; ranges are log-uniform. Beside these:
// N(0, 1) by tool and N(0, 0.3) by cell on the logit, and a factor e^N(0, ½) by
// cell on the pool. What passes goes astray with 0 to 0.2, times 1 + length/2.
// Models are declared with a cost that is off by e^N(0, 0.3), and a call's cost
// varies by e^N(0, 0.3) around its mean. A vision pathway serves about two tools
// in three. The target's marginals are uniform shares times e^N(0, ½), and the
// pair of tool and arguments is a joint.
type maker struct {
	modality       string
	cost, declared float64
	base           float64
	byComplexity   float64
	byLength       float64
	byTool         [tools]float64
	serves         [tools]bool
	pool           float64
	astray         float64
}

// class is a row of the table above.
type class struct {
	modality           string
	cheapest, dearest  float64
	base, baseSpread   float64
	complex, complexBy float64
	long, longBy       float64
	smallest, largest  float64
}

func phrases() class {
	return class{phrase, 0.1, 0.4, 1, 1, -2, 1, -1.2, 1, 8, 120}
}

func smallModels() class {
	return class{"text", 0.2, 1, 0.5, 1, -1.5, 1, -0.3, 1, 15, 300}
}

func largeModels() class {
	return class{"text", 0.8, 2.5, 2, 0.5, -0.3, 0.3, -0.2, 0.6, 200, 2000}
}

func visionModels() class {
	return class{"vision", 0.6, 4, 1, 1, 0, 1, 0.3, 1, 20, 300}
}

// drawMakers draws the pathways of an environment.
func drawMakers(rng *rand.Rand) []maker {
	classes := []class{largeModels()}
	for range 1 + rng.IntN(3) {
		classes = append(classes, phrases())
	}
	for range 1 + rng.IntN(3) {
		classes = append(classes, smallModels())
	}
	if len(classes) < 4 || rng.IntN(2) == 0 { //nolint:mnd // four at least
		classes = append(classes, visionModels())
	}
	// Where a pathway stands must say nothing.
	rng.Shuffle(len(classes), func(i, j int) { classes[i], classes[j] = classes[j], classes[i] })
	makers := make([]maker, len(classes))
	for i := range classes {
		makers[i] = classes[i].draw(rng)
	}
	return makers
}

func (c *class) draw(rng *rand.Rand) maker {
	m := maker{
		modality: c.modality, cost: logUniform(rng, c.cheapest, c.dearest),
		base: normal(rng, c.base, c.baseSpread), byComplexity: normal(rng, c.complex, c.complexBy),
		byLength: normal(rng, c.long, c.longBy), pool: logUniform(rng, c.smallest, c.largest),
		astray: 0.2 * rng.Float64(),
	}
	m.declared = m.cost
	if c.modality != phrase {
		m.declared *= math.Exp(normal(rng, 0, costSpread))
	}
	for t := range m.byTool {
		m.byTool[t] = normal(rng, 0, toolSpread)
		m.serves[t] = c.modality != "vision" || rng.IntN(3) > 0
	}
	return m
}

// phrase is the modality of templates: no model, no load, no varying cost.
const phrase = "phrase"

const (
	costSpread  = 0.3
	toolSpread  = 1
	cellSpread  = 0.3
	poolSpread  = 0.5
	shareSpread = 0.5
	// leastPool keeps a pool from being empty.
	leastPool = 2
)

// drawOdds draws what the pathway can do in the cell with these buckets.
func (m *maker) drawOdds(rng *rand.Rand, buckets []int) odds {
	tool, x, y := buckets[0], scaled(buckets[1], complexity), scaled(buckets[2], lengths)
	logit := m.base + m.byComplexity*x + m.byLength*y + m.byTool[tool] + normal(rng, 0, cellSpread)
	return odds{
		able:   m.serves[tool],
		accept: 1 / (1 + math.Exp(-logit)),
		astray: m.astray * (1 + y/2),
		pool:   math.Round(max(leastPool, m.pool*math.Exp(normal(rng, 0, poolSpread)))),
	}
}

// scaled maps the buckets of an ordinal facet to −1…1.
func scaled(bucket, buckets int) float64 { return 2*float64(bucket)/float64(buckets-1) - 1 }

func normal(rng *rand.Rand, mean, deviation float64) float64 {
	return mean + deviation*rng.NormFloat64()
}

func logUniform(rng *rand.Rand, low, high float64) float64 {
	return low * math.Exp(rng.Float64()*math.Log(high/low))
}

// drawTarget draws the shares.
func drawTarget(rng *rand.Rand) target.Spec {
	facets := []target.Facet{
		{Name: "tool", Buckets: append(names("tool", tools), "none")},
		{Name: arguments, Buckets: names(arguments, complexity)},
		{Name: words, Buckets: names(words, lengths)},
	}
	joint := target.Joint{Facets: []string{"tool", arguments}}
	for i, share := range shares(rng, tools*complexity) {
		joint.Cells = append(joint.Cells, target.JointCell{
			Buckets: []string{facets[0].Buckets[i/complexity], facets[1].Buckets[i%complexity]}, Share: share,
		})
	}
	length := target.Marginal{Facet: words}
	for i, share := range shares(rng, lengths) {
		length.Shares = append(length.Shares, target.Share{Bucket: facets[2].Buckets[i], Share: share})
	}
	return target.Spec{Facets: facets, Joints: []target.Joint{joint}, Marginals: []target.Marginal{length}}
}

func names(facet string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("%s-%d", facet, i)
	}
	return list
}

// shares draws n that add up to 1.
func shares(rng *rand.Rand, n int) []float64 {
	list, sum := make([]float64, n), 0.0
	for i := range list {
		list[i] = math.Exp(normal(rng, 0, shareSpread))
		sum += list[i]
	}
	for i := range list {
		list[i] /= sum
	}
	return list
}
