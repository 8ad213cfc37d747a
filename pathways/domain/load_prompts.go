package domain

import (
	"crypto/sha256"
	_ "embed" // the default prompts
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"text/template"
)

// PromptsNotation is the prompts of a domain that has none of its own, in the
// notation of prompts.yaml.
//
//go:embed prompts.yaml
var PromptsNotation string

// keyParts is the key of prompts.yaml that is no purpose.
const keyParts = "parts"

// maxTemperature is far beyond what gives text that makes sense, maxAnswer far
// beyond what people type.
const (
	maxTemperature = 2.0
	maxAnswer      = 4096
)

// The defaults of what a prompt leaves out. Who labels or judges is to say the
// same twice.
const (
	defaultTemperature = 0.8
	defaultAnswer      = 256
)

// purposes are what prompts can be for.
func purposes() []string {
	return []string{
		PromptTextBrief, PromptTextRewrite, PromptTextQuery, PromptLabel, PromptVisionNeed, PromptVisionEdit, PromptJudge,
	}
}

// The roles that a domain may name models for, as pathways/ollama has them.
func roles() []string { return []string{"text", "vision", "judge"} }

// readModels reads the part models of domain.yaml.
func (l *loader) readModels() {
	p := l.manifest.root.get("models")
	l.d.Models = map[string]string{}
	if !p.mapping(roles()...) {
		return
	}
	const want = "the name of an Ollama model, such as llama3.2:3b"
	valid := regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/:-]*$`)
	for _, role := range roles() {
		at := p.get(role)
		name, ok := at.text(want, MaxLabelBytes)
		switch {
		case !ok:
		case !valid.MatchString(name):
			at.wrong(want)
		default:
			l.d.Models[role] = name
		}
	}
}

// readPrompts reads prompts.yaml, for each purpose a list of styles of which one
// is drawn for each candidate, and parts that they share:
//
//	parts:
//	  length: "{{with .MostWords}}At most {{.}} words.{{end}}"
//	text/brief:
//	  - style: terse
//	    system: You write what people type.   # may be left out
//	    user: |
//	      Ask for {{range .Calls}}…{{end}}. {{template "length" .}}
//	    temperature: 0.9                      # 0 to 2; left out, 0.8, or 0 to label and to judge
//	    max_tokens: 120                       # 1 to 4096; left out, 256
//
// The templates are those of text/template over PromptData, with the actions if,
// with, range, break and continue, variables, and the functions and, or, not,
// eq, ne, lt, le, gt, ge, len and index. Three more are for lists of texts and
// texts: "join LIST SEPARATOR", "either LIST" (in quotes, with "or" before the
// last), and "lower TEXT". A list is ranged over by the name of its field, and at
// most three deep, so that a template ends.
func (l *loader) readPrompts() {
	l.d.Prompts = map[string][]*Prompt{}
	own := map[string]bool{}
	if f := l.manifest.prompts; !l.noFile(f) {
		root := l.yaml(f)
		l.prompts(root, l.tryData)
		for _, purpose := range purposes() {
			own[purpose] = root.get(purpose) != nil
			if root.is(kindMapping) && !own[purpose] {
				l.note(root, purpose+": no prompts, so the default ones are used")
			}
		}
	}
	if !slices.ContainsFunc(purposes(), func(p string) bool { return !own[p] }) {
		return
	}
	// The defaults were tried by their test.
	defaults := loader{faults: l.faults, d: &Domain{Prompts: map[string][]*Prompt{}}}
	defaults.prompts(readYAML(&source{name: promptsFile, faults: l.faults}, []byte(PromptsNotation)), nil)
	for _, purpose := range purposes() {
		if !own[purpose] {
			l.d.Prompts[purpose] = defaults.d.Prompts[purpose]
		}
	}
}

// prompts reads the purposes of a file. try gives what the templates of a purpose
// are executed with, nil for not at all.
func (l *loader) prompts(root *place, try func(purpose string) []*PromptData) {
	if !root.mapping(append([]string{keyParts}, purposes()...)...) {
		return
	}
	parts := readParts(root.get(keyParts))
	for _, purpose := range purposes() {
		p := root.get(purpose)
		if p.is(kindList) && len(p.items) == 0 {
			p.fault("an empty list", "at least one prompt")
		}
		var data []*PromptData
		if p != nil && try != nil {
			data = try(purpose)
		}
		seen := map[string]bool{}
		for at := range p.elements("a list of prompts", MaxStyles) {
			prompt := readPrompt(purpose, at, parts, data)
			if prompt == nil {
				continue
			}
			if seen[prompt.Name] {
				at.get("style").fault(quoted(prompt.Name)+" again", "each style of a purpose once")
			}
			seen[prompt.Name] = true
			l.d.Prompts[purpose] = append(l.d.Prompts[purpose], prompt)
		}
	}
}

// readParts reads the templates that prompts share.
func readParts(p *place) *promptParts {
	parts := &promptParts{templates: map[string]*template.Template{}, sources: map[string]string{}}
	for name, at := range p.entries("parts, each with its template") {
		at.keyName("a part's name")
		text, ok := at.text("a template", MaxPromptBytes)
		if !ok {
			continue
		}
		text = strings.TrimRight(text, "\n") // that of a block: what takes the part in has its own
		t, _, err := parseTemplate(name, text, nil)
		if err != nil {
			at.fault(promptFault(err), "a template")
			continue
		}
		parts.templates[name], parts.sources[name] = t, text
	}
	return parts
}

// readPrompt reads one style; nil where it is of no use.
func readPrompt(purpose string, p *place, parts *promptParts, data []*PromptData) *Prompt {
	if !p.mapping("style", "system", "user", "temperature", "max_tokens") {
		return nil
	}
	style, ok := p.need("style").name("a style's name")
	sum := sha256.New()
	prompt := &Prompt{
		Name: purpose + ":" + style, Temperature: defaultTemperature, MaxTokens: defaultAnswer,
		User:   readTemplate(p.need("user"), parts, data, true, sum),
		System: readTemplate(p.get("system"), parts, data, false, sum),
	}
	if purpose == PromptLabel || purpose == PromptJudge {
		prompt.Temperature = 0
	}
	const wantTemperature = "a temperature from 0 to 2"
	at := p.get("temperature")
	if t, number := at.number(wantTemperature); number {
		if !(t >= 0 && t <= maxTemperature) { // not a NaN either
			at.wrong(wantTemperature)
		}
		prompt.Temperature = t
	}
	if n, whole := p.get("max_tokens").integer("how many tokens an answer has at most,", 1, maxAnswer); whole {
		prompt.MaxTokens = n
	}
	if !ok || prompt.User == nil || p.get("system") != nil && prompt.System == nil {
		return nil
	}
	fmt.Fprintf(sum, "%g %d", prompt.Temperature, prompt.MaxTokens)
	prompt.Hash = hex.EncodeToString(sum.Sum(nil))
	return prompt
}

// readTemplate reads a template and executes it with data; nil, with a fault,
// where it does not do. What must say something may never come out blank. The
// template's source goes to sum, with that of the parts it takes in.
func readTemplate(p *place, parts *promptParts, data []*PromptData, must bool, sum io.Writer) *template.Template {
	const want = "a template"
	text, ok := p.text(want, MaxPromptBytes)
	if !ok {
		return nil
	}
	t, used, err := parseTemplate(promptTemplate, text, parts)
	if err == nil {
		err = try(t, data, must)
	}
	if err != nil {
		p.fault(promptFault(err), fmt.Sprintf("%s over PromptData that makes 1 to %d bytes", want, MaxPromptText))
		return nil
	}
	// Each ends with a NUL, which none of them contains.
	fmt.Fprintf(sum, "%s %s\x00", p.key, text)
	for _, part := range used {
		fmt.Fprintf(sum, "%s %s\x00", part, parts.sources[part])
	}
	return t
}
