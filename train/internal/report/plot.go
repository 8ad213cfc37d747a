package report

import (
	"fmt"
	"math"

	"github.com/callmill/callmill/train/internal/ope"
)

// curveCharts are the loss and the held-out worth by step.
func curveCharts(points []Point, kept int, unit string) []*chart {
	steps, loss := make([]float64, len(points)), make([]float64, len(points))
	robust, normalised := make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		steps[i], loss[i], robust[i], normalised[i] = float64(p.Step), p.Loss, p.Robust, p.SelfNormalised
	}
	room := margins{left: 68, right: 16, top: 12, bottom: 44}
	first, last := points[0], points[len(points)-1]
	a := newFrame("loss", "Loss by step", fmt.Sprintf("The loss goes from %s at step %d to %s at step %d.",
		number(first.Loss), first.Step, number(last.Loss), last.Step), 520, 270, room)
	a.axes(steps, loss, "step", "loss")
	b := newFrame("heldout", "Worth on held-out runs by step", fmt.Sprintf(
		"Doubly robust, the worth goes from %s at step %d to %s at step %d.",
		number(first.Robust), first.Step, number(last.Robust), last.Step), 520, 270, room)
	b.axes(steps, append(append([]float64(nil), robust...), normalised...), "step", unit)
	for _, f := range []*frame{a, b} {
		at := float64(kept)
		f.segment("mark", at, f.y.low, at, f.y.high)
	}
	a.line("new", steps, loss)
	b.line("other", steps, normalised)
	b.line("new", steps, robust)
	return []*chart{&a.chart, &b.chart}
}

// row is a line of the plot of intervals.
type row struct {
	name     string
	main     bool
	interval ope.Interval
	bound    bool // draw the one-sided bound too
}

// intervalChart has an interval a line, and zero as what it is held against.
func intervalChart(rows []row, unit string) *chart {
	const pitch = 30
	f := newFrame("differences", "Difference to the active policy",
		"A line for each estimate, from the lower to the upper end of its 95% interval; the table has the numbers.",
		1060, 56+pitch*float64(len(rows)), margins{left: 310, right: 24, top: 8, bottom: 48})
	values := []float64{0}
	for _, r := range rows {
		values = append(values, r.interval.Low, r.interval.High)
		if r.bound {
			values = append(values, r.interval.Bound)
		}
	}
	f.axes(values, nil, unit+", a decision, less that of the active policy", "")
	f.y = axis{low: 0, high: float64(len(rows)), from: f.top, to: f.bottom, step: 1}
	f.Y = nil
	f.segment("zero", 0, 0, 0, float64(len(rows)))
	for i, r := range rows {
		y := float64(i) + 0.5
		class := "other"
		if r.main {
			class = "new"
		}
		f.Texts = append(f.Texts, text{
			Class: "row " + class, X: place(f.left - 14), Y: place(f.y.at(y) + 4), Text: r.name,
		})
		if !r.interval.Known() {
			continue
		}
		f.segment(class, r.interval.Low, y, r.interval.High, y)
		if r.bound {
			f.segment("limit", r.interval.Bound, y-0.28, r.interval.Bound, y+0.28)
		}
		f.dot(class, r.interval.Value, y, 5, fmt.Sprintf("%s: %s, 95%% interval %s to %s", r.name,
			number(r.interval.Value), number(r.interval.Low), number(r.interval.High)))
	}
	return &f.chart
}

// shareChart is one pathway's share, up to most, over something that goes from x1
// to x2: as it was and as it would be.
func shareChart(id, name, over string, bins []ope.Share, x1, x2, most float64) *chart {
	x, logged, target := make([]float64, len(bins)), make([]float64, len(bins)), make([]float64, len(bins))
	for i, s := range bins {
		x[i], logged[i], target[i] = s.At, s.Logged, s.Target
	}
	f := newFrame(id, name, fmt.Sprintf("The share of %s over %s, in %d bins; the table has the numbers.",
		name, over, len(bins)), 252, 168, margins{left: 38, right: 10, top: 8, bottom: 36})
	f.axes([]float64{x1, x2}, []float64{0, most}, over, "")
	f.line("other", x, logged)
	f.line("new", x, target)
	for i, s := range bins {
		of := fmt.Sprintf("%s %s: logged %s, new %s (%s decisions)", over, number(s.At), share(s.Logged), share(s.Target),
			whole(s.Decisions))
		f.dot("other", x[i], logged[i], 2.5, of)
		f.dot("new", x[i], target[i], 2.5, of)
	}
	return &f.chart
}

// calibrationChart has what was observed over what was predicted.
func calibrationChart(id, title, of string, bins []ope.CalibrationBin) *chart {
	values, most := []float64{0}, 1
	for _, b := range bins {
		values = append(values, b.Predicted, max(0, b.Observed-2*b.Error), b.Observed+2*b.Error)
		most = max(most, b.Decisions)
	}
	f := newFrame(id, title, fmt.Sprintf("Observed over predicted %s, in %d bins, with two standard errors; "+
		"on the diagonal the model is right. The table has the numbers.", of, len(bins)),
		520, 340, margins{left: 60, right: 16, top: 12, bottom: 44})
	f.axes(values, values, "predicted "+of, "observed "+of)
	f.segment("zero", f.x.low, f.x.low, f.x.high, f.x.high)
	for _, b := range bins {
		f.segment("new", b.Predicted, b.Observed-2*b.Error, b.Predicted, b.Observed+2*b.Error)
		r := 2.5 + 5.5*math.Sqrt(float64(b.Decisions)/float64(most))
		f.dot("new", b.Predicted, b.Observed, r, fmt.Sprintf("predicted %s, observed %s ± %s (%s decisions)",
			number(b.Predicted), number(b.Observed), number(b.Error), whole(b.Decisions)))
	}
	return &f.chart
}

// bar is the place of a weight's change on a line around zero, in percent of its
// width.
type bar struct {
	Class, X, Width string
}

func newBar(change, most float64) bar {
	if most == 0 {
		return bar{Class: "up", X: "50", Width: "0"}
	}
	length := 50 * math.Abs(change) / most
	if change < 0 {
		return bar{Class: "down", X: place(50 - length), Width: place(length)}
	}
	return bar{Class: "up", X: "50", Width: place(length)}
}
