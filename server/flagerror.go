package main

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// faultyFlag says what is wrong with a flag in the form of all other faults: its name,
// what was found, what is wanted.
func faultyFlag(c *cobra.Command, err error) error {
	var (
		wrong   *pflag.InvalidValueError
		missing *pflag.ValueRequiredError
	)
	switch {
	case errors.As(err, &wrong):
		return usage("--%s: found %q, want %s (see %s --help)", wrong.GetFlag().Name, wrong.GetValue(),
			wanted(wrong), c.CommandPath())
	case errors.As(err, &missing):
		name, _ := pflag.UnquoteUsage(missing.GetFlag())
		return usage("--%s: found nothing, want %s (see %s --help)", missing.GetFlag().Name, placeholder(name),
			c.CommandPath())
	default:
		return usage("%w (see %s --help)", err, c.CommandPath())
	}
}

// wanted is what a flag takes: a number says so itself, for Go's own kinds of flags
// the error has the words of a parser.
func wanted(e *pflag.InvalidValueError) string {
	switch e.GetFlag().Value.Type() {
	case "bool":
		return "true or false"
	case "stringSlice", "stringArray":
		return "names with commas between them"
	default:
		return errors.Unwrap(e).Error()
	}
}

// placeholder says what the value of a flag is that help calls by a name: int, FILE.
func placeholder(name string) string {
	switch name {
	case typeWhole:
		return "a whole number"
	case typeDuration:
		return "a duration such as 90s or 5m"
	case typeNumber:
		return "a number"
	case "":
		return "a value"
	default:
		return name
	}
}
