// raft-oracle: creates and verifies hashicorp/raft data dirs with the genuine modules.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	boltv1 "github.com/boltdb/bolt"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/raft"
	rb1 "github.com/hashicorp/raft-boltdb"
	rb2 "github.com/hashicorp/raft-boltdb/v2"
	bbolt "go.etcd.io/bbolt"
)

func die(f string, a ...any) { fmt.Fprintf(os.Stderr, "raft-oracle: "+f+"\n", a...); os.Exit(1) }
func must(err error, what string) {
	if err != nil {
		die("%s: %v", what, err)
	}
}
func out(v any) {
	b, _ := json.MarshalIndent(v, "", "  ")
	fmt.Println(string(b))
}

type store interface {
	raft.LogStore
	raft.StableStore
	Close() error
}

func raftDir(dir string) string {
	for _, c := range []string{"", "raft", "server/raft"} {
		p := filepath.Join(dir, c)
		if _, err := os.Stat(filepath.Join(p, "raft.db")); err == nil {
			return p
		}
		if _, err := os.Stat(filepath.Join(p, "snapshots")); err == nil {
			return p
		}
	}
	return filepath.Join(dir, "raft")
}

// ---- FSM: sha256 chain over commands; snapshot = "ORC1" + count(8,BE) + chain(32) + padding
type fsm struct {
	mu    sync.Mutex
	count uint64
	chain [32]byte
	pad   int
}

func (f *fsm) Apply(l *raft.Log) interface{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := sha256.New()
	h.Write(f.chain[:])
	h.Write(l.Data)
	copy(f.chain[:], h.Sum(nil))
	f.count++
	return f.count
}
func (f *fsm) Snapshot() (raft.FSMSnapshot, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := []byte("ORC1")
	b = binary.BigEndian.AppendUint64(b, f.count)
	b = append(b, f.chain[:]...)
	for i := 0; i < f.pad; i++ {
		b = append(b, byte(i*7+i>>8))
	}
	return snap(b), nil
}
func (f *fsm) Restore(r io.ReadCloser) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(b) >= 44 && string(b[:4]) == "ORC1" {
		f.count = binary.BigEndian.Uint64(b[4:])
		copy(f.chain[:], b[12:44])
		f.pad = len(b) - 44
		return nil
	}
	f.count = 0
	f.chain = sha256.Sum256(b)
	return nil
}
func (f *fsm) state() map[string]any {
	f.mu.Lock()
	defer f.mu.Unlock()
	return map[string]any{"count": f.count, "chain": hex.EncodeToString(f.chain[:])}
}

type snap []byte

func (s snap) Persist(k raft.SnapshotSink) error {
	if _, err := k.Write(s); err != nil {
		k.Cancel()
		return err
	}
	return k.Close()
}
func (s snap) Release() {}

// ---- loopback transport that keeps the configured (maybe foreign) address
type layer struct {
	net.Listener
	addr string
}
type saddr string

func (s saddr) Network() string { return "tcp" }
func (s saddr) String() string  { return string(s) }

var (
	lmu   sync.Mutex
	lmap  = map[string]string{}
	quiet = hclog.New(&hclog.LoggerOptions{Output: io.Discard, Level: hclog.Off})
)

func newLayer(addr string) *layer {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(err, "listen")
	lmu.Lock()
	lmap[addr] = l.Addr().String()
	lmu.Unlock()
	return &layer{l, addr}
}
func (l *layer) Addr() net.Addr { return saddr(l.addr) }
func (l *layer) Dial(a raft.ServerAddress, t time.Duration) (net.Conn, error) {
	lmu.Lock()
	real, ok := lmap[string(a)]
	lmu.Unlock()
	if !ok {
		return nil, fmt.Errorf("no node at %s", a)
	}
	return net.DialTimeout("tcp", real, t)
}

func logger() hclog.Logger {
	if os.Getenv("ORACLE_LOG") != "" {
		return hclog.New(&hclog.LoggerOptions{Output: os.Stderr, Level: hclog.Debug})
	}
	return quiet
}
func conf(id string) *raft.Config {
	c := raft.DefaultConfig()
	c.LocalID = raft.ServerID(id)
	c.Logger = logger()
	c.HeartbeatTimeout = 300 * time.Millisecond
	c.ElectionTimeout = 300 * time.Millisecond
	c.LeaderLeaseTimeout = 200 * time.Millisecond
	c.CommitTimeout = 5 * time.Millisecond
	return c
}

