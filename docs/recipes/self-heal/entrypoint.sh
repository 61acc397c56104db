#!/bin/sh
# The host name is what Dkron will call itself here: this runs in its own container.
doctor no-leader /dkron.data --repair safe --yes --on-refusal start --node-name "$(hostname)" \
  --state-dir /doctor --backup-dir /doctor/backups || exit
exec dkron "$@"
