package domain

import (
	_ "embed" // how people ask for what tools of some kinds do
	"slices"
	"strings"
)

// derivedFrames are ways to ask for what tools of some kinds do.
//
//go:embed derived_frames.txt
var derivedFrames string

// frames finds the productions of derivedFrames for the tool, by the rule that they
// belong to.
func (w *toolWords) frames() map[string][]string {
	out := map[string][]string{}
	for i := range w.tables.frames {
		f := &w.tables.frames[i]
		if !w.holds(&f.of, f.say) {
			continue
		}
		text, ok := w.placed(f.say)
		if text, left := w.quiet.line(text); ok && left {
			out[f.rule] = append(out[f.rule], text)
		}
	}
	return out
}

// frameLine is a line of derivedFrames: a way to say something of tools, and the rule
// that it belongs to.
type frameLine struct {
	of        framesFor
	rule, say string
}

// frameLines reads derivedFrames.
func frameLines() []frameLine {
	var list []frameLine
	block := framesFor{}
	for line := range strings.Lines(derivedFrames) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if nouns, verbs, ok := strings.Cut(line, " / "); ok {
			block = framesFor{strings.Fields(nouns), strings.Fields(verbs)}
		} else if rule, say, ok := strings.Cut(line, ": "); ok {
			list = append(list, frameLine{block, rule, say})
		}
	}
	return list
}

// framesFor are the tools that a block of frames is for.
type framesFor struct{ nouns, verbs []string }

// anyObject is the rank of tools in a block for any object, behind those of all others.
const anyObject = 1 << 10

// rank says how early a block names an object of a verb with these classes, -1 for not
// at all: the words of the whole object come before its last one.
func (f *framesFor) rank(object, classes []string) int {
	does := func(v string) bool { return v == "any" || slices.Contains(classes, v) }
	switch {
	case !slices.ContainsFunc(f.verbs, does):
		return -1
	case f.nouns[0] == "any":
		return anyObject
	}
	n := len(object)
	for i, noun := range f.nouns {
		noun, whole := strings.CutSuffix(noun, "=")
		noun = singular(noun)
		switch {
		case n == 0:
		case noun == strings.Join(object, "_"):
			return 2 * i
		case whole:
		case noun == object[n-1], n > 1 && noun == object[n-2]+"_"+object[n-1],
			n > 1 && noun == object[n-2] && isHolding(object[n-1]):
			return 2*i + 1
		}
	}
	return -1
}

// isHolding says whether a noun is of having what the word before it names.
func isHolding(word string) bool {
	return slices.Contains(strings.Fields("ticket booking reservation rental ride trip timetable availability"), word)
}

// holds says whether a line of a block is for the tool: none that could as well be said
// of another tool that the block is for.
func (w *toolWords) holds(f *framesFor, text string) bool {
	object, classes := headOf(strings.Fields(w.called)), w.classes()
	if w.container != "" { // of what is done with it, only what is done to what is in it
		object, classes = headOf(strings.Fields(w.container)), classes[:1]
	}
	own := f.rank(object, classes)
	if own < 0 {
		return false
	}
	names := w.object != "" && (strings.Contains(text, "<noun") || strings.Contains(text, "<"+ruleWhat+">"))
	return !slices.ContainsFunc(w.others, func(o splitTool) bool {
		if n := f.rank(o.object, w.classesBeside(&o)); n < 0 || n > own {
			return false
		}
		return !names || len(object) > 0 && last(o.object) == last(object)
	})
}

// classesBeside are the classes of another tool's verb, as far as it is as much of one
// as this tool is.
func (w *toolWords) classesBeside(o *splitTool) []string {
	list := verbClasses(o.verb)
	if len(list) > len(w.classes()) {
		return slices.DeleteFunc(list, func(c string) bool { return c == classMake })
	}
	return list
}

// placed puts the arguments in for their roles; false where one is missing.
func (w *toolWords) placed(text string) (string, bool) {
	text = w.tables.optional.ReplaceAllStringFunc(text, func(part string) string {
		_, role, _ := strings.Cut(strings.Trim(part, "[]"), "@")
		if role, _, _ = strings.Cut(role, " "); w.inRole(role) == nil {
			return ""
		}
		return part
	})
	for {
		before, after, ok := strings.Cut(text, "@")
		if !ok {
			break
		}
		end := strings.IndexFunc(after, func(r rune) bool { return (r < 'a' || r > 'z') && r != '-' })
		if end < 0 {
			end = len(after)
		}
		p := w.inRole(after[:end])
		if p == nil {
			return "", false
		}
		text = before + "{" + w.placeholder(p) + "}" + after[end:]
	}
	if w.object == "" && strings.Contains(text, "<noun") {
		return "", false
	}
	return strings.NewReplacer("{a}", w.article(), "<rest>", w.behind(), "<nouns>", "<pre>"+plural(w.object),
		"<noun>", "<pre>"+w.object).Replace(text), true
}

// inRole returns the argument that a frame names.
func (w *toolWords) inRole(role string) *Param {
	if role == roleMain {
		if len(w.mains) == 0 {
			return nil
		}
		return w.mains[0]
	}
	return w.withRole(role)
}
