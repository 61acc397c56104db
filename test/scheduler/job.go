package main

import (
	"encoding/json"
	"regexp"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// job has the fields of Dkron's Job message that the tests make. `wire` is what the log and the store hold.
type job struct {
	Name           string
	DisplayName    string
	Timezone       string
	Schedule       string
	Owner          string
	Disabled       bool
	Retries        uint32
	DependentJobs  []string
	ParentJob      string
	Concurrency    string
	Executor       string
	ExecutorConfig map[string]string
	Metadata       map[string]string
	SuccessCount   int32
	LastSuccess    time.Time
	Status         string
}

var jobName = regexp.MustCompile(`^[\p{Ll}0-9_-]+$`)

// Field numbers of message Job (proto/types.proto, the same from v2 to v4).
const (
	jobNameField, jobTimezone, jobSchedule, jobOwner       = 1, 2, 3, 7
	jobSuccessCount, jobDisabled, jobRetries               = 9, 11, 13
	jobDependents, jobParent, jobConcurrency               = 14, 15, 16
	jobExecutor, jobExecutorConfig, jobStatus, jobMetadata = 17, 18, 19, 20
	jobDisplayName, jobLastSuccess                         = 24, 25
)

func (j job) encode() []byte {
	var b []byte
	b = appendText(b, jobNameField, j.Name)
	b = appendText(b, jobTimezone, j.Timezone)
	b = appendText(b, jobSchedule, j.Schedule)
	b = appendText(b, jobOwner, j.Owner)
	b = appendNumber(b, jobSuccessCount, uint64(j.SuccessCount))
	b = appendNumber(b, jobDisabled, protowire.EncodeBool(j.Disabled))
	b = appendNumber(b, jobRetries, uint64(j.Retries))
	for _, d := range j.DependentJobs {
		b = appendText(b, jobDependents, d)
	}
	b = appendText(b, jobParent, j.ParentJob)
	b = appendText(b, jobConcurrency, j.Concurrency)
	b = appendText(b, jobExecutor, j.Executor)
	b = appendMap(b, jobExecutorConfig, j.ExecutorConfig)
	b = appendText(b, jobStatus, j.Status)
	b = appendMap(b, jobMetadata, j.Metadata)
	b = appendText(b, jobDisplayName, j.DisplayName)
	if !j.LastSuccess.IsZero() {
		var nullable []byte
		nullable = appendNumber(nullable, 1, 1)
		nullable = appendMessage(nullable, 2, encodeTime(j.LastSuccess))
		b = appendMessage(b, jobLastSuccess, nullable)
	}
	return b
}

func decodeJob(b []byte) (job, error) {
	var j job
	err := eachField(b, func(f field) error {
		switch f.number {
		case jobNameField:
			j.Name = string(f.bytes)
		case jobTimezone:
			j.Timezone = string(f.bytes)
		case jobSchedule:
			j.Schedule = string(f.bytes)
		case jobOwner:
			j.Owner = string(f.bytes)
		case jobSuccessCount:
			j.SuccessCount = int32(f.varint)
		case jobDisabled:
			j.Disabled = f.varint != 0
		case jobRetries:
			j.Retries = uint32(f.varint)
		case jobDependents:
			j.DependentJobs = append(j.DependentJobs, string(f.bytes))
		case jobParent:
			j.ParentJob = string(f.bytes)
		case jobConcurrency:
			j.Concurrency = string(f.bytes)
		case jobExecutor:
			j.Executor = string(f.bytes)
		case jobExecutorConfig:
			return readMapEntry(&j.ExecutorConfig, f.bytes)
		case jobStatus:
			j.Status = string(f.bytes)
		case jobMetadata:
			return readMapEntry(&j.Metadata, f.bytes)
		case jobDisplayName:
			j.DisplayName = string(f.bytes)
		case jobLastSuccess:
			return eachField(f.bytes, func(inner field) error {
				if inner.number != 2 {
					return nil
				}
				at, err := decodeTime(inner.bytes)
				j.LastSuccess = at
				return err
			})
		}
		return nil
	})
	return j, err
}

// storedJob is the JSON in the state machine: Go's generic JSON of the message, zero values left out.
type storedJob struct {
	Name           string            `json:"name,omitempty"`
	Timezone       string            `json:"timezone,omitempty"`
	Schedule       string            `json:"schedule,omitempty"`
	Owner          string            `json:"owner,omitempty"`
	SuccessCount   int32             `json:"success_count,omitempty"`
	Disabled       bool              `json:"disabled,omitempty"`
	Retries        uint32            `json:"retries,omitempty"`
	DependentJobs  []string          `json:"dependent_jobs,omitempty"`
	ParentJob      string            `json:"parent_job,omitempty"`
	Concurrency    string            `json:"concurrency,omitempty"`
	Executor       string            `json:"executor,omitempty"`
	ExecutorConfig map[string]string `json:"executor_config,omitempty"`
	Status         string            `json:"status,omitempty"`
	Metadata       map[string]string `json:"metadata,omitempty"`
	DisplayName    string            `json:"displayname,omitempty"`
	LastSuccess    *nullableTime     `json:"last_success,omitempty"`
}

type nullableTime struct {
	HasValue bool       `json:"has_value,omitempty"`
	Time     *timestamp `json:"time,omitempty"`
}

type timestamp struct {
	Seconds int64 `json:"seconds,omitempty"`
	Nanos   int32 `json:"nanos,omitempty"`
}

func timestampOf(t time.Time) *timestamp { return &timestamp{t.Unix(), int32(t.Nanosecond())} }

func (j job) stored() []byte {
	s := storedJob{
		Name: j.Name, Timezone: j.Timezone, Schedule: j.Schedule, Owner: j.Owner, SuccessCount: j.SuccessCount,
		Disabled: j.Disabled, Retries: j.Retries, DependentJobs: j.DependentJobs, ParentJob: j.ParentJob,
		Concurrency: j.Concurrency, Executor: j.Executor, ExecutorConfig: j.ExecutorConfig, Status: j.Status,
		Metadata: j.Metadata, DisplayName: j.DisplayName,
	}
	if !j.LastSuccess.IsZero() {
		s.LastSuccess = &nullableTime{true, timestampOf(j.LastSuccess)}
	}
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // strings, numbers and maps of strings always encode
	}
	return text
}

func jobOfStored(text string) (job, error) {
	var s storedJob
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return job{}, err
	}
	j := job{
		Name: s.Name, Timezone: s.Timezone, Schedule: s.Schedule, Owner: s.Owner, SuccessCount: s.SuccessCount,
		Disabled: s.Disabled, Retries: s.Retries, DependentJobs: s.DependentJobs, ParentJob: s.ParentJob,
		Concurrency: s.Concurrency, Executor: s.Executor, ExecutorConfig: s.ExecutorConfig, Status: s.Status,
		Metadata: s.Metadata, DisplayName: s.DisplayName,
	}
	if s.LastSuccess != nil && s.LastSuccess.HasValue && s.LastSuccess.Time != nil {
		j.LastSuccess = time.Unix(s.LastSuccess.Time.Seconds, int64(s.LastSuccess.Time.Nanos)).UTC()
	}
	return j, nil
}
