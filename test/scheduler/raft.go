package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/raft"
	raftboltdb "github.com/hashicorp/raft-boltdb"
	"github.com/hashicorp/serf/serf"
)

func (a *agent) startRaft() error {
	logger := hclog.New(&hclog.LoggerOptions{Name: "raft", Level: hclog.Debug, Output: a.log.libraries()})
	config := raft.DefaultConfig()
	config.ProtocolVersion = raft.ProtocolVersionMax
	config.LocalID = raft.ServerID(a.nodeName)
	config.HeartbeatTimeout *= time.Duration(a.raftMultiplier)
	config.ElectionTimeout *= time.Duration(a.raftMultiplier)
	config.LeaderLeaseTimeout *= time.Duration(a.raftMultiplier)
	config.Logger = logger

	transport, err := a.openTransport()
	if err != nil {
		return err
	}
	folder := filepath.Join(a.dataDir, "raft")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	snapshots, err := raft.NewFileSnapshotStoreWithLogger(folder, 3, logger)
	if err != nil {
		return fmt.Errorf("file snapshot store: %w", err)
	}
	// Takes the lock of the file, and waits for it without end.
	store, err := raftboltdb.NewBoltStore(filepath.Join(folder, "raft.db"))
	if err != nil {
		return fmt.Errorf("error creating new raft store: %w", err)
	}
	if err := a.recover(filepath.Join(folder, "peers.json"), config, store, snapshots, transport); err != nil {
		return err
	}
	if a.bootstrapExpect == 1 {
		if err := bootstrapAlone(config, store, snapshots, transport); err != nil {
			return err
		}
	}
	cache, err := raft.NewLogCache(512, store)
	if err != nil {
		return err
	}
	created, err := raft.NewRaft(config, a.state, cache, store, snapshots, transport)
	if err != nil {
		return fmt.Errorf("new raft: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.raft, a.store = created, store
	return nil
}

func (a *agent) openTransport() (*raft.NetworkTransport, error) {
	advertised, err := net.ResolveTCPAddr("tcp", a.rpcAddress())
	if err != nil {
		return nil, err
	}
	// Dkron gives the transport no logger, so what it says goes to stderr at every log level.
	config := &raft.NetworkTransportConfig{MaxPool: 3, Timeout: 10 * time.Second}
	if a.addressLookup == "id" {
		config.ServerAddressProvider = gossipAddresses{a.serf}
	}
	return raft.NewTCPTransportWithConfig(net.JoinHostPort(a.bindAddr, strconv.Itoa(rpcPort)), advertised, config)
}

// gossipAddresses knows the present address of a server by its ID, whatever the configuration says (Dkron 4.0).
type gossipAddresses struct{ serf *serf.Serf }

func (g gossipAddresses) ServerAddr(id raft.ServerID) (raft.ServerAddress, error) {
	for _, m := range g.serf.Members() {
		if m.Name == string(id) && m.Status == serf.StatusAlive {
			return raft.ServerAddress(m.Tags["rpc_addr"]), nil
		}
	}
	return "", fmt.Errorf("could not find address for server id %v", id)
}

// recover carries out raft/peers.json, and removes it only after success.
func (a *agent) recover(
	file string, config *raft.Config, store *raftboltdb.BoltStore, snapshots raft.SnapshotStore, transport raft.Transport,
) error {
	if _, err := os.Stat(file); err != nil {
		return nil
	}
	a.log.info("found peers.json file, recovering Raft configuration...")
	configuration, err := raft.ReadConfigJSON(file)
	if err != nil {
		return fmt.Errorf("recovery failed to parse peers.json: %w", err)
	}
	if err := raft.RecoverCluster(config, newStateMachine(), store, store, snapshots, transport, configuration); err != nil {
		return fmt.Errorf("recovery failed: %w", err)
	}
	if err := os.Remove(file); err != nil {
		return fmt.Errorf("recovery failed to delete peers.json, please delete manually (see peers.info for details): %w", err)
	}
	a.log.info("deleted peers.json file after successful recovery")
	return nil
}

func bootstrapAlone(
	config *raft.Config, store *raftboltdb.BoltStore, snapshots raft.SnapshotStore, transport raft.Transport,
) error {
	known, err := raft.HasExistingState(store, store, snapshots)
	if err != nil || known {
		return err
	}
	only := raft.Configuration{Servers: []raft.Server{{ID: config.LocalID, Address: transport.LocalAddr()}}}
	return raft.BootstrapCluster(config, store, store, snapshots, transport, only)
}

// bootstrapWhenComplete founds the cluster once as many servers are seen as each of them expects.
func (a *agent) bootstrapWhenComplete() {
	if a.bootstrapExpect < 2 {
		return
	}
	if last, err := a.store.LastIndex(); err != nil || last != 0 {
		a.bootstrapExpect = 0
		return
	}
	var servers []raft.Server
	for _, m := range a.serf.Members() {
		if m.Tags["server"] != "true" || m.Status != serf.StatusAlive {
			continue
		}
		if expect := m.Tags["expect"]; expect != "" && expect != strconv.Itoa(a.bootstrapExpect) {
			a.log.error("peer has a conflicting expect value. All nodes should expect the same number", "member", m.Name)
			return
		}
		servers = append(servers, raft.Server{ID: raft.ServerID(m.Name), Address: raft.ServerAddress(m.Tags["rpc_addr"])})
	}
	if len(servers) < a.bootstrapExpect {
		return
	}
	// Dkron 3.2 does not ask: empty servers found a cluster beside one that is there.
	if a.addressLookup == "id" && a.anyHasPeers(servers) {
		a.bootstrapExpect = 0
		return
	}
	addresses := ""
	for _, s := range servers {
		addresses += string(s.Address) + " "
	}
	a.log.info("agent: found expected number of peers, attempting to bootstrap cluster...", "peers", addresses)
	if err := a.raft.BootstrapCluster(raft.Configuration{Servers: servers}).Error(); err != nil {
		a.log.error("agent: failed to bootstrap cluster", "error", err.Error())
	}
	a.bootstrapExpect = 0
}

// anyHasPeers asks each server for its configuration. Dkron does so over gRPC; a server that does not answer counts as
// one without peers.
func (a *agent) anyHasPeers(servers []raft.Server) bool {
	client := http.Client{Timeout: 2 * time.Second}
	for _, s := range servers {
		if s.ID == raft.ServerID(a.nodeName) {
			continue
		}
		host, _, _ := net.SplitHostPort(string(s.Address))
		answer, err := client.Get("http://" + net.JoinHostPort(host, strconv.Itoa(httpPort)) + "/raft/peers")
		if err != nil {
			continue
		}
		var peers []string
		err = json.NewDecoder(answer.Body).Decode(&peers)
		answer.Body.Close()
		if err == nil && len(peers) > 0 {
			a.log.info("Existing Raft peers reported by server, disabling bootstrap mode", "server", string(s.ID))
			return true
		}
	}
	return false
}

func (a *agent) getPeers(w http.ResponseWriter, _ *http.Request) {
	ids := []string{}
	if r := a.raftNow(); r != nil {
		for _, s := range r.GetConfiguration().Configuration().Servers {
			ids = append(ids, string(s.ID))
		}
	}
	answer(w, 200, ids)
}

func (a *agent) monitorLeadership() {
	a.log.info("dkron: monitoring leadership")
	ticker := time.NewTicker(a.reconcileInterval)
	defer ticker.Stop()
	for {
		select {
		case leads := <-a.raft.LeaderCh():
			if !leads {
				a.log.info("dkron: cluster leadership lost")
				continue
			}
			a.log.info("dkron: cluster leadership acquired")
			if err := a.raft.Barrier(30 * time.Second).Error(); err != nil {
				a.log.error("dkron: failed to wait for barrier", "error", err.Error())
				continue
			}
			a.log.info("agent: Starting scheduler")
			a.reconcile()
		case <-ticker.C:
			if a.raft.State() == raft.Leader {
				a.reconcile()
			}
		}
	}
}

// reconcile makes every server that gossip sees alive a voter, with the address it has now.
func (a *agent) reconcile() {
	for _, m := range a.serf.Members() {
		if m.Tags["server"] != "true" || m.Status != serf.StatusAlive {
			continue
		}
		if err := a.addVoter(raft.ServerID(m.Name), raft.ServerAddress(m.Tags["rpc_addr"])); err != nil {
			a.log.error("dkron: failed to add raft peer", "error", err.Error(), "member", m.Name)
		}
	}
}

func (a *agent) addVoter(id raft.ServerID, address raft.ServerAddress) error {
	future := a.raft.GetConfiguration()
	if err := future.Error(); err != nil {
		return err
	}
	configuration := future.Configuration()
	// A single server's address is never rewritten: nobody dials it.
	if len(configuration.Servers) == 1 && string(id) == a.nodeName && configuration.Servers[0].ID == id {
		return nil
	}
	for _, s := range configuration.Servers {
		if s.ID == id && s.Address == address {
			return nil
		}
		if s.ID != id && s.Address == address {
			if err := a.raft.RemoveServer(s.ID, 0, 0).Error(); err != nil {
				return err
			}
			a.log.info("dkron: removed server with duplicate address", "address", string(address), "server", string(s.ID))
		}
	}
	return a.raft.AddVoter(id, address, 0, 0).Error()
}

var errNoLeader = errors.New("failed to exit idle mode: passthrough: received empty target in Build()")

// submit appends one command to the Raft log and waits until it is applied.
func (a *agent) submit(command byte, message []byte) error {
	r := a.raftNow()
	if r == nil {
		return errNoLeader
	}
	future := r.Apply(append([]byte{command}, message...), 10*time.Second)
	if err := future.Error(); err != nil {
		return err
	}
	if err, ok := future.Response().(error); ok {
		return err
	}
	return nil
}
