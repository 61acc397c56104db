package main

import (
	"encoding/base64"
	"net"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/hashicorp/memberlist"
	"github.com/hashicorp/raft"
	"github.com/hashicorp/serf/serf"
)

type agent struct {
	settings
	log    *textLog
	state  *stateMachine
	serf   *serf.Serf
	events chan serf.Event

	mu sync.Mutex
	// raft is nil until the store is open: with its file locked by another server that is never.
	raft  *raft.Raft
	store raft.LogStore
}

func newAgent(s settings, log *textLog) *agent {
	return &agent{settings: s, log: log, state: newStateMachine(), events: make(chan serf.Event, 512)}
}

// run follows Dkron's order: gossip, then the HTTP API, then Raft. A server whose raft.db another one holds stays
// between the last two for ever, and says nothing.
func (a *agent) run() error {
	if a.raftMultiplier < 1 || a.raftMultiplier > 10 {
		a.log.fatal("raft-multiplier cannot be " + strconv.Itoa(a.raftMultiplier) + ". Must be between 1 and 10")
	}
	a.log.info("agent: Dkron agent starting")
	if err := a.startGossip(); err != nil {
		a.log.fatal("agent: Can not setup serf, " + err.Error())
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go a.shutDownOn(stop)
	a.startHTTP()
	if err := a.startRaft(); err != nil {
		a.log.fatal("agent: Raft layer failed to start", "error", err.Error())
	}
	a.log.info("agent: usage report client disabled")
	go a.monitorLeadership()
	a.log.info("agent: Listen for events")
	a.followMembers()
	return nil
}

func (a *agent) shutDownOn(stop <-chan os.Signal) {
	<-stop
	if r := a.raftNow(); r != nil {
		_ = r.Shutdown().Error()
	}
	_ = a.serf.Leave()
	os.Exit(0)
}

func (a *agent) raftNow() *raft.Raft {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.raft
}

func (a *agent) rpcAddress() string {
	return net.JoinHostPort(a.advertiseAddr, strconv.Itoa(rpcPort))
}

func (a *agent) startGossip() error {
	config := serf.DefaultConfig()
	config.MemberlistConfig = memberlist.DefaultLANConfig()
	config.MemberlistConfig.BindAddr = a.bindAddr
	config.MemberlistConfig.BindPort = serfPort
	config.MemberlistConfig.AdvertiseAddr = a.advertiseAddr
	config.MemberlistConfig.AdvertisePort = serfPort
	config.MemberlistConfig.LogOutput = a.log.libraries()
	config.LogOutput = a.log.libraries()
	config.NodeName = a.nodeName
	config.EventCh = a.events
	config.RejoinAfterLeave = true
	config.Init()
	config.Tags = map[string]string{
		"role": "dkron", "dc": "dc1", "region": "global", "server": "true", "version": "devel",
		"port": strconv.Itoa(rpcPort), "rpc_addr": a.rpcAddress(),
	}
	if a.bootstrapExpect != 0 {
		config.Tags["expect"] = strconv.Itoa(a.bootstrapExpect)
	}
	if a.encrypt != "" {
		key, err := base64.StdEncoding.DecodeString(a.encrypt)
		if err != nil {
			return encryptionError{err}
		}
		config.MemberlistConfig.SecretKey = key
	}
	created, err := serf.Create(config)
	if err != nil {
		return err
	}
	a.serf = created
	if len(a.retryJoin) > 0 {
		a.log.info("agent: Retry join LAN is supported for: names and addresses")
		a.keepJoining()
		return nil
	}
	a.log.info("agent: joining: [" + a.join.String() + "] replay: true")
	if len(a.join) > 0 {
		if _, err := created.Join(a.join, true); err != nil {
			a.log.warn("agent: Can not join", "error", err.Error())
		}
	}
	return nil
}

type encryptionError struct{ cause error }

func (e encryptionError) Error() string { return "invalid encryption key: " + e.cause.Error() }

// keepJoining holds up all that comes after it, as in Dkron, whose log shows the error of another call: always nil.
// With the tries used up Dkron says that it exits, and hangs.
func (a *agent) keepJoining() {
	a.log.info("agent: Joining cluster...", "cluster", "LAN")
	for tries := 1; ; tries++ {
		n, err := a.serf.Join(a.retryJoin, true)
		if err == nil {
			a.log.info("agent: Join LAN completed. Synced with " + strconv.Itoa(n) + " initial agents")
			return
		}
		if a.retryMax > 0 && tries > a.retryMax {
			a.log.error("agent: max join LAN retry exhausted, exiting")
			select {}
		}
		a.log.warn("agent: Join LAN failed: <nil>, retrying in " + a.retryInterval.String())
		time.Sleep(a.retryInterval)
	}
}

func (a *agent) followMembers() {
	for {
		select {
		case event := <-a.events:
			a.log.info("agent: Received event", "event", event.EventType().String())
			if joined, ok := event.(serf.MemberEvent); ok && event.EventType() == serf.EventMemberJoin {
				for _, m := range joined.Members {
					a.log.info("Adding LAN adding server", "server", m.Name)
				}
				a.bootstrapWhenComplete()
			}
		case <-a.serf.ShutdownCh():
			a.log.warn("agent: Serf shutdown detected, quitting")
			select {}
		}
	}
}
