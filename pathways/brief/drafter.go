// Package brief drafts briefs: it fills the cell that the ledger chose with
// calls and arguments from the domain.
package brief

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/execute"
	"github.com/callmill/callmill/pathways/sample"
)

// maxDraws bounds how often one brief is drawn anew until it meets the buckets
// of the domain's own facets.
const maxDraws = 64

// maxTools bounds how many tools are drawn for a brief that is not simple, where
// the cell leaves the tool free.
const maxTools = 24

// bucketSeveral is the bucket of the calls facet for several calls.
const bucketSeveral = "2+"

// Drafter drafts briefs for one domain. It is safe for concurrent use.
type Drafter struct {
	domain *domain.Domain
	// library is what calls are carried out against.
	library *execute.Library
	// The indices of the standard facets that a draft decides; -1 for those that
	// the domain does not have.
	tool, calls, arguments, modality        int
	answer, turns, offered, twist, language int
	// own are the indices of the domain's facets over arguments and context.
	own []int
	// edits are the tools that work on the item before the user, alone the
	// others, finders those that search.
	edits, alone, finders []*domain.Tool
	// followers are the tools that can work on what another finds or makes.
	followers map[*domain.Tool][]*domain.Tool
	// setters are, for the tools that need what no item of the library is at first,
	// those that make one so.
	setters map[*domain.Tool][]*domain.Tool
	// bounds are the arguments that bound an attribute of what is found.
	bounds map[*domain.Param]bound
	// does says which answers and twists a tool can have.
	does map[*domain.Tool]map[string]bool
	// refined are the leaves of a tool that a follow-up can be about, by language.
	refined map[string]map[*domain.Tool][]*domain.Param
	// pictured are the tools that a brief for a picture can begin with.
	pictured []*domain.Tool
	// numbers are those of the values that a coverage counts.
	numbers map[admitted]int
	// coverage is what a run has given so far, nil where that does not matter.
	coverage *Coverage
}

// New returns a drafter for d.
func New(d *domain.Domain) *Drafter {
	dr := &Drafter{
		domain:    d,
		library:   execute.New(d),
		tool:      d.Facet(sample.FacetTool),
		calls:     d.Facet(sample.FacetCalls),
		arguments: d.Facet(sample.FacetArguments),
		modality:  d.Facet(sample.FacetModality),
		answer:    d.Facet(sample.FacetAnswer),
		turns:     d.Facet(sample.FacetTurns),
		offered:   d.Facet(sample.FacetOffered),
		twist:     d.Facet(sample.FacetTwist),
		language:  d.Facet(sample.FacetLanguage),
		numbers:   number(d),
		setters:   setters(d),
		bounds:    bounds(d),
		followers: make(map[*domain.Tool][]*domain.Tool, len(d.Tools)),
		does:      make(map[*domain.Tool]map[string]bool, len(d.Tools)),
	}
	for _, t := range d.Tools {
		if Pictured(d, t) {
			dr.pictured = append(dr.pictured, t)
		}
		if WantsContext(t) {
			dr.edits = append(dr.edits, t)
		} else {
			dr.alone = append(dr.alone, t)
		}
		if e := d.Effect(t); e != nil && len(e.Finds) > 0 && !WantsContext(t) {
			dr.finders = append(dr.finders, t)
		}
		for _, next := range d.Tools {
			if next != t && d.Follows(t, next) {
				dr.followers[t] = append(dr.followers[t], next)
			}
		}
	}
	for _, t := range d.Tools {
		dr.does[t] = dr.abilities(t)
	}
	dr.refined = refined(d)
	for i := range d.Facets {
		if !sample.Standard(d.Facets[i].Name) {
			dr.own = append(dr.own, i)
		}
	}
	return dr
}

// Draft draws a brief for a cell: buckets are the names asked for, in the
// domain's facet order, empty where free. Equal states of rng give equal
// briefs. In a cell of the vision modality the first call has to do with a
// picture, see FromPicture. In one of contrasts it is the first half of a pair,
// see DraftPair. The error is a *pathways.Failure where the domain has nothing that
// fills the cell.
func (dr *Drafter) Draft(slot uint64, buckets []string, rng *rand.Rand) (*pathways.Brief, error) {
	if bucket(buckets, dr.twist) == sample.TwistContrast {
		return dr.DraftPair(slot, buckets, 0, rng)
	}
	a, err := dr.read(buckets)
	if err != nil {
		return nil, err
	}
	return dr.draft(slot, buckets, a, rng)
}

