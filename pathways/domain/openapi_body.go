package domain

import "slices"

// bodyObject is a schema of an object of known members, taken apart.
type bodyObject struct {
	properties []*place
	required   []string
	// beside are keywords that hold for the object as a whole.
	beside []member
}

// objectOf takes a body's schema apart: its own members, those of what it refers
// to and of what must hold beside it. nil where it is not an object of known
// members.
func (c *schemaConverter) objectOf(p *place, depth int) *bodyObject {
	const most = 16
	p = c.api.resolve(p)
	if !p.is(kindMapping) || depth > most {
		return nil
	}
	object := &bodyObject{}
	hidden := c.readOnly(p)
	if props := p.get(keyProperties); props.is(kindMapping) {
		for _, m := range props.members {
			if !hidden[m.key] {
				object.properties = append(object.properties, props.under(m))
			}
		}
	}
	for item := range p.get(keyRequired).elements("a list of names", MaxParams) {
		if !hidden[item.datum.text] {
			object.required = append(object.required, item.datum.text)
		}
	}
	for part := range p.get("allOf").elements("a list of schemas", MaxParams) {
		inner := c.objectOf(part, depth+1)
		if inner == nil {
			return nil
		}
		object.join(inner)
	}
	for _, key := range []string{"oneOf", "anyOf", "not", "dependentRequired"} {
		if at := p.get(key); at != nil {
			object.beside = append(object.beside, memberOf(key, c.keyword(at, hidden)))
		}
	}
	if len(object.properties) == 0 && depth == 0 {
		return nil
	}
	return object
}

// join adds what must hold beside; a member that is there stays what it is.
func (o *bodyObject) join(inner *bodyObject) {
	for _, q := range inner.properties {
		if !slices.ContainsFunc(o.properties, func(have *place) bool { return have.key == q.key }) {
			o.properties = append(o.properties, q)
		}
	}
	o.required = append(o.required, inner.required...)
	o.beside = append(o.beside, inner.beside...)
}
