package export

import (
	"fmt"
	"slices"
	"strings"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// card is what a dataset card is made of.
type card struct {
	domain    *callmillv1.Domain
	options   *Options
	started   *callmillv1.RunStarted
	completed *callmillv1.Completed
	tally     *tally
	// shares are those of each part.
	shares []shares
	result Result
}

// markdown writes the card. The same run, with the same options, gives the same.
func (c *card) markdown() []byte {
	var b strings.Builder
	c.front(&b)
	fmt.Fprintf(&b, "# %s: %s samples for function calling\n\n", c.domain.GetName(), grouped(c.completed.GetAccepted()))
	if d := strings.TrimSpace(c.domain.GetDescription()); d != "" {
		fmt.Fprintf(&b, "%s\n\n", d)
	}
	b.WriteString("Synthetic queries and the calls that answer them, made by callmill from a domain (tools, " +
		"graph, content) and a target (shares, never words). Every sample passed its checks.\n\n")
	c.run(&b)
	c.files(&b)
	c.target(&b)
	c.writers(&b)
	c.rejected(&b)
	c.diversity(&b)
	if c.options.Licence != "" {
		fmt.Fprintf(&b, "## Licence\n\n%s\n", c.options.Licence)
	}
	return []byte(strings.TrimRight(b.String(), "\n") + "\n")
}

func (c *card) run(b *strings.Builder) {
	spec := c.started.GetSpec()
	rows := [][]string{{"", ""}}
	add := func(name, format string, args ...any) {
		rows = append(rows, []string{name, fmt.Sprintf(format, args...)})
	}
	add("domain", "%s `%s`", spec.GetDomain(), c.started.GetDomainHash())
	add(headSamples, "%s of %s asked for (%s)", grouped(c.completed.GetAccepted()), grouped(spec.GetCount()),
		strings.ToLower(strings.TrimPrefix(c.completed.GetState().String(), "STATE_")))
	if spec.GetTarget() == nil {
		add("target", "the domain's own")
	} else {
		add("target", "brought with the request")
	}
	add("policy", "%s `%s`", spec.GetPolicy(), c.started.GetPolicyHash())
	add("seed, window", "%d, %d", spec.GetSeed(), spec.GetWindow())
	if t := c.completed.GetEndTime(); t != nil {
		add("made", "%s", t.AsTime().Format(time.DateOnly))
	}
	if c.started.GetOnArrival() {
		add("reproducible", "no: models took part, the log is the record")
	} else {
		add("reproducible", "yes: the same seed, domain, target, policy, pathways and window give the same samples")
	}
	t := c.tally
	add("no call", "%s", part(t.without, t.samples))
	add("several calls", "%s", part(t.several, t.samples))
	if t.dialogues > 0 {
		add("dialogues", "%s", part(t.dialogues, t.samples))
	}
	for _, x := range []struct {
		name  string
		count int64
	}{
		{"calls that need the result of another", t.inSteps},
		{"with an item before the user", t.withItem},
		{"with a list before the user", t.withList},
		{"halves of contrasting pairs", t.halves},
	} {
		if x.count > 0 {
			add(x.name, "%s", part(x.count, t.samples))
		}
	}
	if list := t.languageList(); len(list) > 0 {
		for i, l := range list {
			list[i] = l + " " + part(t.languages[l], t.samples)
		}
		add("languages", "%s", strings.Join(list, ", "))
	}
	table(b, "ll", rows)
}

func (c *card) files(b *strings.Builder) {
	b.WriteString("## Files\n\n")
	rows := [][]string{{"file", "rows"}}
	for _, f := range c.result.Files {
		rows = append(rows, []string{"`" + f.Path + "`", grouped(f.Rows)})
	}
	table(b, "lr", rows)
	for _, f := range c.options.Formats {
		fmt.Fprintf(b, "- **%s**: %s.\n", f.Name, f.About)
	}
	b.WriteString("\n")
	c.loading(b)
	c.told(b)
	c.leftOut(b)
	c.split(b)
}

// told says how the formats tell what callmill's own has as data.
func (c *card) told(b *strings.Builder) {
	if !slices.ContainsFunc(c.options.Formats, func(f Format) bool { return f.Name != "jsonl" }) {
		return
	}
	fmt.Fprintf(b, "Beside `jsonl`, an item before the user is told as “%s…”, a list as “%s…”, and an answer that calls "+
		"nothing and has no words of its own is “%s”.\n\n", contextLead, listLead, NoCallText)
}

// leftOut says which samples formats have no place for.
func (c *card) leftOut(b *strings.Builder) {
	if len(c.result.LeftOut) == 0 {
		return
	}
	b.WriteString("Left out, because the format has no place for them (calls that need the result of another, where it " +
		"has no results, or where that result is not known):\n\n")
	rows := [][]string{{"format", headSamples}}
	for _, l := range c.result.LeftOut {
		rows = append(rows, []string{l.Format, part(l.Samples, c.tally.samples-c.result.Dropped)})
	}
	table(b, "lr", rows)
}

func (c *card) split(b *strings.Builder) {
	s := &c.options.Split
	if len(s.Parts) == 0 {
		return
	}
	fmt.Fprintf(b, "Split by seed %d", s.Seed)
	if s.Apart == ApartNone {
		b.WriteString("; parts may share graph nodes and content items.\n\n")
	} else {
		fmt.Fprintf(b, "; no two parts have %s in common, nor halves of one contrasting pair. Left out, because what they "+
			"are made from belongs to several parts: %s samples.\n\n", s.Apart.words(), part(c.result.Dropped, c.tally.samples))
	}
	if empty := c.result.Empty(); len(empty) > 0 {
		fmt.Fprintf(b, "No sample came into %s.\n\n", strings.Join(empty, ", "))
	}
	rows := [][]string{{"part", "share asked", "share", headSamples, "furthest from the run in"}}
	for i, p := range c.result.Parts {
		row := []string{
			p.Name, percent(p.Share), percent(ratio(p.Samples, c.tally.samples-c.result.Dropped)), grouped(p.Samples), "",
		}
		if facet, d := c.shares[i].furthest(c.completed.GetFacets()); facet != "" {
			row[4] = fmt.Sprintf("%s (%.5f)", facet, d)
		}
		rows = append(rows, row)
	}
	table(b, "lrrrl", rows)
	b.WriteString("A part is not drawn to meet the target: the last column is its largest Jensen–Shannon divergence " +
		"(base 2) over the facets, from what the run delivered.\n\n")
}
