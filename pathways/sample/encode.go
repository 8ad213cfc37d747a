package sample

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// AppendJSON appends s as one line of JSON without a line end. The field order
// is fixed, maps are sorted, and nothing depends on the build, unlike
// protojson: what users store must not change under them.
func (s *Sample) AppendJSON(dst []byte) []byte {
	var b strings.Builder
	b.Grow(1024)
	b.WriteString(`{"id":`)
	writeString(&b, s.ID)
	b.WriteString(`,"query":`)
	writeString(&b, s.Query())
	b.WriteString(`,"messages":`)
	writeList(&b, s.Messages, writeMessage)
	b.WriteString(`,"tools":`)
	writeList(&b, s.Tools, writeString)
	b.WriteString(`,"calls":`)
	writeList(&b, s.Calls, writeCall)
	if s.Reply != nil {
		writeReply(&b, s.Reply)
	}
	if s.Context != nil {
		writeContext(&b, s.Context)
	}
	b.WriteString(`,"facets":{`)
	for i, f := range s.Facets {
		if i > 0 {
			b.WriteByte(',')
		}
		writeString(&b, f.Facet)
		b.WriteByte(':')
		writeString(&b, f.Bucket)
	}
	b.WriteString(`},"provenance":`)
	writeProvenance(&b, &s.Provenance)
	b.WriteByte('}')
	return append(dst, b.String()...)
}

func writeReply(b *strings.Builder, r *Reply) {
	b.WriteString(`,"reply":{"kind":`)
	writeString(b, string(r.Kind))
	b.WriteString(`,"text":`)
	writeString(b, r.Text)
	if r.Tool != "" {
		b.WriteString(`,"tool":`)
		writeString(b, r.Tool)
	}
	if r.Argument != "" {
		b.WriteString(`,"argument":`)
		writeString(b, r.Argument)
	}
	b.WriteByte('}')
}

// writeContext writes what is there of it, nothing for nothing.
func writeContext(b *strings.Builder, c *Context) {
	if c.Item == nil && len(c.Items) == 0 {
		return
	}
	b.WriteString(`,"context":{`)
	if c.Item != nil {
		b.WriteString(`"item":`)
		writeItem(b, c.Item)
	}
	if len(c.Items) > 0 {
		if c.Item != nil {
			b.WriteByte(',')
		}
		b.WriteString(`"items":`)
		writeList(b, c.Items, writeItem)
	}
	b.WriteByte('}')
}

func writeMessage(b *strings.Builder, m Message) {
	b.WriteString(`{"role":`)
	writeString(b, string(m.Role))
	b.WriteString(`,"content":`)
	writeString(b, m.Content)
	if len(m.Calls) > 0 {
		b.WriteString(`,"calls":`)
		writeList(b, m.Calls, writeCall)
	}
	if m.CallID != "" {
		b.WriteString(`,"call_id":`)
		writeString(b, m.CallID)
	}
	b.WriteByte('}')
}

func writeCall(b *strings.Builder, c Call) {
	b.WriteString(`{"id":`)
	writeString(b, c.ID)
	b.WriteString(`,"name":`)
	writeString(b, c.Name)
	b.WriteString(`,"arguments":`)
	b.WriteString(c.Arguments)
	if len(c.DependsOn) > 0 {
		b.WriteString(`,"depends_on":`)
		writeList(b, c.DependsOn, writeString)
	}
	if c.Result != "" {
		b.WriteString(`,"result":`)
		b.WriteString(c.Result)
	}
	b.WriteByte('}')
}