type openOpts struct {
	kind     string
	pageSize int
	nofl     bool
	newTime  bool
	nosync   bool
	ro       bool
}

func openStore(path string, o openOpts) (store, error) {
	if o.kind == "v1" {
		return rb1.New(rb1.Options{Path: path, NoSync: o.nosync, BoltOptions: &boltv1.Options{Timeout: 3 * time.Second, ReadOnly: o.ro}})
	}
	bo := &bbolt.Options{Timeout: 3 * time.Second, NoFreelistSync: o.nofl, PageSize: o.pageSize, ReadOnly: o.ro, PreLoadFreelist: !o.ro || !o.nofl}
	return rb2.New(rb2.Options{Path: path, NoSync: o.nosync, BoltOptions: bo, MsgpackUseNewTimeFormat: o.newTime})
}

func servers(s string) raft.Configuration {
	var c raft.Configuration
	for _, p := range strings.Split(s, ",") {
		if p == "" {
			continue
		}
		suf := raft.Voter
		if strings.HasSuffix(p, "!") {
			suf, p = raft.Nonvoter, strings.TrimSuffix(p, "!")
		}
		id, addr, ok := strings.Cut(p, "=")
		if !ok {
			id, addr = p, p
		}
		c.Servers = append(c.Servers, raft.Server{Suffrage: suf, ID: raft.ServerID(id), Address: raft.ServerAddress(addr)})
	}
	return c
}

type node struct {
	id, addr, dir string
	r             *raft.Raft
	f             *fsm
	s             store
	tr            *raft.NetworkTransport
}

func start(id, addr, rdir string, o openOpts, pad int, tune func(*raft.Config)) (*node, error) {
	n := &node{id: id, addr: addr, dir: rdir, f: &fsm{pad: pad}}
	if err := os.MkdirAll(rdir, 0o755); err != nil {
		return nil, err
	}
	snaps, err := raft.NewFileSnapshotStoreWithLogger(rdir, 3, logger())
	if err != nil {
		return nil, err
	}
	if n.s, err = openStore(filepath.Join(rdir, "raft.db"), o); err != nil {
		return nil, err
	}
	n.tr = raft.NewNetworkTransportWithLogger(newLayer(addr), 3, 2*time.Second, logger())
	c := conf(id)
	if tune != nil {
		tune(c)
	}
	func() {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v", p)
			}
		}()
		n.r, err = raft.NewRaft(c, n.f, n.s, n.s, snaps, n.tr)
	}()
	return n, err
}
func (n *node) stop() {
	if n.r != nil {
		n.r.Shutdown().Error()
	}
	n.tr.Close()
	n.s.Close()
}

func payload(i, size int) []byte {
	b := make([]byte, size)
	x := uint64(i)*0x9E3779B97F4A7C15 + 1
	for k := range b {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		b[k] = byte(x)
	}
	copy(b, fmt.Sprintf("#%d ", i))
	return b
}

