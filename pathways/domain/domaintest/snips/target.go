package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// targetOf makes target.yaml: the shares of the functions, and for each of them
// those of lengths, numbers of arguments and phrasings, as the domain's facets
// measure the queries.
func targetOf(d *domain.Domain, rows []row) ([]byte, error) {
	tool := d.Facet(sample.FacetTool)
	within := []string{sample.FacetWords, sample.FacetArguments, sample.FacetPhrasing}
	counts := make([]int, len(d.Facets[tool].Buckets))
	byTool := map[string][][]int{}
	for _, name := range within {
		f := &d.Facets[d.Facet(name)]
		for range counts {
			byTool[name] = append(byTool[name], make([]int, len(f.Buckets)))
		}
	}
	for _, r := range rows {
		arguments, err := json.Marshal(r.Arguments)
		if err != nil {
			return nil, fmt.Errorf("measure the queries: %w", err)
		}
		s := sample.Sample{
			Messages: []sample.Message{{Role: sample.RoleUser, Content: r.Query}},
			Calls:    []sample.Call{{ID: "call_1", Name: r.Tool, Arguments: string(arguments)}},
		}
		at := d.Facets[tool].Measure(&s)
		counts[at]++
		for _, name := range within {
			byTool[name][at][d.Facets[d.Facet(name)].Measure(&s)]++
		}
	}
	var b bytes.Buffer
	b.WriteString("marginals:\n  tool: ")
	writeShares(&b, &d.Facets[tool], counts)
	b.WriteString("  calls: {\"0\": 0, \"1\": 1, \"2+\": 0}\nconditionals:\n")
	for _, name := range within {
		for i, n := range counts {
			if n > 0 {
				fmt.Fprintf(&b, "  - facet: %s\n    given: {tool: %q}\n    shares: ", name, d.Facets[tool].Buckets[i])
				writeShares(&b, &d.Facets[d.Facet(name)], byTool[name][i])
			}
		}
	}
	return b.Bytes(), nil
}

// writeShares writes shares that add up to 1.
func writeShares(b *bytes.Buffer, f *sample.Facet, counts []int) {
	total := 0
	for _, n := range counts {
		total += n
	}
	b.WriteString("{")
	sep := ""
	for i, n := range counts {
		if n > 0 {
			fmt.Fprintf(b, "%s%q: %.9f", sep, f.Buckets[i], float64(n)/float64(total))
			sep = ", "
		}
	}
	b.WriteString("}\n")
}
