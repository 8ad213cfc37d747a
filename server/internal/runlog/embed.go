package runlog

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

const (
	// maxPayload bounds a message. It is NATS's own default, stated because the size of records depends on it.
	maxPayload = 1 << 20
	// maxMemory bounds what JetStream keeps in memory: the state of readers, never records.
	maxMemory = 64 << 20
	// syncEvery is how often the disk catches up in [SyncInterval]; NATS would take two minutes.
	syncEvery = 10 * time.Second
	// startPatience bounds how long the server may take to read its folder. After an unclean end it reads the last
	// block of every run again.
	startPatience = time.Minute
)

// startServer runs a NATS server inside the process: no socket, no signal handler, no files outside of dir.
func startServer(ctx context.Context, o Options) (*server.Server, error) {
	ns, err := server.NewServer(&server.Options{
		ServerName:             "callmill",
		DontListen:             true,
		NoSigs:                 true,
		JetStream:              true,
		StoreDir:               o.Dir,
		JetStreamMaxMemory:     maxMemory,
		JetStreamMaxStore:      o.MaxBytes,
		DisableJetStreamBanner: true,
		MaxPayload:             maxPayload,
		SyncInterval:           syncEvery,
		SyncAlways:             o.Sync == SyncAlways,
	})
	if err != nil {
		return nil, fmt.Errorf("runlog: embedded server: %w", err)
	}

	log := &natsLog{log: o.Logger}
	// Its debug messages tell of every request: of no use to those who debug callmill.
	ns.SetLoggerV2(log, false, false, false)

	started := make(chan struct{})

	go func() {
		defer close(started)

		ns.Start()
	}()

	timeout := time.NewTimer(startPatience)
	defer timeout.Stop()

	select {
	case <-started:
		err = log.failure()
	case <-ctx.Done():
		err = ctx.Err()
	case <-timeout.C:
		err = fmt.Errorf("not ready after %s", startPatience)
	}

	if err != nil {
		ns.Shutdown()
		<-started
		ns.WaitForShutdown()

		return nil, fmt.Errorf("runlog: start the embedded server in %s: %w", o.Dir, err)
	}

	return ns, nil
}
