package domain

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// source is a file that is being read, and where its faults go.
type source struct {
	name   string
	faults *faultList
}

func (s *source) fault(line int, found, want string) {
	s.faults.add(Fault{File: s.name, Line: line, Found: found, Want: want})
}

// place is a value and the way to it from the file's root. Readers ask places
// for what they want; a place that has something else records a fault. All
// methods may be called on nil, the place of a member that is not there, which
// has nothing and records nothing.
type place struct {
	*datum

	src *source
	// up is the place around this one, nil at the root.
	up *place
	// key in the mapping around; empty in a list, where index counts.
	key   string
	index int
	inMap bool
}

// path returns the way to the place: nodes.color["sky blue"].synonyms[2].
func (p *place) path() string {
	if p == nil || p.up == nil {
		return ""
	}
	path := p.up.path()
	if len(path) > MaxTextBytes { // some way down, nobody counts along
		return path
	}
	switch {
	case !p.inMap:
		return path + "[" + strconv.Itoa(p.index) + "]"
	case !isPlainKey(p.key):
		return path + "[" + quoted(p.key) + "]"
	case path == "":
		return p.key
	default:
		return path + "." + p.key
	}
}

// isPlainKey says whether a key can stand in a path without quotes.
func isPlainKey(key string) bool {
	key = strings.TrimPrefix(key, "$")
	return isName(key) && len(key) <= MaxLabelBytes && !('0' <= key[0] && key[0] <= '9') && key[0] != '-'
}

func (p *place) faultAt(line int, found, want string) {
	p.src.faults.add(Fault{File: p.src.name, Line: line, Field: p.path(), Found: found, Want: want})
}

func (p *place) fault(found, want string) {
	if p != nil {
		p.faultAt(p.line, found, want)
	}
}

// wrong faults the value itself.
func (p *place) wrong(want string) {
	if p != nil {
		p.fault(p.describe(), want)
	}
}

func (p *place) is(kind datumKind) bool { return p != nil && p.kind == kind }

// mapping checks that the place has a mapping with these keys only.
func (p *place) mapping(known ...string) bool {
	if p == nil {
		return false
	}
	if p.kind != kindMapping {
		p.wrong("a mapping with " + strings.Join(known, ", "))
		return false
	}
	for _, m := range p.members {
		if !slices.Contains(known, m.key) {
			p.under(m).faultAt(m.line, "key "+quoted(m.key),
				"one of "+strings.Join(known, ", ")+p.hint(m.key, slices.Values(known)))
		}
	}
	return true
}

func (p *place) under(m member) *place {
	return &place{datum: m.value, src: p.src, up: p, key: m.key, inMap: true}
}

// get returns the member called key, nil where there is none.
func (p *place) get(key string) *place {
	if p == nil {
		return nil
	}
	d := p.member(key)
	if d == nil {
		return nil
	}
	return p.under(member{key: key, value: d})
}

// need returns the member called key and faults its absence.
func (p *place) need(key string) *place {
	m := p.get(key)
	if m == nil && p.is(kindMapping) {
		p.fault("no "+key, "the key "+key)
	}
	return m
}

// entries iterates over the members of a mapping; want says what keys stand for.
func (p *place) entries(want string) iter.Seq2[string, *place] {
	return func(yield func(string, *place) bool) {
		if p == nil {
			return
		}
		if p.kind != kindMapping {
			p.wrong(want)
			return
		}
		for _, m := range p.members {
			if !yield(m.key, p.under(m)) {
				return
			}
		}
	}
}

// elements iterates over the items of a list that has at most limit of them.
func (p *place) elements(want string, limit int) iter.Seq[*place] {
	return func(yield func(*place) bool) {
		if p == nil {
			return
		}
		if p.kind != kindList {
			p.wrong(want)
			return
		}
		if len(p.items) > limit {
			p.fault(fmt.Sprintf("%d items", len(p.items)), fmt.Sprintf("at most %d", limit))
			return
		}
		for i := range p.items {
			if !yield(p.at(i)) {
				return
			}
		}
	}
}

// at returns the i-th item of a list.
func (p *place) at(i int) *place {
	return &place{datum: p.items[i], src: p.src, up: p, index: i}
}