func cmdMake(args []string) {
	fs := flag.NewFlagSet("make", flag.ExitOnError)
	dir := fs.String("dir", "", "target (one node: DIR; several: DIR/<id>)")
	entries := fs.Int("entries", 10, "command entries")
	size := fs.Int("size", 64, "entry size")
	srv := fs.String("servers", "n1=127.0.0.1:7001", "id=addr,... ('!' after = nonvoter)")
	changes := fs.Bool("changes", false, "after half the entries: add a voter and a nonvoter (absent), demote, remove")
	snaps := fs.Int("snaps", 0, "snapshots, evenly spaced")
	trailing := fs.Uint64("trailing", 10240, "trailing logs after a snapshot")
	pad := fs.Int("pad", 0, "padding bytes in snapshots")
	kind := fs.String("store", "v2", "v1 (boltdb/bolt+raft-boltdb root) or v2 (bbolt)")
	ps := fs.Int("pagesize", 0, "page size (v2 only)")
	nofl := fs.Bool("nofreelistsync", false, "")
	nt := fs.Bool("newtime", false, "msgpack new time format (v2)")
	nosync := fs.Bool("nosync", true, "")
	batch := fs.Int("batch", 64, "MaxAppendEntries")
	raw := fs.Bool("raw", false, "write store directly instead of running raft")
	restarts := fs.Int("restarts", 0, "restart the (single) node so many times: raises the term")
	fs.Parse(args)
	o := openOpts{kind: *kind, pageSize: *ps, nofl: *nofl, newTime: *nt, nosync: *nosync}
	cfg := servers(*srv)
	t0 := time.Now()
	if *raw {
		rd := filepath.Join(*dir, "raft")
		must(os.MkdirAll(rd, 0o755), "mkdir")
		s, err := openStore(filepath.Join(rd, "raft.db"), o)
		must(err, "open")
		must(s.SetUint64([]byte("CurrentTerm"), 1), "set")
		idx := uint64(1)
		must(s.StoreLog(&raft.Log{Index: idx, Term: 1, Type: raft.LogConfiguration, Data: raft.EncodeConfiguration(cfg)}), "log")
		var buf []*raft.Log
		for i := 0; i < *entries; i++ {
			idx++
			buf = append(buf, &raft.Log{Index: idx, Term: 1, Type: raft.LogCommand, Data: payload(i, *size), AppendedAt: time.Now()})
			if len(buf) == *batch || i == *entries-1 {
				must(s.StoreLogs(buf), "logs")
				buf = buf[:0]
			}
		}
		must(s.Close(), "close")
		out(map[string]any{"ms": time.Since(t0).Milliseconds()})
		return
	}
	if len(cfg.Servers) > 1 {
		o.nosync = false || *nosync
	}
	tune := func(c *raft.Config) {
		c.MaxAppendEntries = *batch
		c.BatchApplyCh = true
		c.TrailingLogs = *trailing
		c.SnapshotThreshold = 1 << 40
		c.SnapshotInterval = time.Hour
	}
	var nodes []*node
	for _, s := range cfg.Servers {
		d := *dir
		if len(cfg.Servers) > 1 {
			d = filepath.Join(*dir, string(s.ID))
		}
		n, err := start(string(s.ID), string(s.Address), filepath.Join(d, "raft"), o, *pad, tune)
		must(err, "start")
		nodes = append(nodes, n)
	}
	must(nodes[0].r.BootstrapCluster(cfg).Error(), "bootstrap")
	leader := func() *node {
		for t := time.Now(); time.Since(t) < 20*time.Second; time.Sleep(10 * time.Millisecond) {
			for _, n := range nodes {
				if n.r.State() == raft.Leader {
					return n
				}
			}
		}
		die("no leader")
		return nil
	}
	ld := leader()
	done, snapped := 0, 0
	apply := func(upto int) {
		var fut []raft.ApplyFuture
		for ; done < upto; done++ {
			fut = append(fut, ld.r.Apply(payload(done, *size), 30*time.Second))
			if len(fut) >= 512 {
				for _, f := range fut {
					must(f.Error(), "apply")
				}
				fut = fut[:0]
			}
		}
		for _, f := range fut {
			must(f.Error(), "apply")
		}
	}
	steps := *snaps + 1
	if steps < 2 {
		steps = 2
	}
	for st := 1; st <= steps; st++ {
		apply(*entries * st / steps)
		if *changes && st == (steps+1)/2 {
			must(ld.r.AddNonvoter("obs1", "10.9.9.9:6868", 0, 5*time.Second).Error(), "addnonvoter")
			must(ld.r.AddNonvoter("obs2", "10.9.9.10:6868", 0, 5*time.Second).Error(), "addnonvoter2")
			must(ld.r.RemoveServer("obs2", 0, 5*time.Second).Error(), "remove")
			if len(nodes) >= 3 {
				for _, n := range nodes {
					if n != ld {
						must(ld.r.DemoteVoter(raft.ServerID(n.id), 0, 5*time.Second).Error(), "demote")
						must(ld.r.AddVoter(raft.ServerID(n.id), raft.ServerAddress(n.addr), 0, 5*time.Second).Error(), "addvoter")
						break
					}
				}
			}
			must(ld.r.Barrier(5*time.Second).Error(), "barrier")
		}
		if snapped < *snaps {
			time.Sleep(50 * time.Millisecond)
			for _, n := range nodes {
				if err := n.r.Snapshot().Error(); err != nil {
					fmt.Fprintf(os.Stderr, "snapshot %s: %v\n", n.id, err)
				}
			}
			snapped++
		}
	}
	must(ld.r.Barrier(10*time.Second).Error(), "barrier")
	for i := 0; i < *restarts && len(nodes) == 1; i++ {
		nodes[0].stop()
		n, err := start(nodes[0].id, nodes[0].addr, nodes[0].dir, o, *pad, tune)
		must(err, "restart")
		nodes[0] = n
		ld = leader()
		must(ld.r.Apply(payload(done, *size), 5*time.Second).Error(), "apply")
		done++
		must(ld.r.Barrier(5*time.Second).Error(), "barrier")
	}
	time.Sleep(150 * time.Millisecond)
	res := map[string]any{"leader": ld.id, "ms": time.Since(t0).Milliseconds()}
	for _, n := range nodes {
		res["fsm_"+n.id] = n.f.state()
	}
	for _, n := range nodes {
		n.stop()
	}
	out(res)
}