func (dr *Drafter) draft(slot uint64, buckets []string, a *ask, rng *rand.Rand) (*pathways.Brief, error) {
	tries := min(maxTools, 2*len(dr.domain.Tools))
	if a.simple() || a.tool != "" && a.called() {
		tries = 1
	}
	var err error
	for range tries {
		var tool *domain.Tool
		if tool, err = dr.pickTool(a, rng); err != nil {
			return nil, err
		}
		b := &pathways.Brief{Slot: slot, Buckets: buckets, Twist: a.twist, Language: a.language}
		if err = dr.about(b, a, tool, rng); err == nil {
			return b, nil
		}
		if _, refused := pathways.ReasonOf(err); !refused {
			return nil, err
		}
	}
	return nil, err
}

// about drafts the brief about a tool, nil for none.
func (dr *Drafter) about(b *pathways.Brief, a *ask, tool *domain.Tool, rng *rand.Rand) error {
	if a.picture && !slices.Contains(dr.pictured, tool) {
		return noBrief("%s has to do with no picture", toolName(tool))
	}
	if tool == nil {
		return dr.uncalled(b, a, rng)
	}
	least, most, err := dr.argumentRange(tool, a, b.Buckets)
	if err != nil {
		return err
	}
	for range maxDraws {
		if dr.try(b, a, tool, least+rng.IntN(most-least+1), rng) {
			return nil
		}
	}
	return noBrief("no draw of %s has %s", tool.Name, strings.Join(dr.wanted(b.Buckets), ", "))
}

// try draws the whole brief about a tool, whose call has that many arguments; false
// if this draw came to nothing.
func (dr *Drafter) try(b *pathways.Brief, a *ask, tool *domain.Tool, arguments int, rng *rand.Rand) bool {
	b.Context, b.Item, b.Screen, b.Calls = nil, nil, nil, nil
	b.Earlier, b.Offered, b.Reply, b.Contrast, b.FollowUp = nil, nil, nil, nil, nil
	w := dr.telling(b, a, tool, rng)
	if !dr.fill(w, arguments) || !dr.more(w) || !dr.carriedOut(w) || w.repeats() {
		return false
	}
	if !dr.reply(w) || !dr.offer(w) || !dr.meets(b) {
		return false
	}
	return a.twist != sample.TwistContrast || dr.contrast(w)
}

// toolName is the tool's bucket.
func toolName(tool *domain.Tool) string {
	if tool == nil {
		return sample.BucketNone
	}
	return tool.Name
}

// argumentRange returns how many arguments the first call may have. Where nothing
// is called the bucket says nothing of what is asked for.
func (dr *Drafter) argumentRange(tool *domain.Tool, a *ask, buckets []string) (least, most int, err error) {
	least, most = tool.Least(), tool.Givable()
	name := bucket(buckets, dr.arguments)
	if name == "" || !a.called() {
		return least, most, nil
	}
	digits, open := strings.CutSuffix(name, "+")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0, 0, fmt.Errorf("arguments bucket %q: %w", name, err)
	}
	if open {
		least = max(least, n)
	} else {
		least, most = max(least, n), min(most, n)
	}
	if least > most {
		return 0, 0, noBrief("%s has %d to %d arguments, not %s", tool.Name, tool.Least(), tool.Givable(), name)
	}
	return least, most, nil
}

// meets says whether the draft is in the asked buckets of the domain's own
// facets. Those over the query are the pathway's to meet.
func (dr *Drafter) meets(b *pathways.Brief) bool {
	if len(dr.own) == 0 {
		return true
	}
	s := sample.Sample{Calls: b.SampleCalls(), Context: b.SampleContext()}
	for _, i := range dr.own {
		f := &dr.domain.Facets[i]
		if want := bucket(b.Buckets, i); want != "" && f.Buckets[f.Measure(&s)] != want {
			return false
		}
	}
	return true
}

// wanted lists the asked buckets of the domain's own facets, for a message.
func (dr *Drafter) wanted(buckets []string) []string {
	out := []string{"the arguments it needs"}
	for _, i := range []int{dr.answer, dr.turns, dr.offered, dr.twist} {
		if w := bucket(buckets, i); w != "" {
			out = append(out, dr.domain.Facets[i].Name+" "+w)
		}
	}
	for _, i := range dr.own {
		if w := bucket(buckets, i); w != "" {
			out = append(out, dr.domain.Facets[i].Name+" "+w)
		}
	}
	return out
}

func bucket(buckets []string, facet int) string {
	if facet < 0 || facet >= len(buckets) {
		return ""
	}
	return buckets[facet]
}

func noBrief(format string, args ...any) error {
	return &pathways.Failure{Reason: pathways.ReasonNoBrief, Detail: fmt.Sprintf(format, args...)}
}
