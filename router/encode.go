package router

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// policyFormat is the value of "format" in the files of this version.
const policyFormat = "callmill.policy/v1"

// The indents of the file's keys and of those in its objects.
const (
	outer = "  "
	inner = "    "
)

// Encode returns the policy's file in its canonical form: fixed order of keys,
// one weight a line in the order of [Features], numbers in the shortest form
// that reads back the same, two spaces of indent, one newline at the end.
// [ParsePolicy] of it gives an equal policy with the same hash.
func (p *Policy) Encode() []byte {
	var b bytes.Buffer

	b.WriteString("{\n")
	writeText(&b, "format", policyFormat)
	writeText(&b, "name", p.spec.Name)
	writeText(&b, "version", p.spec.Version)
	writeText(&b, "card", p.spec.Card)
	writeRaw(&b, outer, "feature_version", strconv.Itoa(FeatureVersion), ",")
	writeRaw(&b, outer, "exploration", "{", "")
	writeRaw(&b, inner, "start", number(p.spec.Exploration.Start), ",")
	writeRaw(&b, inner, "floor", number(p.spec.Exploration.Floor), ",")
	writeRaw(&b, inner, "decay", number(p.spec.Exploration.Decay), "")
	b.WriteString("  },\n")
	writeRaw(&b, outer, "price", number(p.spec.Price), ",")
	writeRaw(&b, outer, "weights", "{", "")

	for i, feature := range Features() {
		comma := ","
		if i == NumFeatures-1 {
			comma = ""
		}

		writeRaw(&b, inner, feature.Name, number(p.spec.Weights[i]), comma)
	}

	b.WriteString("  }\n}\n")

	return b.Bytes()
}

// writeText writes a line with a string, in JSON's escaping.
func writeText(b *bytes.Buffer, key, value string) {
	// A string always encodes. The encoder, unlike Marshal, can leave <, > and
	// & as they are: the card is for people to read.
	var text bytes.Buffer

	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value) //nolint:errchkjson // see above

	writeRaw(b, outer, key, string(bytes.TrimSuffix(text.Bytes(), []byte("\n"))), ",")
}

// writeRaw writes a line with a value that is JSON already.
func writeRaw(b *bytes.Buffer, indent, key, value, end string) {
	b.WriteString(indent + `"` + key + `": ` + value + end + "\n")
}
