package domain

import (
	"fmt"
	"strconv"
)

// ParseTarget reads a target file. The error is of type Faults. Names of facets
// and buckets are not checked here but by Target.Check, which knows them.
//
//	marginals:                       # facet → bucket → share
//	  tool: {search_templates: 0.4, none: 0.1}
//	conditionals:                    # shares of a facet where another has a bucket
//	  - {facet: arguments, given: {tool: search_templates}, shares: {"1": 0.5}}
//	joints:                          # shares of combinations, a bucket per facet
//	  - facets: [words, phrasing]
//	    cells: [[["1-3", keywords], 0.2], [["4-6", question], 0.8]]
//	impossible:                      # cells that meet every condition
//	  - {tool: [none], calls: ["1", "2+"]}
func ParseTarget(file string, data []byte) (*Target, error) {
	faults := &faultList{}
	src := &source{name: file, faults: faults}
	if valid := validPrefix(data); valid < len(data) {
		src.fault(lineAt(data, valid), fmt.Sprintf("byte %#02x", data[valid]), "UTF-8")
		return nil, faults.err()
	}
	if len(data) > MaxFileBytes {
		src.fault(0, fmt.Sprintf("%d bytes", len(data)), fmt.Sprintf("at most %d", MaxFileBytes))
		return nil, faults.err()
	}
	t, _ := parseTarget(src, data)
	if err := faults.err(); err != nil {
		return nil, err
	}
	return t, nil
}

func (l *loader) readTarget() {
	src, data, ok := l.targetText()
	if !ok {
		return
	}
	t, bad := parseTarget(src, data)
	if t == nil {
		return
	}
	c := &targetCheck{t: t, facets: l.d.Facets, faults: l.faults, bad: bad, unsure: l.unsure}
	c.check()
	l.d.Target = t
}

// parseTarget reads a target, with faults in the source's list, and returns the
// fields that have any; nil where the file is of no use.
func parseTarget(src *source, data []byte) (*Target, map[string]bool) {
	root := readYAML(src, data)
	if !root.mapping("marginals", "conditionals", "joints", "impossible") {
		return nil, nil
	}
	r := &targetReader{t: &Target{Lines: map[string]string{}, file: src.name}, bad: map[string]bool{}}
	for facet, p := range root.get("marginals").entries("facets, each with shares of its buckets") {
		field := fmt.Sprintf("marginals[%d]", len(r.t.Marginals))
		r.line(field, p)
		r.t.Marginals = append(r.t.Marginals, Marginal{Facet: facet, Shares: r.shares(field, p)})
	}
	for p := range root.get("conditionals").elements("a list of conditionals", MaxCells) {
		r.conditional(p)
	}
	for p := range root.get("joints").elements("a list of joint tables", MaxFacets) {
		r.joint(p)
	}
	for p := range root.get("impossible").elements("a list of impossible cells", MaxCells) {
		r.impossible(p)
	}
	return r.t, r.bad
}

// targetReader reads a target and remembers the lines of its fields, and which
// of them have faults. Those stay in the target, so that the indices of the
// others are right.
type targetReader struct {
	t   *Target
	bad map[string]bool
}

// line notes where a field stands.
func (r *targetReader) line(field string, p *place) {
	if p != nil {
		r.t.Lines[field] = p.src.name + ":" + strconv.Itoa(p.line)
	}
}

// shares reads a mapping of buckets to shares.
func (r *targetReader) shares(field string, p *place) []Share {
	var shares []Share
	r.bad[field+".shares"] = !p.is(kindMapping)
	for bucket, at := range p.entries("buckets, each with its share") {
		field := fmt.Sprintf("%s.shares[%d]", field, len(shares))
		r.line(field, at)
		s, ok := at.number("a share from 0 to 1")
		r.bad[field] = !ok
		shares = append(shares, Share{Bucket: bucket, Share: s})
	}
	return shares
}

