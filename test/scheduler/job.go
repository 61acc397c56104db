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
	OwnerEmail     string
	Disabled       bool
	Tags           map[string]string
	Retries        uint32
	DependentJobs  []string
	ParentJob      string
	Concurrency    string
	Executor       string
	ExecutorConfig map[string]string
	Metadata       map[string]string
	SuccessCount   int32
	LastSuccess    time.Time
	ExpiresAt      time.Time
	Status         string
}

var jobName = regexp.MustCompile(`^[\p{Ll}0-9_-]+$`)

// Field numbers of message Job (proto/types.proto, the same from v2 to v4).
const (
	jobNameField, jobTimezone, jobSchedule, jobOwner       = 1, 2, 3, 7
	jobOwnerEmail, jobSuccessCount, jobDisabled            = 8, 9, 11
	jobTags, jobRetries                                    = 12, 13
	jobDependents, jobParent, jobConcurrency               = 14, 15, 16
	jobExecutor, jobExecutorConfig, jobStatus, jobMetadata = 17, 18, 19, 20
	jobDisplayName, jobLastSuccess, jobExpiresAt           = 24, 25, 29
)

func (j job) encode() []byte {
	var b []byte
	b = appendText(b, jobNameField, j.Name)
	b = appendText(b, jobTimezone, j.Timezone)
	b = appendText(b, jobSchedule, j.Schedule)
	b = appendText(b, jobOwner, j.Owner)
	b = appendText(b, jobOwnerEmail, j.OwnerEmail)
	b = appendNumber(b, jobSuccessCount, uint64(j.SuccessCount))
	b = appendNumber(b, jobDisabled, protowire.EncodeBool(j.Disabled))
	b = appendMap(b, jobTags, j.Tags)
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
	b = appendNullable(b, jobLastSuccess, j.LastSuccess)
	return appendNullable(b, jobExpiresAt, j.ExpiresAt)
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
		case jobOwnerEmail:
			j.OwnerEmail = string(f.bytes)
		case jobTags:
			return readMapEntry(&j.Tags, f.bytes)
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
			return readNullable(&j.LastSuccess, f.bytes)
		case jobExpiresAt:
			return readNullable(&j.ExpiresAt, f.bytes)
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
	OwnerEmail     string            `json:"owner_email,omitempty"`
	Tags           map[string]string `json:"tags,omitempty"`
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
	ExpiresAt      *nullableTime     `json:"expires_at,omitempty"`
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

func nullableOf(t time.Time) *nullableTime {
	if t.IsZero() {
		return nil
	}
	return &nullableTime{true, timestampOf(t)}
}

func (n *nullableTime) time() time.Time {
	if n == nil || !n.HasValue || n.Time == nil {
		return time.Time{}
	}
	return time.Unix(n.Time.Seconds, int64(n.Time.Nanos)).UTC()
}

func (j job) stored() []byte {
	s := storedJob{
		Name: j.Name, Timezone: j.Timezone, Schedule: j.Schedule, Owner: j.Owner, SuccessCount: j.SuccessCount,
		Disabled: j.Disabled, Retries: j.Retries, DependentJobs: j.DependentJobs, ParentJob: j.ParentJob,
		Concurrency: j.Concurrency, Executor: j.Executor, ExecutorConfig: j.ExecutorConfig, Status: j.Status,
		Metadata: j.Metadata, DisplayName: j.DisplayName, OwnerEmail: j.OwnerEmail, Tags: j.Tags,
		LastSuccess: nullableOf(j.LastSuccess), ExpiresAt: nullableOf(j.ExpiresAt),
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
	return job{
		Name: s.Name, Timezone: s.Timezone, Schedule: s.Schedule, Owner: s.Owner, SuccessCount: s.SuccessCount,
		Disabled: s.Disabled, Retries: s.Retries, DependentJobs: s.DependentJobs, ParentJob: s.ParentJob,
		Concurrency: s.Concurrency, Executor: s.Executor, ExecutorConfig: s.ExecutorConfig, Status: s.Status,
		Metadata: s.Metadata, DisplayName: s.DisplayName, OwnerEmail: s.OwnerEmail, Tags: s.Tags,
		LastSuccess: s.LastSuccess.time(), ExpiresAt: s.ExpiresAt.time(),
	}, nil
}
