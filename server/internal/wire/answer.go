package wire

import (
	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/sample"
)

func replyKind(k sample.ReplyKind) callmillv1.Reply_Kind {
	switch k {
	case sample.ReplyQuestion:
		return callmillv1.Reply_KIND_QUESTION
	case sample.ReplyDecline:
		return callmillv1.Reply_KIND_DECLINE
	case sample.ReplyChat:
		return callmillv1.Reply_KIND_CHAT
	default:
		return callmillv1.Reply_KIND_UNSPECIFIED
	}
}

func reply(r *sample.Reply) *callmillv1.Reply {
	if r == nil {
		return nil
	}
	return &callmillv1.Reply{Kind: replyKind(r.Kind), Text: r.Text, Tool: r.Tool, Argument: r.Argument}
}

func replyFrom(m *callmillv1.Reply) *sample.Reply {
	if m == nil {
		return nil
	}
	r := &sample.Reply{Text: m.GetText(), Tool: m.GetTool(), Argument: m.GetArgument()}
	for _, k := range []sample.ReplyKind{sample.ReplyQuestion, sample.ReplyDecline, sample.ReplyChat} {
		if replyKind(k) == m.GetKind() {
			r.Kind = k
		}
	}
	return r
}

func contextOf(c *sample.Context) *callmillv1.Context {
	if c == nil || c.Item == nil && len(c.Items) == 0 {
		return nil
	}
	m := &callmillv1.Context{}
	if c.Item != nil {
		m.Item = item(c.Item)
	}
	for _, it := range c.Items {
		m.Items = append(m.Items, item(it))
	}
	return m
}

func contextFrom(m *callmillv1.Context) *sample.Context {
	if m == nil {
		return nil
	}
	c := &sample.Context{}
	if m.GetItem() != nil {
		c.Item = itemFrom(m.GetItem())
	}
	for _, it := range m.GetItems() {
		c.Items = append(c.Items, itemFrom(it))
	}
	return c
}

func item(it *sample.Item) *callmillv1.Item {
	return &callmillv1.Item{
		Id: it.ID, Kind: it.Kind, Title: it.Title, Keywords: it.Keywords,
		Attributes: it.Attributes, Picture: it.Picture,
	}
}

func itemFrom(m *callmillv1.Item) *sample.Item {
	return &sample.Item{
		ID: m.GetId(), Kind: m.GetKind(), Title: m.GetTitle(), Keywords: m.GetKeywords(),
		Attributes: m.GetAttributes(), Picture: m.GetPicture(),
	}
}

func contrast(c *sample.Contrast) *callmillv1.Contrast {
	if c == nil {
		return nil
	}
	return &callmillv1.Contrast{Query: c.Query, Calls: Calls(c.Calls)}
}

func contrastFrom(m *callmillv1.Contrast) *sample.Contrast {
	if m == nil {
		return nil
	}
	return &sample.Contrast{Query: m.GetQuery(), Calls: callsFrom(m.GetCalls())}
}
