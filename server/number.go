package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/spf13/pflag"
)

// quantity is a type of numbers that flags can be: whole ones, others, durations.
type quantity interface {
	int | int32 | int64 | uint64 | float64 | time.Duration
}

// What help calls the values of flags for quantities.
const (
	typeWhole    = "int"
	typeNumber   = "number"
	typeDuration = "duration"
)

// numberFlag is a flag of a quantity. What is given is held to its bounds at once, and
// what is wrong is told in the words of people, not in those of Go's parsers.
type numberFlag[T quantity] struct {
	to          *T
	least, most T
	// above says that the least itself is too little.
	above bool
}

// numberVar adds a flag for a quantity from least to most, both included.
func numberVar[T quantity](fl *pflag.FlagSet, to *T, name string, value, least, most T, help string) {
	*to = value
	fl.Var(&numberFlag[T]{to: to, least: least, most: most}, name, help)
}

// countVar adds a flag for a quantity from 0 on.
func countVar[T quantity](fl *pflag.FlagSet, to *T, name string, value T, help string) {
	numberVar(fl, to, name, value, 0, top[T](), help)
}

// aboveVar adds a flag for a quantity that is more than floor.
func aboveVar[T quantity](fl *pflag.FlagSet, to *T, name string, value, floor T, help string) {
	*to = value
	fl.Var(&numberFlag[T]{to: to, least: floor, most: top[T](), above: true}, name, help)
}

// top is the most that a quantity can be: no bound.
func top[T quantity]() T {
	// Variables: a constant would have to be one of every type.
	whole, natural, half, broken := int64(math.MaxInt64), uint64(math.MaxUint64), int32(math.MaxInt32), math.MaxFloat64
	switch any(T(0)).(type) {
	case int:
		machine := math.MaxInt
		return T(machine)
	case int32:
		return T(half)
	case uint64:
		return T(natural)
	case float64:
		return T(broken)
	default:
		return T(whole)
	}
}

// Set implements pflag.Value. Its error is what is wanted: faultyFlag names the flag
// and what was found.
func (f *numberFlag[T]) Set(text string) error {
	v, err := parseQuantity[T](text)
	inside := v >= f.least && v <= f.most && !(f.above && v == f.least) // a NaN is not
	switch {
	case errors.Is(err, strconv.ErrRange), err == nil && v > top[T](): // an infinity
		return errors.New(f.kind() + f.far())
	case err != nil, !inside:
		return errors.New(f.kind() + f.bounds())
	}
	*f.to = v
	return nil
}

// String implements pflag.Value. A duration of nothing is 0, which help leaves out.
func (f *numberFlag[T]) String() string {
	if f.to == nil || *f.to == 0 {
		return "0"
	}
	return fmt.Sprint(*f.to)
}

// Type implements pflag.Value: what help calls the value.
func (f *numberFlag[T]) Type() string {
	switch any(T(0)).(type) {
	case float64:
		return typeNumber
	case time.Duration:
		return typeDuration
	default:
		return typeWhole
	}
}

func (f *numberFlag[T]) kind() string { return placeholder(f.Type()) }

// bounds says what is allowed, as far as it is less than what the type can hold.
func (f *numberFlag[T]) bounds() string {
	switch {
	case f.above:
		return fmt.Sprintf(", more than %v", f.least)
	case f.most < top[T]():
		return fmt.Sprintf(" from %v to %v", f.least, f.most)
	default:
		return fmt.Sprintf(", at least %v", f.least)
	}
}

// far says what is allowed where more was given than the type can hold.
func (f *numberFlag[T]) far() string {
	if f.Type() == typeWhole {
		return fmt.Sprintf(" from %v to %v", f.least, f.most)
	}
	return f.bounds() + ", and finite"
}

// parseQuantity reads a text. A number that the type cannot hold is strconv.ErrRange.
func parseQuantity[T quantity](text string) (T, error) {
	switch any(T(0)).(type) {
	case int32:
		v, err := strconv.ParseInt(text, 10, 32)
		return T(v), err
	case int, int64:
		v, err := strconv.ParseInt(text, 10, 64)
		return T(v), err
	case uint64:
		v, err := strconv.ParseUint(text, 10, 64)
		return T(v), err
	case float64:
		v, err := strconv.ParseFloat(text, 64)
		return T(v), err
	default:
		v, err := time.ParseDuration(text)
		return T(v), err
	}
}
