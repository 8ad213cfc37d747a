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
	"github.com/callmill/callmill/pathways/sample"
)

// maxDraws bounds how often one brief is drawn anew until it meets the buckets
// of the domain's own facets.
const maxDraws = 64

// bucketSeveral is the bucket of the calls facet for several calls.
const bucketSeveral = "2+"

// Drafter drafts briefs for one domain. It is safe for concurrent use.
type Drafter struct {
	domain *domain.Domain
	// The indices of the standard facets that a draft decides.
	tool, calls, arguments, modality int
	// own are the indices of the domain's facets over arguments and context.
	own []int
	// edits are the tools that work on the item before the user, alone the
	// others.
	edits, alone []*domain.Tool
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
		tool:      d.Facet(sample.FacetTool),
		calls:     d.Facet(sample.FacetCalls),
		arguments: d.Facet(sample.FacetArguments),
		modality:  d.Facet(sample.FacetModality),
		numbers:   number(d),
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
	}
	for i := range d.Facets {
		switch d.Facets[i].Name {
		case sample.FacetTool, sample.FacetCalls, sample.FacetArguments,
			sample.FacetWords, sample.FacetPhrasing, sample.FacetModality:
		default:
			dr.own = append(dr.own, i)
		}
	}
	return dr
}

// Draft draws a brief for a cell: buckets are the names asked for, in the
// domain's facet order, empty where free. Equal states of rng give equal
// briefs. In a cell of the vision modality the first call has to do with a
// picture, see FromPicture. The error is a *pathways.Failure where the domain has
// nothing that fills the cell.
func (dr *Drafter) Draft(slot uint64, buckets []string, rng *rand.Rand) (*pathways.Brief, error) {
	tool, err := dr.pickTool(buckets, rng)
	if err != nil {
		return nil, err
	}
	b := &pathways.Brief{Slot: slot, Buckets: buckets}
	if dr.forPicture(buckets) && !slices.Contains(dr.pictured, tool) {
		return nil, noBrief("%s has to do with no picture", toolName(tool))
	}
	if tool == nil {
		return b, nil
	}
	least, most, err := dr.argumentRange(tool, buckets)
	if err != nil {
		return nil, err
	}
	several := bucket(buckets, dr.calls) == bucketSeveral
	for range maxDraws {
		if !dr.fill(b, tool, least, most, rng) || several && !dr.addCalls(b, rng) {
			continue
		}
		if dr.meets(b) {
			return b, nil
		}
	}
	return nil, noBrief("no draw of %s has %s", tool.Name, strings.Join(dr.wanted(buckets), ", "))
}

// pickTool returns the tool the cell asks for, nil for none.
func (dr *Drafter) pickTool(buckets []string, rng *rand.Rand) (*domain.Tool, error) {
	name, calls := bucket(buckets, dr.tool), bucket(buckets, dr.calls)
	switch {
	case name == sample.BucketNone && (calls == "" || calls == "0"), name == "" && calls == "0":
		return nil, nil //nolint:nilnil // no tool is a choice, not a fault
	case name == "":
		tools := dr.domain.Tools
		if dr.forPicture(buckets) && len(dr.pictured) > 0 {
			tools = dr.pictured
		}
		return tools[rng.IntN(len(tools))], nil
	case name == sample.BucketNone || calls == "0":
		return nil, noBrief("tool %s with %s calls cannot be", name, calls)
	default:
		return dr.domain.Tool(name), nil
	}
}

// toolName is the tool's bucket.
func toolName(tool *domain.Tool) string {
	if tool == nil {
		return sample.BucketNone
	}
	return tool.Name
}

// argumentRange returns how many arguments the first call may have.
func (dr *Drafter) argumentRange(tool *domain.Tool, buckets []string) (least, most int, err error) {
	least, most = tool.Required(), tool.Givable()
	name := bucket(buckets, dr.arguments)
	if name == "" {
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
		return 0, 0, noBrief("%s has %d to %d arguments, not %s", tool.Name, tool.Required(), tool.Givable(), name)
	}
	return least, most, nil
}

// meets says whether the draft is in the asked buckets of the domain's own
// facets. Those over the query are the pathway's to meet.
func (dr *Drafter) meets(b *pathways.Brief) bool {
	if len(dr.own) == 0 {
		return true
	}
	s := sample.Sample{Calls: b.SampleCalls()}
	if b.Context != nil {
		s.Context = &sample.Context{Item: &b.Context.Item}
	}
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
