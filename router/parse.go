package router

import "strconv"

// ParsePolicy reads a policy file. It is strict: every key is required, none
// may be unknown or repeated, and the weights name exactly the features of
// [FeatureVersion]. Layout and order of keys are free. The error is a
// *PolicyError with line and field; no part of a faulty file is ever used.
func ParsePolicy(data []byte) (*Policy, error) {
	doc, err := readDocument(data)
	if err != nil {
		return nil, err
	}

	var (
		spec    Spec
		weights []weight
	)

	err = doc.object("", []field{
		{"format", func(path string) error { return doc.exactly(path, strconv.Quote(policyFormat)) }},
		{"name", func(path string) error { return doc.text(path, &spec.Name) }},
		{"version", func(path string) error { return doc.text(path, &spec.Version) }},
		{"card", func(path string) error { return doc.text(path, &spec.Card) }},
		{"feature_version", func(path string) error { return doc.exactly(path, strconv.Itoa(FeatureVersion)) }},
		{"exploration", func(path string) error {
			return doc.object(path, []field{
				{"start", func(path string) error { return doc.number(path, &spec.Exploration.Start) }},
				{"floor", func(path string) error { return doc.number(path, &spec.Exploration.Floor) }},
				{"decay", func(path string) error { return doc.number(path, &spec.Exploration.Decay) }},
			})
		}},
		{"price", func(path string) error { return doc.number(path, &spec.Price) }},
		{"weights", func(path string) error { return doc.weights(path, &weights) }},
	})
	if err != nil {
		return nil, err
	}

	// Only now is the feature version known to be ours, and a name that is not
	// in it a mistake rather than a feature of another version.
	if spec.Weights, err = doc.assign(weights); err != nil {
		return nil, err
	}

	policy, err := NewPolicy(spec)
	if err != nil {
		return nil, doc.locate(err)
	}

	return policy, nil
}

// weight is one entry of the weights object, in the file's order.
type weight struct {
	name  string
	value float64
}

// weights reads the weights object.
func (d *document) weights(path string, out *[]weight) error {
	return d.entries(path, func(name string) error {
		w := weight{name: name}
		if err := d.number(path+"."+name, &w.value); err != nil {
			return err
		}

		*out = append(*out, w)

		return nil
	})
}

// assign puts the weights into the order of Features.
func (d *document) assign(weights []weight) ([]float64, error) {
	byName := make(map[string]float64, len(weights))
	for _, w := range weights {
		byName[w.name] = w.value
	}

	ordered := make([]float64, 0, NumFeatures)
	known := make(map[string]bool, NumFeatures)

	for _, feature := range Features() {
		known[feature.Name] = true
		ordered = append(ordered, byName[feature.Name])
	}

	// What is unknown comes first: a misspelt name is also a missing one, and
	// its own line helps more.
	for _, w := range weights {
		if !known[w.name] {
			field := "weights." + w.name

			return nil, &PolicyError{
				Line: d.lines[field], Field: field, Found: "an unknown feature",
				Expected: "the name of a feature of version " + strconv.Itoa(FeatureVersion),
			}
		}
	}

	for _, feature := range Features() {
		if _, ok := byName[feature.Name]; !ok {
			return nil, &PolicyError{
				Line: d.lines["weights"], Field: "weights." + feature.Name,
				Found: "no such key", Expected: "a weight for every feature",
			}
		}
	}

	return ordered, nil
}
