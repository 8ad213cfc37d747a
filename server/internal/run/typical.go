package run

import "time"

// typical is what a model's call takes in this run: the unit of cost. It is the
// mean over the calls that were settled so far.
type typical struct {
	time  time.Duration
	calls int
}

// enough is from how many calls on the mean is believed; before, a pathway costs
// what it declares.
const enough = 8

// The bounds of what one slot may cost, in typical calls: a clock that jumps
// must not decide what a run learns.
const (
	costLeast = 0.01
	costMost  = 100
)

func (t *typical) add(spent time.Duration, calls int) {
	if calls > 0 {
		t.time += spent
		t.calls += calls
	}
}

// call is what a call takes, 0 where that is not known yet.
func (t *typical) call() time.Duration {
	if t.calls < enough {
		return 0
	}
	return t.time / time.Duration(t.calls)
}

// relative is spent in typical calls, 0 where that is not known yet.
func (t *typical) relative(spent time.Duration) float64 {
	if t.calls < enough || t.time <= 0 || spent <= 0 {
		return 0
	}
	return min(max(float64(spent)*float64(t.calls)/float64(t.time), costLeast), costMost)
}
