// A scheduler that stores, joins, elects and answers as Dkron does, for the end-to-end tests. See README.md for what
// it copies and what it leaves out.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 2 || os.Args[1] != "agent" {
		fmt.Fprintln(os.Stderr, "usage: dkron agent [flags]")
		os.Exit(2)
	}
	settings, err := readSettings(os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
	log := newLog(os.Stdout, settings.logLevel)
	log.info("No valid config found: Applying default values.",
		"error", `Config File "dkron" Not Found in "[/etc/dkron $HOME/.dkron /config]"`)
	log.node = settings.nodeName
	if err := newAgent(settings, log).run(); err != nil {
		os.Exit(1)
	}
}
