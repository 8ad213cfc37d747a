package export

import "github.com/callmill/callmill/pathways/sample"

// examples are samples of every shape, made by hand so that none depends on what a
// domain's pathways write: dialogues with results, lists on the screen, offers of
// few tools, calls in steps, replies of every kind, halves of a pair, and words that
// a format could stumble over.
func examples() []*sample.Sample {
	find := sample.Call{ID: "call_1", Name: "search_images", Arguments: `{"query":"cats & <dogs>"}`}
	crop := sample.Call{ID: "call_2", Name: "crop_image", Arguments: `{"aspect_ratio":"1:1","item_id":"pho-001"}`}
	found := find
	found.Result = `{"count":1,"results":[{"id":"pho-001","kind":"photo","title":"A \"cat\" & <dog>"}]}`
	after := crop
	after.DependsOn = []string{"call_1"}
	birds := sample.Call{
		ID: "call_3", Name: "search_images", Arguments: `{"orientation":"square","query":"birds\n\"of\" prey"}`,
	}
	item := &sample.Item{
		ID: "pho-001", Kind: "photo", Title: `A "cat" & dog`, Keywords: []string{"cat", "dog"},
		Attributes: map[string]string{"place": "garden", "color": "red"}, Picture: "pictures/pho-001.png",
	}
	list := []*sample.Item{{ID: "pho-002", Kind: "photo", Title: "A <bird>", Keywords: []string{"bird"}}, item}
	offered := []string{"search_images", "crop_image"}
	asked := func(query string) []sample.Message { return []sample.Message{{Role: sample.RoleUser, Content: query}} }
	samples := []*sample.Sample{
		{
			ID: "dialogue", Tools: offered, Context: &sample.Context{Item: item}, Calls: []sample.Call{crop},
			Messages: []sample.Message{
				{Role: sample.RoleSystem, Content: "Be brief."},
				{Role: sample.RoleUser, Content: "find cats & <dogs>"},
				{Role: sample.RoleAssistant, Calls: []sample.Call{find}},
				{Role: sample.RoleTool, CallID: "call_1", Content: `[ {"id": "pho-001"} ]`},
				{Role: sample.RoleAssistant, Content: "Here is one."},
				{Role: sample.RoleUser, Content: "make it square"},
			},
			Provenance: sample.Provenance{Items: []string{"pho-001"}},
		},
		{
			ID: "midway", Tools: offered, Calls: []sample.Call{crop},
			Messages: []sample.Message{
				{Role: sample.RoleUser, Content: "find a cat & make it square"},
				{Role: sample.RoleAssistant, Content: "Looking.", Calls: []sample.Call{find}},
				{Role: sample.RoleTool, CallID: "call_1", Content: "found <one>"},
			},
		},
		{
			ID: "spoken", Tools: offered,
			Messages: append(asked("crop"), sample.Message{Role: sample.RoleAssistant, Content: "Crop what?"}),
		},
		{ID: "unknown result", Tools: offered, Calls: []sample.Call{find, after}, Messages: asked("find a cat and crop it")},
		{
			ID: "twice", Tools: offered[:1],
			Calls:    []sample.Call{find, {ID: "call_2", Name: birds.Name, Arguments: birds.Arguments}},
			Messages: asked("cats & dogs; and square birds of prey"), Provenance: sample.Provenance{Language: "en"},
		},
		{
			// The second turn calls two functions; the third asks for what the list has.
			ID: "long dialogue", Tools: []string{"crop_image", "search_images"},
			Context: &sample.Context{Item: item, Items: list},
			Calls:   []sample.Call{{ID: "call_4", Name: crop.Name, Arguments: `{"aspect_ratio":"4:5","item_id":"pho-002"}`}},
			Messages: []sample.Message{
				{Role: sample.RoleUser, Content: "cats and <dogs>, please"},
				{Role: sample.RoleAssistant, Calls: []sample.Call{find}},
				{Role: sample.RoleTool, CallID: "call_1", Content: found.Result},
				{Role: sample.RoleAssistant, Content: "One picture: A \"cat\" & <dog>."},
				{Role: sample.RoleUser, Content: "make it square & look for birds of prey"},
				{Role: sample.RoleAssistant, Calls: []sample.Call{crop, birds}},
				{Role: sample.RoleTool, CallID: "call_2", Content: `{"id":"pho-001","ok":true}`},
				{Role: sample.RoleTool, CallID: "call_3", Content: `{"count":1,"results":[{"id":"pho-002"}]}`},
				{Role: sample.RoleAssistant, Content: "Done, and here is one bird."},
				{Role: sample.RoleUser, Content: "the first one as 4:5"},
			},
			Provenance: sample.Provenance{Items: []string{"pho-002"}, Language: "en"},
		},
		{
			ID: "list", Tools: []string{"crop_image"}, Context: &sample.Context{Items: list},
			Calls:    []sample.Call{{ID: "call_1", Name: crop.Name, Arguments: crop.Arguments}},
			Messages: asked("crop the second one square"),
		},
		{
			// The third call needs nothing, and nobody needs it.
			ID: "steps", Tools: offered, Calls: []sample.Call{found, after, birds},
			Messages: asked("find a cat, crop it square, and find birds of prey"),
		},
		{
			ID: "question", Tools: offered, Messages: asked("crop"),
			Reply: &sample.Reply{
				Kind: sample.ReplyQuestion, Text: "Which <picture> & how?", Tool: "crop_image", Argument: "item_id",
			},
		},
		{
			ID: "decline", Tools: offered[:1], Messages: asked("make it square"), Context: &sample.Context{Item: item},
			Reply: &sample.Reply{Kind: sample.ReplyDecline, Text: "I cannot crop here.", Tool: "crop_image"},
		},
		{
			ID: "chat", Tools: offered[1:], Messages: asked("guten Tag"), Provenance: sample.Provenance{Language: "de"},
			Reply: &sample.Reply{Kind: sample.ReplyChat, Text: "Guten Tag!"},
		},
	}
	for i, query := range []string{"crop it to 1:1", "crop it to 4:5"} {
		ratio := query[len(query)-3:]
		half := &sample.Sample{
			ID: "half " + ratio, Tools: offered, Context: &sample.Context{Item: item}, Messages: asked(query),
			Calls: []sample.Call{{
				ID: "call_1", Name: crop.Name, Arguments: `{"aspect_ratio":"` + ratio + `","item_id":"pho-001"}`,
			}},
		}
		half.Provenance.Contrast = &sample.Contrast{Query: []string{"crop it to 4:5", "crop it to 1:1"}[i]}
		samples = append(samples, half)
	}
	for i, s := range samples {
		s.Provenance.Slot = uint64(i + 1)
	}
	return samples
}
