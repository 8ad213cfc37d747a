package domain

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
)

// A domain may come from anyone, and a template can do what a program can: run
// for ever, or fill the memory. So only some of text/template is taken: nothing
// calls itself, ranges go over the lists of PromptData and not too deep, and
// nothing puts texts together but the functions here, which know a limit.

// maxRanges bounds how deep ranges nest.
const maxRanges = 3

// promptTemplate is the name of what is no part.
const promptTemplate = "the prompt"

var errPromptText = fmt.Errorf("more than %d bytes", MaxPromptText)

// promptFunctions are those of templates beside the built-in ones.
func promptFunctions() template.FuncMap {
	return template.FuncMap{
		"join": func(list []string, separator string) (string, error) {
			size := 0
			for _, s := range list {
				size += len(s) + len(separator)
			}
			if size > MaxPromptText {
				return "", errPromptText
			}
			return strings.Join(list, separator), nil
		},
		"either": either,
		"lower":  strings.ToLower,
	}
}

// either lists texts in quotes: "a", "b" or "c".
func either(list []string) (string, error) {
	var b strings.Builder
	for i, s := range list {
		switch {
		case i == 0:
		case i == len(list)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteByte('"')
		b.WriteString(s)
		b.WriteByte('"')
		if b.Len() > MaxPromptText {
			return "", errPromptText
		}
	}
	return b.String(), nil
}

// promptParts are the templates that the prompts of a file share, by name, and
// the source of each.
type promptParts struct {
	templates map[string]*template.Template
	sources   map[string]string
}

// parseTemplate parses a template, which may take in parts, and makes sure that
// it ends. It returns the names of the parts with it.
func parseTemplate(name, text string, parts *promptParts) (*template.Template, []string, error) {
	t, err := template.New(name).Option("missingkey=zero").Funcs(promptFunctions()).Parse(text)
	if err != nil {
		return nil, nil, err //nolint:wrapcheck // promptFault reads it
	}
	if len(t.Templates()) > 1 || t.Tree == nil {
		return nil, nil, errors.New("define, which prompts do not have; parts are for that")
	}
	scope := promptScope{parts: parts, used: &[]string{}}
	if err := checkNode(t.Root, scope); err != nil {
		return nil, nil, err
	}
	for _, part := range *scope.used {
		if _, err := t.AddParseTree(part, parts.templates[part].Tree); err != nil {
			return nil, nil, fmt.Errorf("the part %s: %w", part, err)
		}
	}
	return t, *scope.used, nil
}

// promptScope is what is around a node.
type promptScope struct {
	// ranges counts them, dotList says that the dot is a list's field.
	ranges  int
	dotList bool
	// parts may be taken in, nil inside of one; used are those that are.
	parts *promptParts
	used  *[]string
}

// inside returns the scope of what a range or a with stands around.
func (s promptScope) inside(ranges int, dotList bool) promptScope {
	s.ranges, s.dotList = s.ranges+ranges, dotList
	return s
}

// takeIn notes a part that is taken in: not by a part, and not in a range, so that
// no more ranges nest than can be seen.
func (s promptScope) takeIn(n *parse.TemplateNode) error {
	switch {
	case s.parts == nil:
		return fmt.Errorf("line %d: a template in a part, which must not have any", n.Line)
	case s.parts.templates[n.Name] == nil:
		return fmt.Errorf("line %d: the template %q, which is none of the file's parts", n.Line, n.Name)
	case s.ranges > 0:
		return fmt.Errorf("line %d: a template in a range, where none may be", n.Line)
	case !slices.Contains(*s.used, n.Name):
		*s.used = append(*s.used, n.Name)
	}
	return checkPipe(n.Pipe)
}

// checkNode refuses what is not known to end.
func checkNode(n parse.Node, s promptScope) error {
	switch n := n.(type) {
	case *parse.ListNode:
		return checkList(n, s)
	case *parse.TextNode, *parse.CommentNode, *parse.BreakNode, *parse.ContinueNode:
		return nil
	case *parse.ActionNode:
		return checkPipe(n.Pipe)
	case *parse.IfNode:
		return checkBranch(&n.BranchNode, s, s)
	case *parse.WithNode:
		return checkBranch(&n.BranchNode, s.inside(0, isList(n.Pipe)), s)
	case *parse.RangeNode:
		if !isList(n.Pipe) && !(s.dotList && isDot(n.Pipe)) {
			return fmt.Errorf("line %d: a range over %s, which is no list by its name", n.Line, n.Pipe)
		}
		if s.ranges == maxRanges {
			return fmt.Errorf("line %d: a range inside of %d others", n.Line, maxRanges)
		}
		return checkBranch(&n.BranchNode, s.inside(1, false), s)
	case *parse.TemplateNode:
		return s.takeIn(n)
	default:
		return fmt.Errorf("%s, which prompts do not have", n)
	}
}

func checkList(n *parse.ListNode, s promptScope) error {
	if n == nil {
		return nil
	}
	for _, inner := range n.Nodes {
		if err := checkNode(inner, s); err != nil {
			return err
		}
	}
	return nil
}

func checkBranch(b *parse.BranchNode, inside, outside promptScope) error {
	if err := checkPipe(b.Pipe); err != nil {
		return err
	}
	if err := checkList(b.List, inside); err != nil {
		return err
	}
	return checkList(b.ElseList, outside)
}

// checkPipe makes sure that only known functions are called.
func checkPipe(p *parse.PipeNode) error {
	if p == nil { // of a template without data
		return nil
	}
	known := strings.Fields("and or not eq ne lt le gt ge len index join either lower")
	for _, command := range p.Cmds {
		for _, arg := range command.Args {
			if chain, ok := arg.(*parse.ChainNode); ok {
				arg = chain.Node
			}
			switch arg := arg.(type) {
			case *parse.PipeNode:
				if err := checkPipe(arg); err != nil {
					return err
				}
			case *parse.IdentifierNode:
				if !slices.Contains(known, arg.Ident) {
					return fmt.Errorf("the function %s, which is none of %s", arg.Ident, strings.Join(known, ", "))
				}
			default:
			}
		}
	}
	return nil
}

// isList says whether a pipe is nothing but a field that is no number: all others
// that can be ranged over are lists.
func isList(p *parse.PipeNode) bool {
	var path []string
	switch arg := only(p).(type) {
	case *parse.FieldNode:
		path = arg.Ident
	case *parse.VariableNode:
		path = arg.Ident[1:]
	default:
	}
	if len(path) == 0 {
		return false
	}
	last := path[len(path)-1]
	return last != "LeastWords" && last != "MostWords"
}

func isDot(p *parse.PipeNode) bool { return only(p) != nil && only(p).Type() == parse.NodeDot }

// only returns the single operand of a pipe, nil for more.
func only(p *parse.PipeNode) parse.Node {
	if len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		return nil
	}
	return p.Cmds[0].Args[0]
}

// execute makes a template's text, without white space around it.
func execute(t *template.Template, data *PromptData) (string, error) {
	var b boundedText
	if err := t.Execute(&b, data); err != nil {
		if b.full {
			return "", errPromptText
		}
		return "", err //nolint:wrapcheck // promptFault reads it
	}
	return strings.TrimSpace(b.String()), nil
}

// boundedText takes so much and no more.
type boundedText struct {
	strings.Builder

	full bool
}

// Write implements io.Writer.
func (b *boundedText) Write(p []byte) (int, error) {
	if b.Len()+len(p) > MaxPromptText {
		b.full = true
		return 0, errPromptText
	}
	return b.Builder.Write(p) //nolint:wrapcheck // a builder does not fail
}

// promptFault is what a message says of a template's error: the line in the
// template, and why.
func promptFault(err error) string {
	text := err.Error()
	place := regexp.MustCompile(`(?s)^template: ([^:]*):(\d+)(?::\d+)?: (?:executing "[^"]*" at )?(.*)$`)
	if m := place.FindStringSubmatch(text); m != nil {
		text = "line " + m[2] + ": " + m[3]
		if m[1] != promptTemplate {
			text = "the part " + m[1] + ", " + text
		}
	}
	const most = 300
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
