package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/hashicorp/raft"
	"github.com/tidwall/buntdb"
)

// First byte of a command in the Raft log.
const (
	setJob        = 0
	deleteJob     = 1
	setExecution  = 2
	executionDone = 4
)

// stateMachine keeps jobs and executions in BuntDB, in memory, under `jobs:<name>` and `executions:<job>:<ns>-<node>`.
type stateMachine struct {
	mu sync.Mutex
	db *buntdb.DB
}

func newStateMachine() *stateMachine { return &stateMachine{db: openMemory()} }

func openMemory() *buntdb.DB {
	db, err := buntdb.Open(":memory:")
	if err != nil {
		panic(err) // a store in memory has nothing that could fail
	}
	return db
}

func (s *stateMachine) Apply(entry *raft.Log) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	command, message := entry.Data[0], entry.Data[1:]
	return s.db.Update(func(tx *buntdb.Tx) error {
		switch command {
		case setJob:
			j, err := decodeJob(message)
			if err != nil {
				return err
			}
			return putJob(tx, j)
		case deleteJob:
			var name string
			err := eachField(message, func(f field) error {
				name = string(f.bytes)
				return nil
			})
			if err != nil {
				return err
			}
			return removeJob(tx, name)
		case setExecution:
			e, err := decodeExecution(message)
			if err != nil {
				return err
			}
			return put(tx, e.key(), e.stored())
		case executionDone:
			return finishExecution(tx, message)
		}
		return nil
	})
}

func put(tx *buntdb.Tx, key string, value []byte) error {
	_, _, err := tx.Set(key, string(value), nil)
	return err
}

func putJob(tx *buntdb.Tx, j job) error {
	if j.ParentJob != "" {
		if _, err := getJob(tx, j.ParentJob); err != nil {
			return err
		}
	}
	old, err := getJob(tx, j.Name)
	if err == nil {
		j.SuccessCount = max(j.SuccessCount, old.SuccessCount)
		if len(old.DependentJobs) > 0 {
			j.DependentJobs = old.DependentJobs
		}
		if old.LastSuccess.After(j.LastSuccess) {
			j.LastSuccess = old.LastSuccess
		}
		if old.Status != "" {
			j.Status = old.Status
		}
	}
	if err := put(tx, "jobs:"+j.Name, j.stored()); err != nil || old.ParentJob == j.ParentJob {
		return err
	}
	return errors.Join(setDependents(tx, old.ParentJob, func(names []string) []string {
		return slices.DeleteFunc(names, func(name string) bool { return name == j.Name })
	}), setDependents(tx, j.ParentJob, func(names []string) []string {
		// Also when it stands there already: what was sent with a list of its own gets everyone twice.
		return append(names, j.Name)
	}))
}

func setDependents(tx *buntdb.Tx, parent string, change func([]string) []string) error {
	if parent == "" {
		return nil
	}
	j, err := getJob(tx, parent)
	if err != nil {
		return err
	}
	j.DependentJobs = change(j.DependentJobs)
	return put(tx, "jobs:"+j.Name, j.stored())
}

func removeJob(tx *buntdb.Tx, name string) error {
	j, err := getJob(tx, name)
	if err != nil {
		return err
	}
	if len(j.DependentJobs) > 0 {
		return errors.New("store: could not delete job with dependent jobs, delete childs first")
	}
	_, err = tx.Delete("jobs:" + name)
	return err
}

func finishExecution(tx *buntdb.Tx, message []byte) error {
	var e execution
	err := eachField(message, func(f field) (err error) {
		e, err = decodeExecution(f.bytes)
		return err
	})
	if err != nil {
		return err
	}
	j, err := getJob(tx, e.JobName)
	if err != nil {
		return nil
	}
	if err := put(tx, e.key(), e.stored()); err != nil {
		return err
	}
	j.SuccessCount++
	j.LastSuccess = e.FinishedAt
	j.Status = "success"
	return put(tx, "jobs:"+j.Name, j.stored())
}

func getJob(tx *buntdb.Tx, name string) (job, error) {
	text, err := tx.Get("jobs:" + name)
	if err != nil {
		return job{}, fmt.Errorf("job %s: %w", name, err)
	}
	return jobOfStored(text)
}

func (s *stateMachine) job(name string) (j job, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	err = s.db.View(func(tx *buntdb.Tx) error {
		j, err = getJob(tx, name)
		return err
	})
	return j, err
}

func (s *stateMachine) jobs() ([]job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	jobs := []job{}
	err := s.db.View(func(tx *buntdb.Tx) error {
		var bad error
		err := tx.AscendKeys("jobs:*", func(_, value string) bool {
			var j job
			if j, bad = jobOfStored(value); bad == nil {
				jobs = append(jobs, j)
			}
			return bad == nil
		})
		return errors.Join(err, bad)
	})
	sort.Slice(jobs, func(a, b int) bool { return jobs[a].Name < jobs[b].Name })
	return jobs, err
}

func (s *stateMachine) executions(jobName string) (values []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.db.View(func(tx *buntdb.Tx) error {
		return tx.AscendKeys("executions:"+jobName+":*", func(_, value string) bool {
			values = append(values, value)
			return true
		})
	})
	return values
}

// Snapshot holds the store's own append format, as BuntDB's Save writes it.
func (s *stateMachine) Snapshot() (raft.FSMSnapshot, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var text strings.Builder
	err := s.db.Save(&text)
	return savedState(text.String()), err
}

func (s *stateMachine) Restore(from io.ReadCloser) error {
	defer from.Close()
	fresh := openMemory()
	if err := fresh.Load(from); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.db = fresh
	return nil
}

type savedState string

func (s savedState) Persist(sink raft.SnapshotSink) error {
	if _, err := io.WriteString(sink, string(s)); err != nil {
		return errors.Join(err, sink.Cancel())
	}
	return sink.Close()
}

func (s savedState) Release() {}