func cfgJSON(c raft.Configuration) []map[string]string {
	r := []map[string]string{}
	for _, s := range c.Servers {
		r = append(r, map[string]string{"suffrage": s.Suffrage.String(), "id": string(s.ID), "address": string(s.Address)})
	}
	return r
}

func cmdCheck(args []string) {
	fs := flag.NewFlagSet("check", flag.ExitOnError)
	kind := fs.String("store", "v2", "v1|v2 library to read with")
	fs.Parse(args)
	dir := raftDir(fs.Arg(0))
	res := map[string]any{"dir": dir}
	defer func() {
		if p := recover(); p != nil {
			res["panic"] = fmt.Sprint(p)
			if os.Getenv("ORACLE_LOG") != "" {
				debug.PrintStack()
			}
		}
		out(res)
	}()
	debug.SetPanicOnFault(true)
	db := filepath.Join(dir, "raft.db")
	var snapIdx uint64
	var conf raft.Configuration
	var confIdx uint64
	// snapshots: do not create anything
	if _, err := os.Stat(filepath.Join(dir, "snapshots")); err == nil {
		ss, err := raft.NewFileSnapshotStoreWithLogger(dir, 1000, quiet)
		if err == nil {
			list, err := ss.List()
			var l []map[string]any
			for _, m := range list {
				e := map[string]any{"id": m.ID, "version": m.Version, "index": m.Index, "term": m.Term, "size": m.Size, "configurationIndex": m.ConfigurationIndex, "configuration": cfgJSON(m.Configuration)}
				_, rc, err := ss.Open(m.ID)
				if err != nil {
					e["open"] = err.Error()
				} else {
					h := sha256.New()
					io.Copy(h, rc)
					rc.Close()
					e["open"] = "ok"
					e["sha256"] = hex.EncodeToString(h.Sum(nil))
					if snapIdx == 0 {
						snapIdx, conf, confIdx = m.Index, m.Configuration, m.ConfigurationIndex
					}
				}
				l = append(l, e)
			}
			res["snapshots"] = l
			if err != nil {
				res["snapshots_error"] = err.Error()
			}
		} else {
			res["snapshots_error"] = err.Error()
		}
	}
	if _, err := os.Stat(db); err != nil {
		res["db"] = "absent"
		return
	}
	// bbolt check runs in a child: a damaged file may crash the process
	if self, err := os.Executable(); err == nil {
		c := exec.Command(self, "boltcheck", db)
		var so, se bytes.Buffer
		c.Stdout, c.Stderr = &so, &se
		err := c.Run()
		if json.Unmarshal(so.Bytes(), &res) != nil || err != nil {
			l := strings.SplitN(se.String(), "\n", 2)[0]
			res["bolt_check"] = []string{"crash: " + l}
		}
	}
	s, err := openStore(db, openOpts{kind: *kind, ro: true})
	if err != nil {
		res["store_open_error"] = err.Error()
		return
	}
	defer s.Close()
	stab := map[string]any{}
	for _, k := range []string{"CurrentTerm", "LastVoteTerm"} {
		v, err := s.GetUint64([]byte(k))
		if err != nil {
			stab[k] = nil
		} else {
			stab[k] = v
		}
	}
	if v, err := s.Get([]byte("LastVoteCand")); err == nil {
		stab["LastVoteCand"] = string(v)
	} else {
		stab["LastVoteCand"] = nil
	}
	res["stable"] = stab
	first, err := s.FirstIndex()
	if err != nil {
		res["first_error"] = err.Error()
	}
	last, err := s.LastIndex()
	if err != nil {
		res["last_error"] = err.Error()
	}
	res["first"], res["last"] = first, last
	types := map[string]int{}
	h := sha256.New()
	n, dataBytes, gaps := 0, 0, 0
	var bad []string
	var firstAt, lastAt string
	st := &fsm{}
	for i := first; first > 0 && i <= last; i++ {
		var l raft.Log
		if err := s.GetLog(i, &l); err != nil {
			if errors.Is(err, raft.ErrLogNotFound) {
				gaps++
			} else if len(bad) < 5 {
				bad = append(bad, fmt.Sprintf("%d: %v", i, err))
			}
			continue
		}
		n++
		types[l.Type.String()]++
		dataBytes += len(l.Data)
		var b [33]byte
		binary.BigEndian.PutUint64(b[0:], l.Index)
		binary.BigEndian.PutUint64(b[8:], l.Term)
		b[16] = byte(l.Type)
		binary.BigEndian.PutUint64(b[17:], uint64(len(l.Data)))
		var at int64
		if !l.AppendedAt.IsZero() {
			at = l.AppendedAt.UnixNano()
			if firstAt == "" {
				firstAt = l.AppendedAt.UTC().Format(time.RFC3339Nano)
			}
			lastAt = l.AppendedAt.UTC().Format(time.RFC3339Nano)
		}
		binary.BigEndian.PutUint64(b[25:], uint64(at))
		h.Write(b[:])
		h.Write(l.Data)
		h.Write(l.Extensions)
		if l.Type == raft.LogCommand {
			st.Apply(&l)
		}
		if i > snapIdx && l.Type == raft.LogConfiguration {
			conf, confIdx = raft.DecodeConfiguration(l.Data), l.Index
		}
	}
	res["entries"], res["types"], res["data_bytes"], res["gaps"] = n, types, dataBytes, gaps
	res["log_sha256"] = hex.EncodeToString(h.Sum(nil))
	res["first_appended"], res["last_appended"] = firstAt, lastAt
	if bad != nil {
		res["bad_entries"] = bad
	}
	res["configuration"] = map[string]any{"index": confIdx, "servers": cfgJSON(conf)}
}

