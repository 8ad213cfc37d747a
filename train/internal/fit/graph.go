package fit

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/callmill/callmill/router"
)

// masked is what is added to the score of a pathway that is not available: its
// exponential is exactly 0, and it is finite, since 0 × ∞ is not.
const masked = -1e9

// graph is the objective on one batch, built once and run for every step: the
// features as one matrix, so that all scores are a single product.
type graph struct {
	graph                  *gorgonia.ExprGraph
	features, bias, reward *gorgonia.Node
	weights                *gorgonia.Node
	loss                   gorgonia.Value
	probabilities          gorgonia.Value
	scores                 gorgonia.Value
	machine                gorgonia.VM
	solver                 *gorgonia.AdamSolver
	w                      []float64 // the weights' memory
}

// newGraph builds the objective for batches of this many decisions among this
// many pathways, starting from centre. penalty is the factor of half the squared
// distance from there.
func newGraph(size, pathways int, centre []float64, penalty float64) (g *graph, err error) {
	g = &graph{graph: gorgonia.NewGraph(), w: append([]float64(nil), centre...)}
	// gorgonia's builders panic through Must on shapes that do not fit, which
	// would be a mistake here.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("build the objective: %v", p)
		}
	}()
	n := router.NumFeatures
	matrix := func(name string, rows, columns int) *gorgonia.Node {
		return gorgonia.NewMatrix(g.graph, tensor.Float64, gorgonia.WithShape(rows, columns), gorgonia.WithName(name))
	}
	vector := func(name string, values []float64) *gorgonia.Node {
		return gorgonia.NewVector(g.graph, tensor.Float64, gorgonia.WithShape(n), gorgonia.WithName(name),
			gorgonia.WithValue(tensor.New(tensor.WithShape(n), tensor.WithBacking(values))))
	}
	g.features = matrix("features", size*pathways, n)
	g.bias = matrix("bias", size, pathways)
	g.reward = matrix("reward", size, pathways)
	g.weights = vector("weights", g.w)
	from := vector("centre", append([]float64(nil), centre...))

	scores := gorgonia.Must(gorgonia.Mul(g.features, g.weights))
	scores = gorgonia.Must(gorgonia.Reshape(scores, tensor.Shape{size, pathways}))
	odds := gorgonia.Must(gorgonia.Exp(gorgonia.Must(gorgonia.Add(scores, g.bias))))
	totals := gorgonia.Must(gorgonia.Mul(odds, ones(g.graph, pathways)))
	probabilities := gorgonia.Must(gorgonia.HadamardDiv(odds, totals))
	value := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.HadamardProd(probabilities, g.reward))))
	distance := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Square(gorgonia.Must(gorgonia.Sub(g.weights, from))))))
	pull := gorgonia.Must(gorgonia.Mul(gorgonia.NewConstant(penalty/2), distance))
	loss := gorgonia.Must(gorgonia.Sub(pull, value))
	if _, err := gorgonia.Grad(loss, g.weights); err != nil {
		return nil, fmt.Errorf("differentiate the objective: %w", err)
	}
	gorgonia.Read(loss, &g.loss)
	gorgonia.Read(scores, &g.scores)
	gorgonia.Read(probabilities, &g.probabilities)
	g.machine = gorgonia.NewTapeMachine(g.graph, gorgonia.BindDualValues(g.weights))
	return g, nil
}

// ones is a square matrix of 1: multiplied with it, every entry of a row becomes
// the row's sum. That is a softmax's denominator without broadcasting. (gorgonia's
// own SoftMax, in v0.9.18, gives NaN on some of the batches that the test of this
// graph makes.)
func ones(g *gorgonia.ExprGraph, n int) *gorgonia.Node {
	values := make([]float64, n*n)
	for i := range values {
		values[i] = 1
	}
	return gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(n, n), gorgonia.WithName("ones"),
		gorgonia.WithValue(tensor.New(tensor.WithShape(n, n), tensor.WithBacking(values))))
}

// run computes loss and gradient on a batch at the present weights.
func (g *graph) run(b *batch) error {
	b.shift(g.w)
	for node, value := range map[*gorgonia.Node]tensor.Tensor{
		g.features: b.features, g.bias: b.bias, g.reward: b.reward,
	} {
		if err := gorgonia.Let(node, value); err != nil {
			return fmt.Errorf("bind a batch: %w", err)
		}
	}
	g.machine.Reset()
	if err := g.machine.RunAll(); err != nil {
		return fmt.Errorf("compute the objective: %w", err)
	}
	return nil
}

// step moves the weights once, at this learning rate, and returns the batch's
// loss before.
func (g *graph) step(b *batch, rate float64) (float64, error) {
	if err := g.run(b); err != nil {
		return 0, err
	}
	loss, ok := g.loss.Data().(float64)
	if !ok || math.IsNaN(loss) || math.IsInf(loss, 0) {
		return 0, fmt.Errorf("compute the objective: found a loss of %v", g.loss)
	}
	if g.solver == nil {
		g.solver = gorgonia.NewAdamSolver()
	}
	gorgonia.WithLearnRate(rate)(g.solver)
	if err := g.solver.Step([]gorgonia.ValueGrad{g.weights}); err != nil {
		return 0, fmt.Errorf("step: %w", err)
	}
	return loss, nil
}

// gradient is the one of the last run.
func (g *graph) gradient() ([]float64, error) {
	value, err := g.weights.Grad()
	if err != nil {
		return nil, fmt.Errorf("read the gradient: %w", err)
	}
	slope, ok := value.Data().([]float64)
	if !ok {
		return nil, fmt.Errorf("read the gradient: found %T", value.Data())
	}
	return slope, nil
}

// close frees the machine.
func (g *graph) close() error {
	if err := g.machine.Close(); err != nil {
		return fmt.Errorf("close the machine: %w", err)
	}
	return nil
}
