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

// front is the YAML head by which dataset hubs find the files: a configuration for
// each format that is a table.
func (c *card) front(b *strings.Builder) {
	b.WriteString("---\npretty_name: \"" + c.domain.GetName() + "\"\ntags:\n- function-calling\n- synthetic\n")
	opened := false
	for _, f := range c.options.Formats {
		if !f.Tabular {
			continue
		}
		files := slices.DeleteFunc(slices.Clone(c.result.Files), func(x File) bool { return x.Format != f.Name })
		if len(files) == 0 {
			continue
		}
		if !opened {
			b.WriteString("configs:\n")
			opened = true
		}
		fmt.Fprintf(b, "- config_name: %s\n  data_files:\n", f.Name)
		for _, x := range files {
			fmt.Fprintf(b, "  - split: %s\n    path: %s\n", x.Part, x.Path)
		}
	}
	b.WriteString("---\n\n")
}

func (c *card) run(b *strings.Builder) {
	spec := c.started.GetSpec()
	rows := [][]string{{"", ""}}
	add := func(name, format string, args ...any) {
		rows = append(rows, []string{name, fmt.Sprintf(format, args...)})
	}
	add("domain", "%s `%s`", spec.GetDomain(), c.started.GetDomainHash())
	add("samples", "%s of %s asked for (%s)", grouped(c.completed.GetAccepted()), grouped(spec.GetCount()),
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
	if t.withContext > 0 {
		add("with an item before the user", "%s", part(t.withContext, t.samples))
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
	if slices.ContainsFunc(c.options.Formats, func(f Format) bool { return f.Name != "jsonl" }) {
		fmt.Fprintf(b, "Beside `jsonl`, an item before the user is told as “%s…”, and an answer that calls nothing and has "+
			"no words of its own is “%s”", contextLead, NoCallText)
		if n := c.tally.waiting; n > 0 {
			fmt.Fprintf(b, "; calls that wait for another call's result (%s) are left out, since no model could make "+
				"them in the same turn", grouped(n))
		}
		b.WriteString(".\n\n")
	}
	c.split(b)
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
		fmt.Fprintf(b, "; no two parts have %s in common. Left out, because what they are made from belongs to several "+
			"parts: %s samples.\n\n", s.Apart.words(), part(c.result.Dropped, c.tally.samples))
	}
	rows := [][]string{{"part", "share asked", "share", "samples", "furthest from the run in"}}
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
