import type {Scenario} from '../scenario.ts'
import {oneWorker} from './balancer.ts'
import {identity} from './identity.ts'
import {refused} from './refused.ts'
import {reportedAddress} from './reported-address.ts'
import {severalWorkers} from './several-workers.ts'

export const scenarios: readonly Scenario[] = [
  ...reportedAddress,
  ...oneWorker,
  ...severalWorkers,
  ...refused,
  ...identity,
]
