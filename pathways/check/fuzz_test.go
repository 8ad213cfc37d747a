package check

import (
	"slices"
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
		ReasonUnusedMention,
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
