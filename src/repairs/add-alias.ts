import {defineRepair} from './define-repair.ts'

export default defineRepair({
  id: 'add-alias',
  title: 'Add a network alias for the others to join by',
  touches: 'the compose file; it is no cure for a changed server ID, only for --join and --retry-join addresses',
  risk: 'safe',
  byHand: () => ({
    steps: ['In the compose file, give the service an alias under networks:, and use that name in --retry-join.'],
    command: null,
  }),
})
