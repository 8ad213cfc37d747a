package main

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
)

// What is wrong with a flag is told in one form by every command, and none of it in the
// words of Go's parsers.
func TestFaultyFlags(t *testing.T) {
	for _, c := range []struct {
		args string
		says string
	}{
		{"sample --count x", `--count: found "x", want a whole number, at least 1 (see server sample --help)`},
		{"sample --count 1.5", `--count: found "1.5", want a whole number, at least 1`},
		{"sample --count", "--count: found nothing, want a whole number"},
		{"sample --count 99999999999999999999", "want a whole number from 1 to 9223372036854775807"},
		{"sample --seed -1", `--seed: found "-1", want a whole number, at least 0`},
		{"sample --seed 99999999999999999999", "want a whole number from 0 to 18446744073709551615"},
		{"sample --workers 9999999999", "want a whole number from 0 to 2147483647"},
		{"sample --window -1", `--window: found "-1", want a whole number, at least 0`},
		{"sample --judge 1.01", `--judge: found "1.01", want a number from 0 to 1`},
		{"sample --judge NaN", `--judge: found "NaN", want a number from 0 to 1`},
		{"sample --budget 1e999", `--budget: found "1e999", want a number, at least 0`},
		{"sample --log-features=maybe", `--log-features: found "maybe", want true or false`},
		{"sample --ollama-timeout 5", `--ollama-timeout: found "5", want a duration such as 90s or 5m, at least 0s`},
		{"sample --ollama-concurrency two", `found "two", want a whole number, at least 0`},
		{"sample --target", "--target: found nothing, want FILE"},
		{"--log-features 2", `--log-features: found "2", want a number from 0 to 1 (see server --help)`},
		{"--log-max-age -1h", `--log-max-age: found "-1h", want a duration`},
		{"--log-max-bytes 1GB", `--log-max-bytes: found "1GB", want a whole number, at least 0`},
		{"check-domain --seed x .", `--seed: found "x", want a whole number`},
		{"profile --contributions -2 q", `--contributions: found "-2", want a whole number, at least 0`},
		{"export --split-seed x r", `--split-seed: found "x", want a whole number`},
	} {
		code, out, errs := command(t, strings.Fields(c.args)...)
		if code != exitUsage || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%s: exit code %d, printed %q, said\n%swant\n%s", c.args, code, out, errs, c.says)
		}
		for _, word := range []string{"strconv", "parsing", "invalid argument", "time:"} {
			if strings.Contains(errs, word) {
				t.Errorf("%s: %q is no word for people:\n%s", c.args, word, errs)
			}
		}
	}
}

// No command has a number whose faults Go's parsers would tell.
func TestEveryNumberHasBounds(t *testing.T) {
	root := newRoot()
	for _, c := range append(root.Commands(), root) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			switch name := f.Value.Type(); {
			case strings.HasPrefix(name, "uint"), strings.HasPrefix(name, "int"), name == "duration",
				strings.HasPrefix(name, "float"), name == "number":
				switch f.Value.(type) {
				case *numberFlag[int], *numberFlag[int32], *numberFlag[int64], *numberFlag[uint64],
					*numberFlag[float64], *numberFlag[time.Duration]:
				default:
					t.Errorf("%s --%s is a %T", c.Name(), f.Name, f.Value)
				}
			}
		})
	}
}

func TestNumbers(t *testing.T) {
	fl := pflag.NewFlagSet("", pflag.ContinueOnError)
	var (
		whole int64
		part  float64
		limit time.Duration
	)
	numberVar(fl, &whole, "whole", 7, math.MinInt64, top[int64](), "")
	numberVar(fl, &part, "part", 0.5, 0, 1, "")
	aboveVar(fl, &limit, "limit", time.Second, 0, "")
	if whole != 7 || part != 0.5 || limit != time.Second {
		t.Errorf("at first %v, %v, %v", whole, part, limit)
	}
	if err := fl.Parse([]string{"--whole=-3", "--part", "1", "--limit=1ns"}); err != nil ||
		whole != -3 || part != 1 || limit != 1 {
		t.Errorf("found %v, %v, %v (%v)", whole, part, limit, err)
	}
	for _, wrong := range []string{"--whole=", "--part=-0.1", "--part=1.1", "--limit=0", "--limit=-1s"} {
		if err := fl.Parse([]string{wrong}); err == nil || whole != -3 || part != 1 || limit != 1 {
			t.Errorf("%s: %v, and %v, %v, %v", wrong, err, whole, part, limit)
		}
	}
}
