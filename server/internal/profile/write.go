package profile

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// YAML gives the target as a file, with the guarantee and what was released in
// its head.
func (p *Profile) YAML() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `# Population statistics of real queries, without the queries.
#
# This file is %s-differentially private: adding or removing one %s (at most %d
# %s) makes no file more than e^%s times as likely. The guarantee is for
# this release; a second one from the same people adds its epsilon to it.
#
# Released, each with discrete Laplace noise, small counts suppressed after it:
`, p.Epsilon, p.Unit, p.Change, counted(p.Change), p.Epsilon)
	for _, part := range p.Parts {
		fmt.Fprintf(&b, "#   %s: epsilon %s, noise of scale %.4g on each of %d counts, %d kept",
			strings.Join(part.Facets, " by "), part.Epsilon, part.Scale, part.Cells, part.Kept)
		if part.Left > 0 {
			fmt.Fprintf(&b, "; %.1f%% are in cells that the domain cannot serve, and left out", 100*part.Left)
		}
		b.WriteByte('\n')
	}
	b.WriteString("\nmarginals:\n")
	for _, m := range p.Target.Marginals {
		fmt.Fprintf(&b, "  %s: %s\n", key(m.Facet), flow(m.Shares))
	}
	if len(p.Target.Conditionals) > 0 {
		b.WriteString("\nconditionals:\n")
	}
	for _, c := range p.Target.Conditionals {
		fmt.Fprintf(&b, "  - {facet: %s, given: {%s: %s}, shares: %s}\n",
			key(c.Facet), key(c.Given), key(c.GivenBucket), flow(c.Shares))
	}
	if len(p.Target.Impossible) > 0 {
		b.WriteString("\n# What the domain says cannot be.\nimpossible:\n")
	}
	for _, z := range p.Target.Impossible {
		b.WriteString("  - " + conditions(z) + "\n")
	}
	return []byte(b.String())
}

func counted(n int) string {
	if n == 1 {
		return "query of it counts"
	}
	return "queries of it count"
}

func flow(shares []domain.Share) string {
	parts := make([]string, len(shares))
	for i, s := range shares {
		parts[i] = key(s.Bucket) + ": " + strconv.FormatFloat(s.Share, 'f', -1, 64)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func conditions(z domain.Impossible) string {
	parts := make([]string, len(z))
	for i, c := range z {
		buckets := make([]string, len(c.Buckets))
		for j, bucket := range c.Buckets {
			buckets[j] = key(bucket)
		}
		parts[i] = key(c.Facet) + ": [" + strings.Join(buckets, ", ") + "]"
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// key writes a name as YAML: plain where it is a word, else as a JSON string,
// which YAML reads too.
func key(name string) string {
	if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" || reserved(name) {
		return strconv.Quote(name)
	}
	return name
}

// reserved are the words that YAML reads as something else.
func reserved(name string) bool {
	switch name {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return true
	}
	return false
}
