package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// apiJob is a job as the API takes and gives it.
type apiJob struct {
	ID             string            `json:"id"`
	Name           string            `json:"name"`
	DisplayName    string            `json:"displayname"`
	Timezone       string            `json:"timezone"`
	Schedule       string            `json:"schedule"`
	Owner          string            `json:"owner"`
	OwnerEmail     string            `json:"owner_email"`
	SuccessCount   int32             `json:"success_count"`
	ErrorCount     int32             `json:"error_count"`
	LastSuccess    *time.Time        `json:"last_success"`
	LastError      *time.Time        `json:"last_error"`
	Disabled       bool              `json:"disabled"`
	Tags           map[string]string `json:"tags"`
	Metadata       map[string]string `json:"metadata"`
	Retries        uint32            `json:"retries"`
	DependentJobs  []string          `json:"dependent_jobs"`
	ParentJob      string            `json:"parent_job"`
	Concurrency    string            `json:"concurrency"`
	Executor       string            `json:"executor"`
	ExecutorConfig map[string]string `json:"executor_config"`
	Status         string            `json:"status"`
	ExpiresAt      *time.Time        `json:"expires_at"`
}

func apiJobOf(j job) apiJob {
	out := apiJob{
		ID: j.Name, Name: j.Name, DisplayName: j.DisplayName, Timezone: j.Timezone, Schedule: j.Schedule, Owner: j.Owner,
		SuccessCount: j.SuccessCount, Disabled: j.Disabled, Metadata: j.Metadata, Retries: j.Retries,
		DependentJobs: j.DependentJobs, ParentJob: j.ParentJob, Concurrency: j.Concurrency, Executor: j.Executor,
		ExecutorConfig: j.ExecutorConfig, Status: j.Status, OwnerEmail: j.OwnerEmail, Tags: j.Tags,
	}
	if !j.LastSuccess.IsZero() {
		out.LastSuccess = &j.LastSuccess
	}
	if !j.ExpiresAt.IsZero() {
		out.ExpiresAt = &j.ExpiresAt
	}
	return out
}

func (in apiJob) job() (job, error) {
	if !jobName.MatchString(in.Name) {
		return job{}, fmt.Errorf("name contains illegal character in %q", in.Name)
	}
	if in.ParentJob == in.Name {
		return job{}, fmt.Errorf("%q is its own parent", in.Name)
	}
	if in.Schedule == "" && in.ParentJob == "" {
		return job{}, fmt.Errorf("schedule is empty in %q", in.Name)
	}
	j := job{
		Name: in.Name, DisplayName: in.DisplayName, Timezone: in.Timezone, Schedule: in.Schedule, Owner: in.Owner,
		SuccessCount: in.SuccessCount, Disabled: in.Disabled, Metadata: in.Metadata, Retries: in.Retries,
		DependentJobs: in.DependentJobs, ParentJob: in.ParentJob, Concurrency: in.Concurrency, Executor: in.Executor,
		ExecutorConfig: in.ExecutorConfig, Status: in.Status, OwnerEmail: in.OwnerEmail, Tags: in.Tags,
	}
	if in.LastSuccess != nil {
		j.LastSuccess = *in.LastSuccess
	}
	if in.ExpiresAt != nil {
		j.ExpiresAt = *in.ExpiresAt
	}
	return j, nil
}

func (a *agent) getJobs(w http.ResponseWriter, _ *http.Request) {
	jobs, err := a.state.jobs()
	if err != nil {
		answer(w, 500, err.Error())
		return
	}
	out := []apiJob{}
	for _, j := range jobs {
		out = append(out, apiJobOf(j))
	}
	answer(w, 200, out)
}

func (a *agent) getJob(w http.ResponseWriter, r *http.Request) {
	j, err := a.state.job(r.PathValue("name"))
	if err != nil {
		answer(w, 404, nil)
		return
	}
	answer(w, 200, apiJobOf(j))
}

func (a *agent) getExecutions(w http.ResponseWriter, r *http.Request) {
	out := []json.RawMessage{}
	for _, value := range a.state.executions(r.PathValue("name")) {
		out = append(out, json.RawMessage(value))
	}
	answer(w, 200, out)
}

func (a *agent) postJob(w http.ResponseWriter, r *http.Request) {
	var in apiJob
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		answer(w, 400, err.Error())
		return
	}
	if in.Concurrency == "" {
		in.Concurrency = "allow"
	}
	j, err := in.job()
	if err != nil {
		answer(w, 400, err.Error())
		return
	}
	if err := a.submit(setJob, j.encode()); err != nil {
		answer(w, 500, err.Error())
		return
	}
	answer(w, 201, apiJobOf(j))
}

func (a *agent) deleteJob(w http.ResponseWriter, r *http.Request) {
	j, err := a.state.job(r.PathValue("name"))
	if err != nil {
		answer(w, 404, nil)
		return
	}
	if err := a.submit(deleteJob, appendText(nil, 1, j.Name)); err != nil {
		answer(w, 500, err.Error())
		return
	}
	answer(w, 200, apiJobOf(j))
}

// runJob stores a successful execution. Nothing is executed.
func (a *agent) runJob(w http.ResponseWriter, r *http.Request) {
	j, err := a.state.job(r.PathValue("name"))
	if err != nil {
		answer(w, 404, nil)
		return
	}
	now := time.Now().UTC()
	e := execution{JobName: j.Name, NodeName: a.nodeName, Group: now.UnixNano(), Attempt: 1, StartedAt: now}
	// Year 1: not finished.
	e.FinishedAt = time.Time{}
	if err := a.submit(setExecution, e.encode()); err != nil {
		answer(w, 500, err.Error())
		return
	}
	e.FinishedAt, e.Success, e.Output = time.Now().UTC(), true, []byte("not run\n")
	if err := a.submit(executionDone, appendMessage(nil, 1, e.encode())); err != nil {
		answer(w, 500, err.Error())
		return
	}
	answer(w, 200, apiJobOf(j))
}
