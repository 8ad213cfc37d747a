package check

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// schema checks each call's arguments against the whole JSON Schema of its tool.
func (in *inspection) schema() *Rejection {
	for i := range in.calls {
		c := &in.calls[i]
		t, ok := in.pipeline.tools[c.Name]
		if !ok {
			return &Rejection{
				Stage: StageSchema, Reason: ReasonUnknownTool,
				Detail: fmt.Sprintf("%s calls %q, which the domain does not have", c.ID, c.Name),
			}
		}
		c.tool = t
		if err := t.schema.Validate(c.object); err != nil {
			return &Rejection{
				Stage: StageSchema, Reason: ReasonInvalidArguments,
				Detail: fmt.Sprintf("%s (%s): %s", c.ID, c.Name, schemaFaults(err)),
			}
		}
	}
	return nil
}

// maxFaults bounds how many faults of one call a rejection tells.
const maxFaults = 3

// schemaFaults gives where in the arguments each fault is and what was expected
// there. The validator walks maps, so that the order is made here.
func schemaFaults(err error) string {
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return err.Error()
	}
	sortNames(invalid)
	units := leaves(*invalid.BasicOutput(), nil)
	slices.SortFunc(units, func(x, y jsonschema.OutputUnit) int {
		return cmp.Or(cmp.Compare(x.InstanceLocation, y.InstanceLocation),
			cmp.Compare(x.Error.String(), y.Error.String()))
	})
	faults := make([]string, 0, maxFaults)
	for i, u := range units {
		if i == maxFaults {
			faults = append(faults, fmt.Sprintf("and %d more", len(units)-maxFaults))
			break
		}
		faults = append(faults, fmt.Sprintf("at %q: %s", u.InstanceLocation, u.Error))
	}
	return strings.Join(faults, "; ")
}

// sortNames orders the names in one fault, which the validator finds in a map.
func sortNames(e *jsonschema.ValidationError) {
	if extra, ok := e.ErrorKind.(*kind.AdditionalProperties); ok {
		slices.Sort(extra.Properties)
	}
	for _, cause := range e.Causes {
		sortNames(cause)
	}
}

func leaves(u jsonschema.OutputUnit, found []jsonschema.OutputUnit) []jsonschema.OutputUnit {
	for _, inner := range u.Errors {
		found = leaves(inner, found)
	}
	if len(u.Errors) == 0 && u.Error != nil {
		found = append(found, u)
	}
	return found
}
