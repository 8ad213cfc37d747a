package check

import "github.com/callmill/callmill/pathways/domain"

// difference is what sets a call apart from the call of the same tool right before it.
// Values that the tool itself states set nothing apart where one of the calls leaves
// them out.
type difference struct {
	// dropped is a value that only the call before has, -1 for none.
	dropped int
	// changed are the values that are to be said and are other than before, or were not
	// there; a list is one of them.
	changed []int
	// same are the values that are to be said and are as before, one by one.
	same []int
}

// compare finds the difference between object i of the call and object j of the call
// before; of returns the parameter of a member.
func (in *inspection) compare(d *difference, i, j int, of func(key string) *param) {
	for was := range in.members(j) {
		p, is := of(in.nodes[was].key), in.memberOf(i, in.nodes[was].key)
		switch {
		case is < 0:
			if d.dropped < 0 && !in.given(p.schema, was) {
				d.dropped = was
			}
		case in.nodes[is].json == in.nodes[was].json:
			in.keep(d, is, p)
		case in.nodes[is].kind == kindObject && in.nodes[was].kind == kindObject:
			in.compare(d, is, was, p.member)
		default:
			in.change(d, is, p)
		}
	}
	for is := range in.members(i) {
		p := of(in.nodes[is].key)
		if in.memberOf(j, in.nodes[is].key) < 0 && !in.given(p.schema, is) {
			in.change(d, is, p)
		}
	}
}

// memberOf returns the member of object i under a key, -1 for none.
func (in *inspection) memberOf(i int, key string) int {
	for at := range in.members(i) {
		if in.nodes[at].key == key {
			return at
		}
	}
	return -1
}

// keep adds what is in node i to what is the same.
func (in *inspection) keep(d *difference, i int, p *param) {
	switch {
	case in.nodes[i].kind == kindObject:
		for j := range in.members(i) {
			in.keep(d, j, p.member(in.nodes[j].key))
		}
	case in.nodes[i].kind == kindArray:
		element := p.element()
		for j := range in.members(i) {
			in.keep(d, j, element)
		}
	case p.told():
		d.same = append(d.same, i)
	}
}

// change adds what is in node i to what is changed.
func (in *inspection) change(d *difference, i int, p *param) {
	switch {
	case in.nodes[i].kind == kindObject:
		for j := range in.members(i) {
			in.change(d, j, p.member(in.nodes[j].key))
		}
	case p.told():
		d.changed = append(d.changed, i)
	}
}

// told says whether a query has to say the parameter's values: neither what is before
// the user shows them, nor the tool itself.
func (p *param) told() bool {
	return p.binding == nil || p.binding.Kind != domain.BindContext && p.binding.Kind != domain.BindFixed
}
