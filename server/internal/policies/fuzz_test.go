package policies

import (
	"reflect"
	"testing"
)

// FuzzState reads any bytes as a state. What it takes for one it can write and
// read back, and a store can start from.
func FuzzState(f *testing.F) {
	s, _ := open(f, "", nil)
	seed := func(v *view) {
		data, err := v.encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(data[:len(data)/2])
	}
	seed(s.view.Load())
	activate(f, s, made(f, "a", 1))
	begin(f, s, 0.25, 10)
	s.Assign("r")
	seed(s.view.Load())
	f.Add([]byte(`{"format":"callmill.policies/v1","active":"build","since":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		st, err := parseState(data)
		if err != nil {
			return
		}
		written, err := st.encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseState(written)
		if err != nil {
			t.Fatalf("%v of\n%s", err, written)
		}
		if len(st.Earlier) == 0 {
			st.Earlier, again.Earlier = nil, nil
		}
		if !reflect.DeepEqual(st, again) {
			t.Errorf("found %+v, wrote %+v", again, st)
		}
		v := &view{state: st, byHash: s.view.Load().byHash}
		s.repair(v)
		if s.find(v, v.Active) == nil {
			t.Errorf("the active policy %q is not there", v.Active)
		}
		if v.Canary.underWay() {
			v.Canary.assign("new")
			v.Canary.settle("new", 1, true)
			v.Canary.judge()
		}
	})
}
