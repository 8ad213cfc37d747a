package text

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// How many tools are offered beside the brief's: the most alike, which are the
// ones to be mistaken for it, and any.
const (
	offeredAlike = 2
	offeredAny   = 1
)

// offer draws the tools that a query may be labelled with, in no order that tells:
// the brief's, and some that could be called in its place.
func (p *Pathway) offer(b *pathways.Brief, rng *rand.Rand) []*option {
	var tools []*domain.Tool
	add := func(t *domain.Tool) bool {
		if slices.Contains(tools, t) || !possible(t, b.Context) {
			return false
		}
		tools = append(tools, t)
		return true
	}
	for i := range b.Calls {
		add(b.Calls[i].Tool)
	}
	left := offeredAlike
	near := p.domain.Near(b.Calls[0].Tool)
	for _, t := range near {
		if left > 0 && add(t) {
			left--
		}
	}
	left = offeredAny
	for _, i := range rng.Perm(len(near)) {
		if left > 0 && add(near[i]) {
			left--
		}
	}
	rng.Shuffle(len(tools), func(i, j int) { tools[i], tools[j] = tools[j], tools[i] })
	options := make([]*option, len(tools))
	for i, t := range tools {
		options[i] = p.options[t]
	}
	return options
}

// possible says whether a tool can be called with that item before the user.
func possible(t *domain.Tool, it *domain.Item) bool {
	return !brief.WantsContext(t) || it != nil && slices.Contains(t.ContextItems(), it)
}

// labelled is what an answer calls.
type labelled struct {
	Calls []struct {
		Name      string          `json:"name"`
		Arguments json.RawMessage `json:"arguments"`
	} `json:"calls"`
}

// callsOf reads the calls of an answer, with what the context and the tools state
// filled in, and values in the form that the domain has them. No call at all is
// said by its name alone.
func callsOf(answer []byte, options []*option, none string, b *pathways.Brief) ([]sample.Call, *fault) {
	var l labelled
	if err := json.Unmarshal(answer, &l); err != nil {
		return nil, badAnswer("the answer is no JSON: %v", err)
	}
	var calls []sample.Call
	for _, c := range l.Calls {
		if c.Name == none {
			if len(l.Calls) > 1 {
				return nil, badAnswer("%s goes with no other call", none)
			}
			return nil, nil
		}
		i := slices.IndexFunc(options, func(o *option) bool { return o.tool.Name == c.Name })
		if i < 0 {
			return nil, badAnswer("there is no function %s", c.Name)
		}
		args, err := options[i].arguments(c.Arguments, b.Context)
		if err != nil {
			return nil, badAnswer("the arguments of %s: %v", c.Name, err)
		}
		calls = append(calls, sample.Call{ID: pathways.CallID(len(calls)), Name: c.Name, Arguments: args})
	}
	return calls, nil
}

// arguments makes canonical arguments of a model's.
func (o *option) arguments(text []byte, it *domain.Item) (string, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var args map[string]any
	if err := dec.Decode(&args); err != nil {
		return "", fmt.Errorf("no object: %w", err)
	}
	for _, p := range o.tool.Params {
		v, ok := args[p.Name]
		if !ok {
			continue
		}
		var err error
		if args[p.Name], err = admitted(p, v); err != nil {
			return "", err
		}
	}
	for _, p := range o.filled {
		if p.Binding.Kind == domain.BindFixed {
			args[p.Name] = json.RawMessage(p.Binding.Fixed)
		} else if it != nil {
			args[p.Name] = it.Field(p.Binding.Field)
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(args); err != nil {
		return "", err //nolint:wrapcheck // what was decoded encodes
	}
	return sample.Canonical(b.Bytes())
}

// admitted puts values in the form that the domain has them: who says grey and
// means silver gets silver. A text where the domain has a closed list is an error,
// though the tool may allow any: a model likes to put there whatever is left.
func admitted(p *domain.Param, v any) (any, error) {
	switch v := v.(type) {
	case map[string]any:
		for _, m := range p.Members {
			inner, ok := v[m.Name]
			if !ok {
				continue
			}
			var err error
			if v[m.Name], err = admitted(m, inner); err != nil {
				return nil, err
			}
		}
	case []any:
		for i := range v {
			if p.Element == nil {
				break
			}
			var err error
			if v[i], err = admitted(p.Element, v[i]); err != nil {
				return nil, err
			}
		}
	case string:
		if p.Binding.Kind == domain.BindValues {
			return admittedText(p, v)
		}
	}
	return v, nil
}

func admittedText(p *domain.Param, text string) (any, error) {
	if p.Binding.Value(sample.StringJSON(text)) != nil {
		return text, nil
	}
	for _, value := range p.Binding.Values {
		for _, label := range value.Labels {
			if strings.EqualFold(label, strings.TrimSpace(text)) {
				return json.RawMessage(value.JSON), nil
			}
		}
	}
	return nil, fmt.Errorf("%q is not one %s that there is: leave it out, or take the one word for it",
		text, spoken(p.Path))
}
