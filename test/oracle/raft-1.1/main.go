// Makes a Raft data directory with the version of hashicorp/raft that go.mod names, and prints what the same
// version reads from it. The same source serves every version: fields that one of them lacks go through reflection.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-msgpack/codec"
	"github.com/hashicorp/raft"
	raftboltdb "github.com/hashicorp/raft-boltdb"
)

const trailing = 40

func must(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

// The state machine keeps nothing but a count.
type counter struct{ n uint64 }

func (c *counter) Apply(*raft.Log) interface{}         { c.n++; return nil }
func (c *counter) Snapshot() (raft.FSMSnapshot, error) { return &body{c.n}, nil }
func (c *counter) Restore(r io.ReadCloser) error       { return binary.Read(r, binary.BigEndian, &c.n) }

type body struct{ n uint64 }

func (b *body) Persist(sink raft.SnapshotSink) error {
	if err := binary.Write(sink, binary.BigEndian, b.n); err != nil {
		sink.Cancel()
		return err
	}
	return sink.Close()
}
func (b *body) Release() {}

func main() {
	if len(os.Args) != 2 {
		must(fmt.Errorf("one folder wanted"), "usage")
	}
	dir := filepath.Join(os.Args[1], "raft")
	must(os.MkdirAll(dir, 0o755), "mkdir")
	store, err := raftboltdb.NewBoltStore(filepath.Join(dir, "raft.db"))
	must(err, "store")
	run(dir, store)
	appendByHand(store)
	report(dir, store)
	must(store.Close(), "close")
}

// A cluster of one, with a snapshot in the middle.
func run(dir string, store *raftboltdb.BoltStore) {
	snapshots, err := raft.NewFileSnapshotStore(dir, 3, io.Discard)
	must(err, "snapshots")
	address, transport := raft.NewInmemTransport("10.1.2.3:6868")
	conf := raft.DefaultConfig()
	conf.LocalID = "n1"
	conf.Logger = hclog.NewNullLogger()
	conf.HeartbeatTimeout, conf.ElectionTimeout = 60*time.Millisecond, 60*time.Millisecond
	conf.LeaderLeaseTimeout = 50 * time.Millisecond
	conf.TrailingLogs = trailing
	node, err := raft.NewRaft(conf, &counter{}, store, store, snapshots, transport)
	must(err, "raft")
	must(node.BootstrapCluster(raft.Configuration{Servers: []raft.Server{{ID: "n1", Address: address}}}).Error(), "bootstrap")
	for deadline := time.Now().Add(10 * time.Second); node.State() != raft.Leader && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	for i := 0; i < 120; i++ {
		must(node.Apply(bytes.Repeat([]byte{byte(i)}, i*i), time.Second).Error(), "apply")
		if i == 100 {
			must(node.AddNonvoter("n2", "10.1.2.4:6868", 0, time.Second).Error(), "add")
			must(node.Barrier(time.Second).Error(), "barrier")
			must(node.Snapshot().Error(), "snapshot")
		}
	}
	must(node.Shutdown().Error(), "shutdown")
}

// Entries that a cluster of today no longer writes, but an old directory may hold.
func appendByHand(store *raftboltdb.BoltStore) {
	last, err := store.LastIndex()
	must(err, "last")
	var peers bytes.Buffer
	set := [][]byte{[]byte("10.1.2.3:6868"), []byte("10.1.2.9:6868")}
	must(codec.NewEncoder(&peers, &codec.MsgpackHandle{}).Encode(set), "peers")
	entries := []*raft.Log{
		{Index: last + 1, Term: 70000, Type: raft.LogAddPeerDeprecated, Data: peers.Bytes()},
		{Index: last + 2, Term: 1 << 40, Type: raft.LogRemovePeerDeprecated, Data: peers.Bytes()},
		{Index: last + 3, Term: 1 << 60, Type: raft.LogCommand, Data: bytes.Repeat([]byte("x"), 70000), Extensions: []byte("chunk")},
		{Index: last + 4, Term: 1 << 60, Type: raft.LogCommand, Data: []byte{}},
	}
	must(store.StoreLogs(entries), "append")
}

func report(dir string, store *raftboltdb.BoltStore) {
	first, err := store.FirstIndex()
	must(err, "first")
	last, err := store.LastIndex()
	must(err, "last")
	types := map[string]int{}
	hash := sha256.New()
	for i := first; i <= last; i++ {
		var entry raft.Log
		must(store.GetLog(i, &entry), "entry")
		types[fmt.Sprint(uint8(entry.Type))]++
		var head [33]byte
		binary.BigEndian.PutUint64(head[0:], entry.Index)
		binary.BigEndian.PutUint64(head[8:], entry.Term)
		head[16] = byte(entry.Type)
		binary.BigEndian.PutUint64(head[17:], uint64(len(entry.Data)))
		at := reflect.ValueOf(entry).FieldByName("AppendedAt")
		if at.IsValid() && !at.Interface().(time.Time).IsZero() {
			binary.BigEndian.PutUint64(head[25:], uint64(at.Interface().(time.Time).UnixNano()))
		}
		hash.Write(head[:])
		hash.Write(entry.Data)
		hash.Write(entry.Extensions)
	}
	snapshots, err := raft.NewFileSnapshotStore(dir, 3, io.Discard)
	must(err, "snapshots")
	list, err := snapshots.List()
	must(err, "list")
	found := []map[string]any{}
	for _, meta := range list {
		_, reader, err := snapshots.Open(meta.ID)
		must(err, "open")
		reader.Close()
		found = append(found, map[string]any{
			"id": meta.ID, "index": meta.Index, "term": meta.Term, "size": meta.Size,
			"configurationIndex": meta.ConfigurationIndex, "servers": fmt.Sprint(meta.Configuration.Servers),
		})
	}
	printed, err := json.MarshalIndent(map[string]any{
		"first": first, "last": last, "types": types, "log_sha256": hex.EncodeToString(hash.Sum(nil)), "snapshots": found,
	}, "", " ")
	must(err, "json")
	fmt.Println(string(printed))
}
