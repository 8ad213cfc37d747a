package runlog

import (
	"net"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// TestReplicated runs a cluster of three on the loopback device. A replicated stream refuses what the pipeline of a
// single one may do: see maxUnacknowledgedReplicated.
func TestReplicated(t *testing.T) {
	if testing.Short() {
		t.Skip("elects leaders, which takes seconds")
	}

	s := openStore(t, Options{URL: startCluster(t), Replicas: 3, Logger: silent()}) // A new consumer has no leader yet.
	l := createLog(t, s, "a")
	w := openWriter(t, l)
	appendNumbered(t, w, 0, 2000)
	mustSync(t, w)
	expectNumbered(t, openReader(t, l, Position{}), 0, 2000)

	loser, winner := openWriter(t, l), openWriter(t, l)
	appendNumbered(t, winner, 2000, 2001)
	mustSync(t, winner)
	appendNumbered(t, loser, 3000, 3001)
	wantErr(t, loser.Sync(t.Context()), ErrFenced)
	appendNumbered(t, winner, 2001, 2002)
	mustSync(t, winner)
	expectNumbered(t, openReader(t, l, Position{}), 0, 2002)
}

// startCluster gives the URL of a cluster that has a leader.
func startCluster(t *testing.T) string {
	t.Helper()

	var (
		ports   []int
		routes  []*url.URL
		servers []*server.Server
	)

	for range 3 {
		port := freePort(t)
		ports = append(ports, port)
		routes = append(routes, &url.URL{Scheme: "nats", Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(port))})
	}

	for i, port := range ports {
		ns, err := server.NewServer(&server.Options{
			ServerName: "s" + strconv.Itoa(i),
			Host:       "127.0.0.1", Port: -1, NoSigs: true, NoLog: true, JetStream: true, StoreDir: t.TempDir(),
			Cluster: server.ClusterOpts{Name: "callmill", Host: "127.0.0.1", Port: port},
			Routes:  routes,
		})
		if err != nil {
			t.Fatal(err)
		}

		ns.Start()
		t.Cleanup(func() { stopExternal(ns) })

		servers = append(servers, ns)
	}

	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		for _, ns := range servers {
			if ns.JetStreamIsLeader() && len(ns.JetStreamClusterPeers()) == len(servers) {
				return ns.ClientURL()
			}
		}

		time.Sleep(10 * time.Millisecond) // The server has nothing to wait on.
	}

	t.Fatal("the cluster has elected no leader")

	return ""
}

func freePort(t *testing.T) int {
	t.Helper()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}

	defer listener.Close()

	addr, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatalf("listens on %v", listener.Addr())
	}

	return addr.Port
}
