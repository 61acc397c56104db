package main

import (
	"encoding/json"
	"fmt"
	"time"
)

// execution has the fields of Dkron's Execution message, numbered 1 to 8 as here.
type execution struct {
	JobName    string
	Success    bool
	Output     []byte
	NodeName   string
	Group      int64
	Attempt    uint32
	StartedAt  time.Time
	FinishedAt time.Time
}

func (e execution) encode() []byte {
	var b []byte
	b = appendText(b, 1, e.JobName)
	if e.Success {
		b = appendNumber(b, 2, 1)
	}
	b = appendText(b, 3, string(e.Output))
	b = appendText(b, 4, e.NodeName)
	b = appendNumber(b, 5, uint64(e.Group))
	b = appendNumber(b, 6, uint64(e.Attempt))
	b = appendMessage(b, 7, encodeTime(e.StartedAt))
	return appendMessage(b, 8, encodeTime(e.FinishedAt))
}

func decodeExecution(b []byte) (execution, error) {
	var e execution
	err := eachField(b, func(f field) (err error) {
		switch f.number {
		case 1:
			e.JobName = string(f.bytes)
		case 2:
			e.Success = f.varint != 0
		case 3:
			e.Output = f.bytes
		case 4:
			e.NodeName = string(f.bytes)
		case 5:
			e.Group = int64(f.varint)
		case 6:
			e.Attempt = uint32(f.varint)
		case 7:
			e.StartedAt, err = decodeTime(f.bytes)
		case 8:
			e.FinishedAt, err = decodeTime(f.bytes)
		}
		return err
	})
	return e, err
}

func (e execution) key() string {
	return fmt.Sprintf("executions:%s:%d-%s", e.JobName, e.StartedAt.UnixNano(), e.NodeName)
}

func (e execution) stored() []byte {
	text, err := json.Marshal(struct {
		JobName    string     `json:"job_name,omitempty"`
		Success    bool       `json:"success,omitempty"`
		Output     []byte     `json:"output,omitempty"`
		NodeName   string     `json:"node_name,omitempty"`
		Group      int64      `json:"group,omitempty"`
		Attempt    uint32     `json:"attempt,omitempty"`
		StartedAt  *timestamp `json:"started_at,omitempty"`
		FinishedAt *timestamp `json:"finished_at,omitempty"`
	}{e.JobName, e.Success, e.Output, e.NodeName, e.Group, e.Attempt, timestampOf(e.StartedAt), timestampOf(e.FinishedAt)})
	if err != nil {
		panic(err) // strings, numbers and bytes always encode
	}
	return text
}
