package web

import (
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/run"
)

// collector gives the metrics of a host's runs, from the list of them: nothing
// is counted while samples are made.
type collector struct {
	host     *run.Host
	runs     *prometheus.Desc
	samples  *prometheus.Desc
	slots    *prometheus.Desc
	mu       sync.Mutex
	seen     map[*run.Run]counts
	departed counts
}

type counts struct{ accepted, slots int64 }

// NewCollector makes the collector for a host's runs.
//
// The totals only grow: a run that was deleted stays in them with what was seen
// of it last. Runs that were taken up from the log count from their beginning.
func NewCollector(h *run.Host) prometheus.Collector {
	return &collector{
		host: h,
		runs: prometheus.NewDesc("callmill_runs",
			"Runs that the server keeps, by state.", []string{"state"}, nil),
		samples: prometheus.NewDesc("callmill_samples_accepted_total",
			"Samples delivered to the logs of runs.", nil, nil),
		slots: prometheus.NewDesc("callmill_slots_total",
			"Slots settled, by whether they delivered a sample.", []string{"outcome"}, nil),
		seen: map[*run.Run]counts{},
	}
}

// Describe implements prometheus.Collector.
func (c *collector) Describe(out chan<- *prometheus.Desc) {
	out <- c.runs
	out <- c.samples
	out <- c.slots
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	states, total := c.count()
	for state, n := range states {
		name := strings.ToLower(strings.TrimPrefix(state.String(), "STATE_"))
		out <- prometheus.MustNewConstMetric(c.runs, prometheus.GaugeValue, float64(n), name)
	}
	accepted, other := float64(total.accepted), float64(total.slots-total.accepted)
	out <- prometheus.MustNewConstMetric(c.samples, prometheus.CounterValue, accepted)
	out <- prometheus.MustNewConstMetric(c.slots, prometheus.CounterValue, accepted, "accepted")
	out <- prometheus.MustNewConstMetric(c.slots, prometheus.CounterValue, other, "refused")
}

func (c *collector) count() (map[callmillv1.Run_State]int, counts) {
	c.mu.Lock()
	defer c.mu.Unlock()
	states := map[callmillv1.Run_State]int{}
	// A live run's state is there also where no run is in it, so that its series
	// does not break off.
	for state := range callmillv1.Run_State_name {
		if state != 0 {
			states[callmillv1.Run_State(state)] = 0
		}
	}
	present := map[*run.Run]counts{}
	total := counts{}
	for _, r := range c.host.List() {
		m := r.Message()
		states[m.GetState()]++
		n := counts{m.GetProgress().GetAccepted(), m.GetProgress().GetSlots()}
		present[r] = n
		total.accepted += n.accepted
		total.slots += n.slots
		delete(c.seen, r)
	}
	for _, n := range c.seen {
		c.departed.accepted += n.accepted
		c.departed.slots += n.slots
	}
	c.seen = present
	total.accepted += c.departed.accepted
	total.slots += c.departed.slots
	return states, total
}
