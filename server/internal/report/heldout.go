package report

import (
	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/check"
)

// heldOutView is how many samples were refused for queries that are held out.
type heldOutView struct{ Equal, Near int64 }

func newHeldOut(reports []*callmillv1.PathwayReport) heldOutView {
	var v heldOutView
	for _, p := range reports {
		for _, r := range p.GetRefused() {
			switch {
			case r.GetStage() != string(check.StageHeldOut):
			case r.GetReason() == string(check.ReasonHeldOutEqual):
				v.Equal += r.GetCount()
			default:
				v.Near += r.GetCount()
			}
		}
	}
	return v
}

// Refused is how many there are in all.
func (v heldOutView) Refused() int64 { return v.Equal + v.Near }
