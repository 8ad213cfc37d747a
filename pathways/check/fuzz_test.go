package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/sample"
)

// Whatever a model writes, Verify returns a verdict, and the same one again.
func FuzzVerify(f *testing.F) {
	f.Add("find a pink card", "find", `{"color":"pink","query":"card"}`, "Pink Summer Sale", "and a poster")
	f.Add("make it 1,080x1.5e3px at 50%", "resize", `{"item_id":"i1","opacity":0.5,"width":1080}`, "i1", "")
	f.Add("tag 🎂", "tag", `{"kind":"card","x":[{"y":[null,true,-1e-7,"🎂"]}]}`, "", "\x00")
	f.Add("a b a b a", "find", `{"query":"a b a b a c"}`, "a b a", "b a")
	f.Add("0", "find", `{"009":"1909","2":""}`, "", "")
	f.Add("\xff", "none", `{"limit":1e999999999}`, "", "")
	p := New(load(f, nil))
	reasons := []pathways.Reason{
		ReasonEmptyQuery, ReasonInvalidText, ReasonBadCallID, ReasonUnknownDependency, ReasonToolNotOffered,
		ReasonMalformedArguments, ReasonUnknownTool, ReasonInvalidArguments, ReasonUngroundedArgument,
		ReasonUnusedMention, ReasonAnsweredAlready,
	}
	f.Fuzz(func(t *testing.T, query, tool, arguments, title, earlier string) {
		s := &sample.Sample{
			Messages: []sample.Message{
				{Role: sample.RoleAssistant, Content: earlier},
				{Role: sample.RoleUser, Content: query},
			},
			Tools: []string{"find", "resize", "tag", "none"},
			Calls: []sample.Call{{ID: "call_1", Name: tool, Arguments: arguments}},
		}
		if title != "" {
			s.Context = &sample.Context{Item: &sample.Item{ID: "i1", Kind: "poster", Title: title}}
		}
		first, second := p.Verify(s), p.Verify(s)
		if (first == nil) != (second == nil) || first != nil && *first != *second {
			t.Fatalf("%v, then %v", first, second)
		}
		if first != nil && (!slices.Contains(Stages(), first.Stage) || !slices.Contains(reasons, first.Reason)) {
			t.Fatalf("%v has no known stage and reason", first)
		}
		if canonical, err := sample.Canonical([]byte(arguments)); first == nil && (err != nil || canonical != arguments) {
			t.Fatalf("%s passed, canonical is %s (%v)", arguments, canonical, err)
		}
		if f := Fingerprint(s); f != Fingerprint(s) {
			t.Fatal("two fingerprints of one sample")
		}
	})
}

// Whatever is said of a list on the screen, in another unit, or before a question
// back, there is a verdict, and the same one again.
func FuzzVerifyTwists(f *testing.F) {
	f.Add("make the second one, no wait, #3 2 minutes wide", `{"item_id":"i2","width":120}`, "width")
	f.Add("a pink, i mean, black card, not the 1st… no, the last", `{"item_id":"i1","width":1}`, "height")
	f.Add("half an hour and a half, scratch that, an hour 1e9 hours", `{"item_id":"i1","width":1.5}`, "item_id")
	f.Add("number 0 number #0 #99 the last of", `{"item_id":"i2","width":99}`, "")
	p := New(load(f, map[string]string{"bindings.yaml": strings.Replace(testBindings,
		"width: {range: {min: 1, max: 9000, units: [px, pixels]}}",
		"width: {range: {min: 1, max: 9000, units: {seconds: 1, minutes: 60, hours: 3600}}}", 1)}))
	f.Fuzz(func(t *testing.T, query, arguments, argument string) {
		s := &sample.Sample{
			Messages: []sample.Message{{Role: sample.RoleUser, Content: query}},
			Tools:    []string{"resize"},
			Calls:    []sample.Call{{ID: "call_1", Name: "resize", Arguments: arguments}},
			Context: &sample.Context{Items: []*sample.Item{
				{ID: "i1", Kind: "poster", Title: "Pink Summer Sale"}, {ID: "i2", Kind: "card", Title: query},
			}},
		}
		asked := *s
		asked.Calls = nil
		asked.Reply = &sample.Reply{Kind: sample.ReplyQuestion, Text: "?", Tool: "resize", Argument: argument}
		for _, s := range []*sample.Sample{s, &asked} {
			first, second := p.Verify(s), p.Verify(s)
			if (first == nil) != (second == nil) || first != nil && *first != *second {
				t.Fatalf("%v, then %v", first, second)
			}
		}
	})
}

// The decoder agrees with the standard library about every text.
func FuzzDecode(f *testing.F) {
	f.Add(`{"a":[1,-0.5e+3,"\u0001\n",null,true],"b":{}}`)
	f.Add(`{"b":1,"a":2}`)
	f.Add(`{"a":"\ud83c\udf82"}`)
	f.Fuzz(func(t *testing.T, text string) {
		want, ok := decodeOracle(text)
		var in inspection
		got, _, fault := in.decode(text)
		switch {
		case fault == "" && !ok:
			t.Fatalf("%q was read, and is not canonical", text)
		case fault != "" && ok && !isLimit(fault):
			t.Fatalf("%q was not read (%s), and is canonical", text, fault)
		case fault == "":
			compareDecoded(t, text, got, want)
		}
	})
}