func cmdBoot(args []string) {
	fs := flag.NewFlagSet("boot", flag.ExitOnError)
	kind := fs.String("store", "v2", "")
	wait := fs.Duration("wait", 10*time.Second, "")
	fs.Parse(args) // args: id=addr=dir ...
	var nodes []*node
	res := map[string]any{}
	for _, a := range fs.Args() {
		p := strings.SplitN(a, "=", 3)
		if len(p) != 3 {
			die("node must be id=addr=dir")
		}
		n, err := start(p[0], p[1], raftDir(p[2]), openOpts{kind: *kind}, 0, func(c *raft.Config) { c.SnapshotInterval = time.Hour })
		if err != nil {
			out(map[string]any{"node": p[0], "error": err.Error(), "leader": nil})
			os.Exit(2)
		}
		nodes = append(nodes, n)
	}
	var ld *node
	for t := time.Now(); ld == nil && time.Since(t) < *wait; time.Sleep(20 * time.Millisecond) {
		for _, n := range nodes {
			if n.r.State() == raft.Leader {
				ld = n
			}
		}
	}
	if ld != nil {
		res["leader"] = ld.id
		if err := ld.r.Barrier(5 * time.Second).Error(); err != nil {
			res["barrier"] = err.Error()
		} else {
			res["barrier"] = "ok"
		}
		time.Sleep(300 * time.Millisecond)
	} else {
		res["leader"] = nil
	}
	ns := map[string]any{}
	for _, n := range nodes {
		f := n.r.GetConfiguration()
		f.Error()
		ns[n.id] = map[string]any{"state": n.r.State().String(), "term": n.r.Stats()["term"], "last_log": n.r.LastIndex(), "applied": n.r.AppliedIndex(), "commit": n.r.CommitIndex(), "fsm": n.f.state(), "configuration": cfgJSON(f.Configuration()), "configuration_index": f.Index(), "last_snapshot": n.r.Stats()["last_snapshot_index"]}
	}
	res["nodes"] = ns
	for _, n := range nodes {
		n.stop()
	}
	out(res)
	if ld == nil {
		os.Exit(3)
	}
}

