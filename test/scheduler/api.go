package main

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"

	"github.com/hashicorp/raft"
	"github.com/hashicorp/serf/serf"
)

func (a *agent) startHTTP() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, map[string]string{"status": "healthy"})
	})
	mux.HandleFunc("GET /v1/{$}", a.getAgent)
	mux.HandleFunc("GET /v1/leader", a.getLeader)
	mux.HandleFunc("GET /v1/isleader", a.getIsLeader)
	mux.HandleFunc("GET /v1/members", a.getMembers)
	mux.HandleFunc("GET /v1/busy", func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, []string{}) })
	mux.HandleFunc("GET /raft/peers", a.getPeers)
	mux.HandleFunc("GET /v1/jobs", a.getJobs)
	mux.HandleFunc("GET /v1/jobs/{name}", a.getJob)
	mux.HandleFunc("GET /v1/jobs/{name}/executions", a.getExecutions)
	mux.HandleFunc("POST /v1/jobs", a.onLeader(a.postJob))
	mux.HandleFunc("POST /v1/jobs/{name}", a.onLeader(a.runJob))
	mux.HandleFunc("DELETE /v1/jobs/{name}", a.onLeader(a.deleteJob))
	// Without a leader this answers too, with 200 and a list of failures.
	mux.HandleFunc("POST /v1/restore", a.postRestore)
	a.log.info("api: Running HTTP server", "address", ":"+strconv.Itoa(httpPort))
	go func() {
		if err := http.ListenAndServe(":"+strconv.Itoa(httpPort), mux); err != nil {
			a.log.error("api: Error starting HTTP server", "error", err.Error())
		}
	}()
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // the answers hold nothing that cannot be encoded
	}
	_, _ = w.Write(text)
}

// leader is the member whose address the Raft library names as the leader's; nil when there is none, also when the
// leader advertises an address that no member has.
func (a *agent) leader() *serf.Member {
	r := a.raftNow()
	if r == nil {
		return nil
	}
	address, _ := r.LeaderWithID()
	for _, m := range a.serf.Members() {
		if address != "" && m.Tags["rpc_addr"] == string(address) {
			return &m
		}
	}
	return nil
}

func (a *agent) getAgent(w http.ResponseWriter, _ *http.Request) {
	answer(w, 200, map[string]any{
		"agent": map[string]string{"name": a.nodeName, "version": "devel"},
		"serf":  a.serf.Stats(),
		"tags":  a.serf.LocalMember().Tags,
	})
}

func (a *agent) getLeader(w http.ResponseWriter, _ *http.Request) {
	leader := a.leader()
	if leader == nil {
		a.log.info("Error #01: no member leader found in member list")
		answer(w, 500, nil)
		return
	}
	answer(w, 200, leader)
}

func (a *agent) getIsLeader(w http.ResponseWriter, _ *http.Request) {
	if r := a.raftNow(); r != nil && r.State() == raft.Leader {
		answer(w, 200, "I am a leader")
		return
	}
	answer(w, 404, "I am a follower")
}

type apiMember struct {
	serf.Member
	ID         string `json:"id"`
	StatusText string `json:"statusText"`
}

func (a *agent) getMembers(w http.ResponseWriter, _ *http.Request) {
	members := []apiMember{}
	for _, m := range a.serf.Members() {
		sum := md5.Sum([]byte(m.Name))
		h := hex.EncodeToString(sum[:])
		id := fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:])
		members = append(members, apiMember{m, id, m.Status.String()})
	}
	answer(w, 200, members)
}

// onLeader runs a handler on the leader: here, or by handing the request on. Dkron does the same over gRPC.
func (a *agent) onLeader(handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		leader := a.leader()
		switch {
		case leader == nil:
			a.log.error("grpc: error dialing.", "error", errNoLeader.Error(), "method", "SetJob", "server_addr", "")
			answer(w, 500, errNoLeader.Error())
		case leader.Name == a.nodeName:
			handle(w, r)
		default:
			target := &url.URL{Scheme: "http", Host: leader.Addr.String() + ":" + strconv.Itoa(httpPort)}
			httputil.NewSingleHostReverseProxy(target).ServeHTTP(w, r)
		}
	}
}
