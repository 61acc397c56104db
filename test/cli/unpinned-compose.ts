/** A compose file with the mistake that costs a leader: a volume, and no node name. The service stands at line 4. */
export const unpinned = `services:
  db:
    image: postgres:16
  dkron:
    image: dkron/dkron:4.0.9
    command: agent --server --bootstrap-expect=1
    volumes:
      - dkron-data:/dkron.data
volumes:
  dkron-data: {}
`