func (r *targetReader) conditional(p *place) {
	field := fmt.Sprintf("conditionals[%d]", len(r.t.Conditionals))
	r.line(field, p)
	c := Conditional{}
	if !p.mapping("facet", "given", "shares") {
		r.bad[field] = true
		r.t.Conditionals = append(r.t.Conditionals, c)
		return
	}
	facet, given := p.need("facet"), p.need("given")
	r.line(field+".facet", facet)
	r.line(field+".given", given)
	name, ok := facet.text("a facet's name", MaxLabelBytes)
	c.Facet, r.bad[field+".facet"] = name, !ok
	for name, at := range given.entries("one facet with its bucket") {
		c.Given = name
		c.GivenBucket, ok = at.text("a bucket", MaxTextBytes)
		r.bad[field+".given"] = !ok
	}
	if !given.is(kindMapping) || len(given.members) != 1 {
		r.bad[field+".given"] = true
		if given.is(kindMapping) {
			given.fault(fmt.Sprintf("%d facets", len(given.members)), "one facet with its bucket")
		}
	}
	c.Shares = r.shares(field, p.need("shares"))
	r.t.Conditionals = append(r.t.Conditionals, c)
}

func (r *targetReader) joint(p *place) {
	field := fmt.Sprintf("joints[%d]", len(r.t.Joints))
	r.line(field, p)
	j := Joint{}
	if !p.mapping("facets", "cells") {
		r.bad[field] = true
		r.t.Joints = append(r.t.Joints, j)
		return
	}
	facets, cells := p.need("facets"), p.need("cells")
	// Without all facets no cell has the right length.
	r.bad[field] = !facets.is(kindList) || !cells.is(kindList)
	for at := range facets.elements("a list of facets", MaxFacets) {
		r.line(fmt.Sprintf("%s.facets[%d]", field, len(j.Facets)), at)
		name, ok := at.text("a facet's name", MaxLabelBytes)
		r.bad[field] = r.bad[field] || !ok
		j.Facets = append(j.Facets, name)
	}
	for at := range cells.elements("a list of cells", MaxCells) {
		name := fmt.Sprintf("%s.cells[%d]", field, len(j.Cells))
		r.line(name, at)
		cell, ok := readCell(at)
		r.bad[name] = !ok
		j.Cells = append(j.Cells, cell)
	}
	r.t.Joints = append(r.t.Joints, j)
}

// readCell reads [[one bucket per facet], share].
func readCell(p *place) (JointCell, bool) {
	const want = "a cell [[one bucket per facet], share]"
	if !p.is(kindList) || len(p.items) != 2 {
		p.wrong(want)
		return JointCell{}, false
	}
	buckets, okBuckets := texts(p.at(0), "a bucket", want)
	share, okShare := p.at(1).number("a share from 0 to 1")
	return JointCell{Buckets: buckets, Share: share}, okBuckets && okShare
}

func (r *targetReader) impossible(p *place) {
	field := fmt.Sprintf("impossible[%d]", len(r.t.Impossible))
	r.line(field, p)
	r.bad[field] = !p.is(kindMapping)
	var cells Impossible
	for facet, at := range p.entries("facets, each with a list of buckets") {
		name := fmt.Sprintf("%s[%d]", field, len(cells))
		r.line(name, at)
		buckets, ok := texts(at, "a bucket", "a list of buckets")
		r.bad[name] = !ok
		cells = append(cells, Condition{Facet: facet, Buckets: buckets})
	}
	r.t.Impossible = append(r.t.Impossible, cells)
}

// texts reads a list of texts; false where it has faults.
func texts(p *place, each, want string) ([]string, bool) {
	var list []string
	ok := p.is(kindList)
	for at := range p.elements(want, MaxCells) {
		s, isText := at.text(each, MaxTextBytes)
		ok = ok && isText
		list = append(list, s)
	}
	return list, ok
}
