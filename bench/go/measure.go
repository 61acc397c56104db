package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// measure runs a command with its output dropped and prints what it took: Node cannot see a child's memory.
func measure(command []string) error {
	child := exec.Command(command[0], command[1:]...)
	started := time.Now()
	err := child.Run()
	wall := time.Since(started)
	state := child.ProcessState
	if state == nil {
		return err
	}
	usage := state.SysUsage().(*syscall.Rusage)
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"wallMs": float64(wall.Microseconds()) / 1000,
		"cpuMs":  float64((state.UserTime() + state.SystemTime()).Microseconds()) / 1000,
		"rssMB":  float64(usage.Maxrss) / 1024,
		"exit":   state.ExitCode(),
	})
}
