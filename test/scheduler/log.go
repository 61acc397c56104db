package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"sort"
	"strings"
	"sync"
	"time"
)

// textLog writes `time=… level=… msg=… key=value`, keys in order, as the text formatter of logrus does. Below debug,
// Dkron throws away what Raft, Serf and memberlist say; at debug each of their lines becomes the msg of an info line.
type textLog struct {
	mu    sync.Mutex
	out   io.Writer
	level string
	node  string
}

func newLog(out io.Writer, level string) *textLog {
	return &textLog{out: out, level: strings.ToLower(level)}
}

func (l *textLog) debugging() bool { return l.level == "debug" }

func (l *textLog) debug(msg string, fields ...string) {
	if l.debugging() {
		l.line("debug", msg, fields)
	}
}

func (l *textLog) info(msg string, fields ...string)  { l.line("info", msg, fields) }
func (l *textLog) warn(msg string, fields ...string)  { l.line("warning", msg, fields) }
func (l *textLog) error(msg string, fields ...string) { l.line("error", msg, fields) }

// fatal ends the process, as Dkron's logger does.
func (l *textLog) fatal(msg string, fields ...string) {
	l.line("fatal", msg, fields)
	os.Exit(1)
}

func (l *textLog) line(level, msg string, fields []string) {
	pairs := []string{}
	for i := 0; i+1 < len(fields); i += 2 {
		pairs = append(pairs, fields[i]+"="+quoted(fields[i+1]))
	}
	if l.node != "" {
		pairs = append(pairs, "node="+quoted(l.node))
	}
	sort.Strings(pairs)
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.out, "time=%q level=%s msg=%s", time.Now().UTC().Format(time.RFC3339), level, quoted(msg))
	for _, p := range pairs {
		fmt.Fprint(l.out, " ", p)
	}
	fmt.Fprintln(l.out)
}

// libraries takes the lines of Raft, Serf and memberlist.
func (l *textLog) libraries() io.Writer {
	if !l.debugging() {
		return io.Discard
	}
	return libraryLines{l}
}

type libraryLines struct{ log *textLog }

func (w libraryLines) Write(bytes []byte) (int, error) {
	for _, line := range strings.Split(strings.TrimRight(string(bytes), "\n"), "\n") {
		w.log.line("info", line, nil)
	}
	return len(bytes), nil
}

var plain = regexp.MustCompile(`^[A-Za-z0-9\-._/@^+]+$`)

func quoted(value string) string {
	if plain.MatchString(value) {
		return value
	}
	return fmt.Sprintf("%q", value)
}
