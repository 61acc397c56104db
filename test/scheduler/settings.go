package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

const (
	serfPort = 8946
	rpcPort  = 6868
	httpPort = 8080
)

type settings struct {
	server          bool
	bootstrapExpect int
	dataDir         string
	nodeName        string
	logLevel        string
	join            list
	retryJoin       list
	retryInterval   time.Duration
	retryMax        int
	bindAddr        string
	advertiseAddr   string
	encrypt         string
	raftMultiplier  int
	// addressLookup is "id" (Dkron 4.0: addresses of servers come from gossip, by server ID) or "stored" (3.2: the
	// addresses of the stored configuration are dialled).
	addressLookup string
	// reconcileInterval is how often a leader looks for servers to add: joins themselves do not make it look.
	reconcileInterval time.Duration
}

// list is a flag that adds with each use, and whose values may be parted by commas.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(text string) error {
	for _, v := range strings.Split(text, ",") {
		if v = strings.TrimSpace(v); v != "" {
			*l = append(*l, v)
		}
	}
	return nil
}

// readSettings gives each setting its flag's value, else that of DKRON_*, else the config file's, else the default. An
// empty variable counts as unset.
func readSettings(args []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("agent", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	hostname, _ := os.Hostname()
	flags.BoolVar(&s.server, "server", false, "")
	flags.IntVar(&s.bootstrapExpect, "bootstrap-expect", 0, "")
	flags.StringVar(&s.dataDir, "data-dir", "dkron.data", "")
	flags.StringVar(&s.nodeName, "node-name", hostname, "")
	flags.StringVar(&s.logLevel, "log-level", "info", "")
	flags.Var(&s.join, "join", "")
	flags.Var(&s.retryJoin, "retry-join", "")
	flags.DurationVar(&s.retryInterval, "retry-interval", 30*time.Second, "")
	flags.IntVar(&s.retryMax, "retry-max", 0, "")
	flags.StringVar(&s.bindAddr, "bind-addr", "", "")
	flags.StringVar(&s.advertiseAddr, "advertise-addr", "", "")
	flags.StringVar(&s.encrypt, "encrypt", "", "")
	flags.IntVar(&s.raftMultiplier, "raft-multiplier", 1, "")
	flags.StringVar(&s.addressLookup, "address-lookup", "id", "")
	flags.DurationVar(&s.reconcileInterval, "reconcile-interval", 60*time.Second, "")
	flags.Bool("disable-usage-stats", false, "")
	flags.String("profile", "lan", "")
	flags.String("region", "global", "")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	var bad error
	file := readConfigFile()
	flags.VisitAll(func(f *flag.Flag) {
		name := "DKRON_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value := os.Getenv(name)
		if value == "" {
			value = file[f.Name]
		}
		if value != "" && !given[f.Name] {
			if err := f.Value.Set(value); err != nil {
				bad = errors.Join(bad, fmt.Errorf("%s: %w", name, err))
			}
		}
	})
	if bad != nil {
		return s, bad
	}
	if !s.server {
		return s, errors.New("only servers are built here: give --server")
	}
	if s.addressLookup != "id" && s.addressLookup != "stored" {
		return s, fmt.Errorf("--address-lookup is id or stored, not %q", s.addressLookup)
	}
	return s, s.resolveAddresses()
}

// readConfigFile gives the settings of the first dkron.yml where Dkron looks for one: single values, one a line.
func readConfigFile() map[string]string {
	values := map[string]string{}
	for _, folder := range []string{"/etc/dkron", os.Getenv("HOME") + "/.dkron", "config"} {
		text, err := os.ReadFile(folder + "/dkron.yml")
		if err != nil {
			continue
		}
		for _, line := range strings.Split(string(text), "\n") {
			if name, value, found := strings.Cut(line, ":"); found {
				values[strings.ToLower(strings.TrimSpace(name))] = strings.Trim(strings.TrimSpace(value), `"'`)
			}
		}
		break
	}
	return values
}

// resolveAddresses puts an IP where none, or a name, was given. Dkron advertises IPs only.
func (s *settings) resolveAddresses() error {
	if s.bindAddr == "" {
		own, err := privateAddress()
		if err != nil {
			return err
		}
		s.bindAddr = own
	}
	if host, _, err := net.SplitHostPort(s.bindAddr); err == nil {
		s.bindAddr = host
	}
	if s.advertiseAddr == "" {
		s.advertiseAddr = s.bindAddr
	}
	ip, err := net.ResolveIPAddr("ip", s.advertiseAddr)
	if err != nil {
		return err
	}
	s.advertiseAddr = ip.String()
	return nil
}

func privateAddress() (string, error) {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return "", err
	}
	for _, a := range addresses {
		if network, ok := a.(*net.IPNet); ok && network.IP.To4() != nil && network.IP.IsPrivate() {
			return network.IP.String(), nil
		}
	}
	return "127.0.0.1", nil
}
