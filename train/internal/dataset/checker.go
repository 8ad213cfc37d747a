package dataset

import (
	"errors"
	"fmt"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
)

// checker follows the events of a log and refuses the first that does not fit.
type checker struct {
	sink     sink
	features []router.Feature
	// seen has every run so far: one that came twice would count twice as
	// evidence.
	seen map[string]bool
	// documents interns the policies' files by hash.
	documents map[string][]byte
	stats     Stats
	// other is the last run's version that was not this build's.
	other int

	// The run under way; name is empty between runs.
	name     string
	skip     *int64 // where a run that is left out counts
	pathways int
	slots    bitset
}

// sink takes what the checker found good.
type sink interface {
	begin(run Run)
	add(s *callmillv1.SettledDecision) error
	// end closes the run; it reports whether there was a decision in it.
	end(state callmillv1.Run_State, accepted int64) bool
}

// Stats counts what a log held and what of it was left out.
type Stats struct {
	// Runs and Decisions are what training gets.
	Runs, Decisions int64
	// WithoutFeatures counts the runs left out because their decisions have no
	// features, OtherVersion those because their features are of another version
	// than this build's, Empty those without a decision to learn from.
	WithoutFeatures, OtherVersion, Empty int64
	// Undecided counts the slots left out because no pathway was chosen.
	Undecided int64
}

func newChecker(to sink) *checker {
	return &checker{
		sink: to, features: router.Features(), seen: map[string]bool{}, documents: map[string][]byte{},
	}
}

// event takes the next event.
func (c *checker) event(e *callmillv1.DecisionEvent) error {
	switch e := e.GetEvent().(type) {
	case *callmillv1.DecisionEvent_Run:
		return c.begin(e.Run)
	case *callmillv1.DecisionEvent_Decision:
		return c.decision(e.Decision)
	case *callmillv1.DecisionEvent_End:
		return c.end(e.End)
	default:
		return errors.New("found an event without content, want a run, a decision or a run's end")
	}
}

// finish checks that the source may end here.
func (c *checker) finish() error {
	if c.name != "" {
		return errors.New("the log ends before the run does")
	}
	return nil
}

// useless returns an error if there was something to learn from, but all of it in
// features of another version.
func (c *checker) useless() error {
	if c.stats.Runs == 0 && c.stats.OtherVersion > 0 {
		return &VersionError{Found: c.other, Want: router.FeatureVersion}
	}
	return nil
}

func (c *checker) begin(r *callmillv1.DecisionRun) error {
	if c.name != "" {
		return fmt.Errorf("found the run %q, want the end of %q first", r.GetRun(), c.name)
	}
	if err := validateRun(r); err != nil {
		return err
	}
	if c.seen[r.GetRun()] {
		return fmt.Errorf("found the run %q a second time: its decisions would count twice", r.GetRun())
	}
	c.seen[r.GetRun()] = true
	c.name, c.skip, c.pathways = r.GetRun(), nil, len(r.GetPathways())
	c.slots.clear()
	switch {
	case !r.GetHasFeatures():
		c.skip = &c.stats.WithoutFeatures
		return nil
	case int(r.GetFeatureVersion()) != router.FeatureVersion:
		c.skip, c.other = &c.stats.OtherVersion, int(r.GetFeatureVersion())
		return nil
	}
	run := Run{
		Name: r.GetRun(), Domain: r.GetDomain(), Policy: r.GetPolicy(), PolicyHash: r.GetPolicyHash(),
		Document: c.intern(r), Count: r.GetCount(), Canary: r.GetCanary(),
	}
	for _, p := range r.GetPathways() {
		run.Pathways = append(run.Pathways, Pathway{Name: p.GetName(), Modality: p.GetModality(), Cost: p.GetCost()})
	}
	c.sink.begin(run)
	return nil
}

// intern returns the policy's file, the same one for all runs of the policy.
func (c *checker) intern(r *callmillv1.DecisionRun) []byte {
	if len(r.GetPolicyDocument()) == 0 {
		return nil
	}
	if c.documents[r.GetPolicyHash()] == nil {
		c.documents[r.GetPolicyHash()] = r.GetPolicyDocument()
	}
	return c.documents[r.GetPolicyHash()]
}

func (c *checker) decision(s *callmillv1.SettledDecision) error {
	if c.name == "" {
		return errors.New("found a decision, want a run first")
	}
	if c.skip != nil {
		return nil
	}
	if err := c.validateDecision(s); err != nil {
		return err
	}
	if s.GetDecision().GetChoice() < 0 {
		c.stats.Undecided++
		return nil
	}
	c.stats.Decisions++
	return c.sink.add(s)
}

func (c *checker) end(e *callmillv1.DecisionRunEnd) error {
	if c.name == "" {
		return errors.New("found the end of a run, want its beginning first")
	}
	if e.GetAccepted() < 0 {
		return fmt.Errorf("accepted: found %d, want a number from 0", e.GetAccepted())
	}
	c.name = ""
	switch {
	case c.skip != nil:
		*c.skip++
	case c.sink.end(e.GetState(), e.GetAccepted()):
		c.stats.Runs++
	default:
		c.stats.Empty++
	}
	return nil
}