func cmdRecover(args []string) {
	fs := flag.NewFlagSet("recover", flag.ExitOnError)
	kind := fs.String("store", "v2", "")
	id := fs.String("id", "n1", "local id")
	addr := fs.String("addr", "127.0.0.1:7001", "local address")
	srv := fs.String("servers", "", "configuration id=addr,...")
	peers := fs.String("peers", "", "peers.json to read with ReadConfigJSON")
	old := fs.Bool("old", false, "read peers with ReadPeersJSON")
	fs.Parse(args)
	rd := raftDir(fs.Arg(0))
	var cfg raft.Configuration
	var err error
	if *peers != "" {
		if *old {
			cfg, err = raft.ReadPeersJSON(*peers)
		} else {
			cfg, err = raft.ReadConfigJSON(*peers)
		}
		if err != nil {
			out(map[string]any{"error": "peers: " + err.Error()})
			os.Exit(2)
		}
	} else {
		cfg = servers(*srv)
	}
	s, err := openStore(filepath.Join(rd, "raft.db"), openOpts{kind: *kind})
	must(err, "open")
	snaps, err := raft.NewFileSnapshotStoreWithLogger(rd, 3, logger())
	must(err, "snaps")
	tr := raft.NewNetworkTransportWithLogger(newLayer(*addr), 3, time.Second, logger())
	f := &fsm{}
	if err := raft.RecoverCluster(conf(*id), f, s, s, snaps, tr, cfg); err != nil {
		out(map[string]any{"error": err.Error()})
		os.Exit(2)
	}
	s.Close()
	out(map[string]any{"ok": true, "fsm": f.state(), "configuration": cfgJSON(cfg)})
}

func cmdBoltCheck(args []string) {
	db := args[0]
	res := map[string]any{}
	func() {
		defer func() {
			if p := recover(); p != nil {
				res["bolt_check"] = []string{fmt.Sprint("panic: ", p)}
			}
		}()
		b, err := bbolt.Open(db, 0o600, &bbolt.Options{ReadOnly: true, Timeout: 3 * time.Second, PreLoadFreelist: true})
		if err != nil {
			res["bolt_open_error"] = err.Error()
			return
		}
		defer b.Close()
		errs := []string{}
		b.View(func(tx *bbolt.Tx) error {
			for e := range tx.Check() {
				errs = append(errs, e.Error())
			}
			res["page_size"] = b.Info().PageSize
			res["txid"] = tx.ID()
			res["tx_size"] = tx.Size()
			bk := map[string]any{}
			tx.ForEach(func(name []byte, bb *bbolt.Bucket) error {
				st := bb.Stats()
				bk[string(name)] = map[string]any{"keys": st.KeyN, "leaf": st.LeafPageN, "branch": st.BranchPageN, "overflow": st.LeafOverflowN + st.BranchOverflowN, "depth": st.Depth, "inline": st.InlineBucketN, "sequence": bb.Sequence()}
				return nil
			})
			res["buckets"] = bk
			c := map[string]string{}
			if cb := tx.Bucket([]byte("conf")); cb != nil {
				cb.ForEach(func(k, v []byte) error { c[string(k)] = hex.EncodeToString(v); return nil })
			}
			res["conf_raw"] = c
			return nil
		})
		res["bolt_check"] = errs
		res["free_pages"] = b.Stats().FreePageN
	}()
	out(res)
}

// encode: print the hex of encodings (configuration, peers, log) for spec work
func cmdEncode(args []string) {
	fs := flag.NewFlagSet("encode", flag.ExitOnError)
	srv := fs.String("servers", "n1=127.0.0.1:7001", "")
	fs.Parse(args)
	c := servers(*srv)
	b := raft.EncodeConfiguration(c)
	fmt.Println("configuration", hex.EncodeToString(b))
	if !bytes.Equal(b, raft.EncodeConfiguration(raft.DecodeConfiguration(b))) {
		die("roundtrip")
	}
}

func main() {
	if len(os.Args) < 2 {
		die("usage: raft-oracle make|check|boot|recover|encode|decode|peers ...")
	}
	switch os.Args[1] {
	case "make":
		cmdMake(os.Args[2:])
	case "check":
		cmdCheck(os.Args[2:])
	case "boltcheck":
		cmdBoltCheck(os.Args[2:])
	case "boot":
		cmdBoot(os.Args[2:])
	case "recover":
		cmdRecover(os.Args[2:])
	case "encode":
		cmdEncode(os.Args[2:])
	case "decode":
		cmdDecode(os.Args[2:])
	case "peers":
		cmdPeers(os.Args[2:])
	default:
		die("unknown command")
	}
}
