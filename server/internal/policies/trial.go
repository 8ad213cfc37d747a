package policies

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"strconv"
	"time"
)

// How a trial is judged. Let k be the trial's runs that count and N their full
// number. There is at most one look for every k from minArm on, as soon as the
// control has minArm runs too: at each of them Welch's test asks whether the
// trial costs more. The error of a false return, alpha in all, is spent half on
// the last look, k = N, and half in equal parts on those before it (Bonferroni:
// it holds however the looks depend on each other, and lets a policy that is
// much worse go early). At the last look a policy that was not found worse is
// promoted.
const (
	alpha  = 0.05
	minArm = 4
)

// Bounds of a trial.
const (
	// DefaultRuns is after how many of its runs a trial ends unless it says so.
	DefaultRuns = 20
	// MinRuns is the least a trial can be judged by.
	MinRuns = minArm
	// MaxRuns bounds a trial.
	MaxRuns = 10_000
)

// Verdict is how a trial ended.
type Verdict string

// The verdicts; a trial under way has none.
const (
	// Promoted: its policy became the active one.
	Promoted Verdict = "promoted"
	// Returned: its runs cost more.
	Returned Verdict = "returned"
	// Ended: somebody ended it, or it lost its ground.
	Ended Verdict = "ended"
)

// trial is a policy's trial, as the state file has it.
type trial struct {
	// Policy and Control are hashes; the build's own is ofBuild as Control too,
	// so that ControlHash says which it was.
	Policy      string    `json:"policy"`
	Version     string    `json:"version"` // the policy's, for when it is gone
	Control     string    `json:"control"`
	ControlHash string    `json:"control_hash"`
	Share       float64   `json:"share"`
	Runs        int       `json:"runs"`
	Began       time.Time `json:"create_time"`
	// Assigned counts the runs that took part, on either side.
	Assigned uint64 `json:"assigned"`
	// Open are those under way, by id: true on trial, false in control.
	Open map[string]bool `json:"open"`
	// Looked is the number of trial runs at the last look.
	Looked  int     `json:"looked"`
	Trial   arm     `json:"trial"`
	Beside  arm     `json:"beside"`
	Verdict Verdict `json:"verdict"`
	Reason  string  `json:"reason"`
}

func (t *trial) clone() *trial {
	if t == nil {
		return nil
	}
	c := *t
	c.Open = maps.Clone(t.Open)
	return &c
}

// underWay says whether there is a trial that has not ended.
func (t *trial) underWay() bool { return t != nil && t.Verdict == "" }

// end closes the trial.
func (t *trial) end(v Verdict, reason string) {
	t.Verdict, t.Reason, t.Open = v, reason, map[string]bool{}
}

// assign says on which side a new run takes part, and notes it as under way.
func (t *trial) assign(run string) (onTrial bool) {
	onTrial = t.chosen(t.Assigned) && t.onTrial() < t.Runs
	t.Assigned++
	t.Open[run] = onTrial
	return onTrial
}

// onTrial counts the trial's runs, ended or not.
func (t *trial) onTrial() int {
	n := t.Trial.Runs
	for _, is := range t.Open {
		if is {
			n++
		}
	}
	return n
}

// maxBlock bounds a block.
const maxBlock = 100

// chosen says whether the i-th run goes to the trial. Runs are taken in blocks of
// the fewest that the share gives whole numbers of (4 for a quarter), and in each
// block as many as the share says are on trial, at places drawn from the policy's
// hash and the time of the trial's beginning. So a share of a quarter is one run
// of every four, and yet work that comes in a rhythm does not always meet the
// same side. A share that no block up to 100 divides is met over the blocks.
func (t *trial) chosen(i uint64) bool {
	block := uint64(maxBlock)
	for m := uint64(1); m < block; m++ {
		if n := float64(m) * t.Share; n > 0.5 && math.Abs(n-math.Round(n)) < 1e-9 {
			block = m
		}
	}
	which := i / block
	upTo := func(blocks uint64) int { return int(math.Floor(float64(blocks*block)*t.Share + 1e-9)) }
	n := upTo(which+1) - upTo(which)
	key, _ := strconv.ParseUint(t.Policy[:16], 16, 64) // a hash, by validate
	places := rand.New(rand.NewPCG(key^uint64(t.Began.UnixNano()), which)).Perm(int(block))
	for _, p := range places[:n] {
		if uint64(p) == i%block {
			return true
		}
	}
	return false
}

// settle takes a run that ended; without counts only its place.
func (t *trial) settle(run string, cost float64, counts bool) {
	onTrial := t.Open[run]
	delete(t.Open, run)
	if !counts {
		return
	}
	if onTrial {
		t.Trial.add(cost)
	} else {
		t.Beside.add(cost)
	}
}

// judge looks at the trial, where it is time to. The verdict is empty where it
// goes on.
func (t *trial) judge() (Verdict, string) {
	k := t.Trial.Runs
	if k < minArm || t.Beside.Runs < minArm || k == t.Looked {
		return "", ""
	}
	t.Looked = k
	level := alpha / 2
	if k < t.Runs {
		level /= float64(t.Runs - minArm)
	}
	p := worse(&t.Trial, &t.Beside)
	figures := fmt.Sprintf("%d runs cost %.4g per sample, %d runs beside them %.4g (Welch's p = %.2g, level %.2g)",
		k, t.Trial.Mean, t.Beside.Runs, t.Beside.Mean, p, level)
	switch {
	case p < level:
		return Returned, "it costs more: " + figures
	case k >= t.Runs:
		return Promoted, "it was not found to cost more: " + figures
	default:
		return "", ""
	}
}

func (t *trial) validate() error {
	switch {
	case !isHash(t.Policy), !isHash(t.ControlHash), t.Control != ofBuild && !isHash(t.Control):
		return fmt.Errorf("canary: found the policies %q and %q, want hashes", t.Policy, t.Control)
	case !(t.Share > 0 && t.Share < 1):
		return fmt.Errorf("canary: found the share %v, want one in (0, 1)", t.Share)
	case t.Runs < MinRuns || t.Runs > MaxRuns:
		return fmt.Errorf("canary: found %d runs, want %d to %d", t.Runs, MinRuns, MaxRuns)
	case t.Looked < 0:
		return fmt.Errorf("canary: found a look at %d runs, want 0 or more", t.Looked)
	case t.Verdict != "" && t.Verdict != Promoted && t.Verdict != Returned && t.Verdict != Ended:
		return fmt.Errorf("canary: found the verdict %q, want promoted, returned, ended or none", t.Verdict)
	case t.Open == nil:
		return errors.New("canary: found no open runs, want an object")
	}
	if err := t.Trial.validate(); err != nil {
		return fmt.Errorf("canary: trial: %w", err)
	}
	if err := t.Beside.validate(); err != nil {
		return fmt.Errorf("canary: beside: %w", err)
	}
	return nil
}
