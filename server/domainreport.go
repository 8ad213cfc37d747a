package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// writeDomainSummary prints what a domain holds, and what comes of it, for
// people.
func writeDomainSummary(w io.Writer, s *callmillv1.DomainSummary) error {
	var b bytes.Buffer
	writeHoldings(&b, s)
	writeTools(&b, s.GetTools())
	writeTarget(&b, s.GetTarget())
	writeRemarks(&b, s)
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("print the summary: %w", err)
	}
	return nil
}

func writeHoldings(b *bytes.Buffer, s *callmillv1.DomainSummary) {
	d := s.GetDomain()
	fmt.Fprintf(b, "%s: no faults\n\n", d.GetName())
	var writers []string
	for _, p := range d.GetPathways() {
		writers = append(writers, p.GetName())
	}
	items := counts(d.GetItems())
	items[2] = strings.TrimPrefix(fmt.Sprintf("%s; %d with a picture", items[2], d.GetPictures()), "; ")
	writeTable(b, "lrl", [][]string{
		{"tools", grouped(float64(len(s.GetTools())))},
		append([]string{"nodes"}, counts(d.GetNodes())[1:]...),
		append([]string{"edges"}, counts(d.GetEdges())[1:]...),
		append([]string{"items"}, items[1:]...),
		{"pathways", grouped(float64(len(writers))), strings.Join(writers, ", ")},
	})
}

// counts gives the sum of counts and each of them, after an empty cell.
func counts(list []*callmillv1.Count) []string {
	const most = 12
	sum := 0.0
	var each []string
	for i, c := range list {
		sum += float64(c.GetCount())
		if i < most {
			each = append(each, fmt.Sprintf("%s %d", c.GetName(), c.GetCount()))
		}
	}
	if n := len(list) - most; n > 0 {
		each = append(each, fmt.Sprintf("%d more", n))
	}
	return []string{"", grouped(sum), strings.Join(each, ", ")}
}

func writeTools(b *bytes.Buffer, tools []*callmillv1.ToolSummary) {
	rows := [][]string{{"tool", "parameters", "required", "different calls", "never given"}}
	for _, t := range tools {
		never := strings.Join(t.GetNeverGiven(), ", ")
		if t.GetSamples() == 0 {
			never = "no sample of it passed the checks"
		}
		rows = append(rows, []string{
			t.GetName(), grouped(float64(t.GetParameters())), grouped(float64(t.GetRequired())),
			grouped(t.GetDistinctCalls()), never,
		})
	}
	fmt.Fprintln(b)
	writeTable(b, "lrrrl", rows)
}

func writeTarget(b *bytes.Buffer, t *callmillv1.TargetSummary) {
	fmt.Fprintf(b, "\ntarget: %s, tried %s times; %.1f%% of the samples land where they are aimed\n",
		counted(int(t.GetCells()), "cell"), grouped(float64(t.GetAttempts())), 100*t.GetLanded())
	if t.GetCut() {
		fmt.Fprintf(b, "the time was up before all was tried (--limit); %s not tried at all\n",
			counted(int(t.GetUntriedCells()), "cell"))
	}
	if n := t.GetEmptyCells(); n > 0 {
		fmt.Fprintf(b, "nothing filled %s with %.2f%% of the target\n", counted(int(n), "cell"), 100*t.GetEmptyShare())
	}
	if len(t.GetEmptyBuckets()) > 0 {
		fmt.Fprintln(b)
		rows := [][]string{{"empty bucket", "cells", "share", "why not"}}
		for _, x := range t.GetEmptyBuckets() {
			rows = append(rows, []string{
				x.GetBucket().GetFacet() + " " + x.GetBucket().GetBucket(), grouped(float64(x.GetCells())),
				fmt.Sprintf("%.2f%%", 100*x.GetShare()), because(x.GetReasons()),
			})
		}
		writeTable(b, "lrrl", rows)
	}
	if len(t.GetWorst()) > 0 {
		fmt.Fprintln(b)
		rows := [][]string{{"hard to fill", "share", "landed", "why not"}}
		for _, x := range t.GetWorst() {
			var cell []string
			for _, v := range x.GetCell() {
				cell = append(cell, v.GetFacet()+" "+v.GetBucket())
			}
			rows = append(rows, []string{
				strings.Join(cell, ", "), fmt.Sprintf("%.3f%%", 100*x.GetShare()),
				fmt.Sprintf("%d of %d", x.GetLanded(), x.GetAttempts()), because(x.GetReasons()),
			})
		}
		writeTable(b, "lrrl", rows)
	}
}

// stageElsewhere is the stage of samples that are measured in another cell.
const stageElsewhere = "elsewhere"

func because(reasons []*callmillv1.ReasonCount) string {
	texts := make([]string, len(reasons))
	for i, r := range reasons {
		texts[i] = fmt.Sprintf("%s %s %d", r.GetStage(), r.GetReason(), r.GetCount())
		if r.GetStage() == stageElsewhere {
			texts[i] = fmt.Sprintf("other %s %d", strings.ReplaceAll(r.GetReason(), "+", " and "), r.GetCount())
		}
	}
	return strings.Join(texts, ", ")
}

// writeRemarks prints what may surprise.
func writeRemarks(b *bytes.Buffer, s *callmillv1.DomainSummary) {
	var lines []string
	g := s.GetGraph()
	if g.GetUnreached() > 0 {
		lines = append(lines, fmt.Sprintf("%s that nothing leads to: %s", counted(int(g.GetUnreached()), "node"),
			named(g.GetUnreachedNodes(), int(g.GetUnreached()))))
	}
	if g.GetOnlyByEdges() > 0 {
		lines = append(lines, fmt.Sprintf("%s that only edges lead to, so that no call and no query names them: %s",
			counted(int(g.GetOnlyByEdges()), "node"), named(g.GetOnlyByEdgesNodes(), int(g.GetOnlyByEdges()))))
	}
	for _, l := range s.GetLabels() {
		lines = append(lines, labelRemark(l))
	}
	if n := int(s.GetLabelCount()) - len(s.GetLabels()); n > 0 {
		lines = append(lines, fmt.Sprintf("%d more labels like these", n))
	}
	for _, n := range s.GetNotes() {
		lines = append(lines, noteLine(n))
	}
	if len(lines) == 0 {
		return
	}
	fmt.Fprintln(b, "\nworth a look:")
	for _, l := range lines {
		fmt.Fprintln(b, "  "+l)
	}
}

func labelRemark(l *callmillv1.LabelFinding) string {
	where := fmt.Sprintf("label %q of %s (%s)", l.GetLabel(), strings.Join(l.GetParameters(), " and "), l.GetTool())
	switch l.GetKind() {
	case callmillv1.LabelFinding_KIND_SHARED:
		return where + ": it can be read as either"
	case callmillv1.LabelFinding_KIND_COMMON_WORD:
		return where + ": a word that most sentences have"
	case callmillv1.LabelFinding_KIND_NUMBER:
		return where + ": a number, in a tool that takes a number too"
	default:
		return where
	}
}

func noteLine(n *callmillv1.DomainNote) string {
	text := n.GetFile()
	if n.GetLine() > 0 {
		text += fmt.Sprintf(":%d", n.GetLine())
	}
	return strings.Join(slices.DeleteFunc([]string{text, n.GetField(), n.GetText()},
		func(s string) bool { return s == "" }), ": ")
}

// named lists the first of n names.
func named(names []string, n int) string {
	const most = 8
	names = names[:min(len(names), most)]
	text := strings.Join(names, ", ")
	if n > len(names) {
		text += fmt.Sprintf(" and %d more", n-len(names))
	}
	return text
}