func writeItem(b *strings.Builder, it *Item) {
	b.WriteString(`{"id":`)
	writeString(b, it.ID)
	b.WriteString(`,"kind":`)
	writeString(b, it.Kind)
	b.WriteString(`,"title":`)
	writeString(b, it.Title)
	b.WriteString(`,"keywords":`)
	writeList(b, it.Keywords, writeString)
	if len(it.Attributes) > 0 {
		b.WriteString(`,"attributes":{`)
		keys := make([]string, 0, len(it.Attributes))
		for k := range it.Attributes {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for i, k := range keys {
			if i > 0 {
				b.WriteByte(',')
			}
			writeString(b, k)
			b.WriteByte(':')
			writeString(b, it.Attributes[k])
		}
		b.WriteByte('}')
	}
	if it.Picture != "" {
		b.WriteString(`,"picture":`)
		writeString(b, it.Picture)
	}
	b.WriteByte('}')
}

func writeProvenance(b *strings.Builder, p *Provenance) {
	b.WriteString(`{"domain":`)
	writeString(b, p.Domain)
	b.WriteString(`,"domain_hash":`)
	writeString(b, p.DomainHash)
	b.WriteString(`,"seed":`)
	b.WriteString(strconv.FormatUint(p.Seed, 10))
	b.WriteString(`,"slot":`)
	b.WriteString(strconv.FormatUint(p.Slot, 10))
	b.WriteString(`,"pathway":`)
	writeString(b, p.Pathway)
	b.WriteString(`,"modality":`)
	writeString(b, string(p.Modality))
	b.WriteString(`,"policy":`)
	writeString(b, p.Policy)
	b.WriteString(`,"policy_hash":`)
	writeString(b, p.PolicyHash)
	b.WriteString(`,"template":`)
	writeString(b, p.Template)
	b.WriteString(`,"nodes":`)
	writeList(b, p.Nodes, writeString)
	b.WriteString(`,"items":`)
	writeList(b, p.Items, writeString)
	if len(p.Seen) > 0 {
		b.WriteString(`,"seen":`)
		writeList(b, p.Seen, writeString)
	}
	if len(p.Turns) > 0 {
		b.WriteString(`,"turns":`)
		writeList(b, p.Turns, writeTurn)
	}
	if v := p.Verdict; v != nil {
		b.WriteString(`,"verdict":{"agrees":`)
		b.WriteString(strconv.FormatBool(v.Agrees))
		b.WriteString(`,"score":`)
		writeNumber(b, v.Score)
		b.WriteString(`,"reason":`)
		writeString(b, v.Reason)
		b.WriteString(`,"turn":`)
		writeTurn(b, v.Turn)
		b.WriteByte('}')
	}
	if c := p.Contrast; c != nil {
		b.WriteString(`,"contrast":{"query":`)
		writeString(b, c.Query)
		b.WriteString(`,"calls":`)
		writeList(b, c.Calls, writeCall)
		b.WriteByte('}')
	}
	if p.Language != "" {
		b.WriteString(`,"language":`)
		writeString(b, p.Language)
	}
	b.WriteByte('}')
}

func writeTurn(b *strings.Builder, t ModelTurn) {
	b.WriteString(`{"purpose":`)
	writeString(b, t.Purpose)
	b.WriteString(`,"model":`)
	writeString(b, t.Model)
	b.WriteString(`,"digest":`)
	writeString(b, t.Digest)
	b.WriteString(`,"prompt":`)
	writeString(b, t.Prompt)
	b.WriteString(`,"prompt_hash":`)
	writeString(b, t.PromptHash)
	b.WriteString(`,"temperature":`)
	writeNumber(b, t.Temperature)
	b.WriteString(`,"seed":`)
	b.WriteString(strconv.FormatUint(t.Seed, 10))
	for _, n := range []struct {
		key   string
		value int64
	}{
		{"max_tokens", int64(t.MaxTokens)},
		{"prompt_tokens", int64(t.PromptTokens)},
		{"output_tokens", int64(t.OutputTokens)},
		{"duration_ms", t.Duration.Milliseconds()},
		{"attempts", int64(t.Attempts)},
	} {
		b.WriteString(`,"` + n.key + `":`)
		b.WriteString(strconv.FormatInt(n.value, 10))
	}
	b.WriteByte('}')
}

// writeNumber writes a finite number in the shortest form that reads back the
// same; what is not finite has no JSON and becomes 0.
func writeNumber(b *strings.Builder, v float64) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		v = 0
	}
	b.WriteString(strconv.FormatFloat(v, 'f', -1, 64))
}

func writeList[T any](b *strings.Builder, list []T, write func(*strings.Builder, T)) {
	b.WriteByte('[')
	for i, v := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		write(b, v)
	}
	b.WriteByte(']')
}

const hex = "0123456789abcdef"

// writeString writes a JSON string with the shortest escapes of RFC 8259;
// invalid UTF-8 becomes U+FFFD.
func writeString(b *strings.Builder, s string) {
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < 0x20:
			b.WriteString(`\u00`)
			b.WriteByte(hex[r>>4])
			b.WriteByte(hex[r&0xf])
		case r == utf8.RuneError:
			b.WriteString("\ufffd")
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}
