import {networkInterfaces} from 'node:os'
import type {Container} from '../../../case/case.ts'
import type {CronicleProbe} from '../../../case/cronicle-probes.ts'
import type {CronicleQuestions, CronicleTarget} from '../../../case/cronicle-questions.ts'
import type {Vantage} from '../../../case/probes.ts'
import {pidOfServer} from '../../cronicle/running-here.ts'
import type {Asker, NoEntry} from '../asker.ts'
import {askHere} from '../asker.ts'
import {enterNamespace, enterProcess} from '../enter-namespace.ts'

/** What tells where a primary's network is. */
export interface PrimaryPlace extends Pick<CronicleQuestions['primary'], 'label' | 'folder' | 'addresses'> {
  readonly container: Pick<Container, 'id' | 'name' | 'pid'> | null
}

/** Someone who asks, and who asks in the place of one that fails. */
export interface Standing {
  readonly first: Asker
  readonly instead: (why: NoEntry) => Asker
  close(): void
}

/** @param wanted `primary`: from its network; null: from there when it runs here, else from here */
export function standAt(primary: PrimaryPlace, wanted: 'primary' | 'here' | null): Standing {
  const instead = ({because, detail}: NoEntry) =>
    askHere({at: 'host-instead', of: [primary.container?.name ?? primary.label], because, detail})
  const entered = wanted === 'here' ? null : enterPrimary(primary)
  const standing = (first: Asker): Standing => ({first, instead, close: () => first.close()})
  if (entered !== null) return standing('because' in entered ? instead(entered) : entered)
  const here: Vantage = {at: 'host', as: carriesOne(primary.addresses) ? primary.label : null}
  const elsewhere = wanted === 'primary' && here.as === null
  return standing(elsewhere ? instead({because: 'process-not-visible', detail: null}) : askHere(here))
}

/** null when neither a container nor a process of the primary is known here. */
function enterPrimary({label, container, folder}: PrimaryPlace): Asker | NoEntry | null {
  if (container !== null) return enterNamespace(container)
  const pid = folder === null ? null : pidOfServer(folder)
  return pid === null ? null : enterProcess(pid, {at: 'host', as: label})
}

export async function look(
  {first, instead}: Standing,
  targets: readonly CronicleTarget[],
  milliseconds: number,
): Promise<readonly CronicleProbe[]> {
  let asker = first
  let looked = await asker.look(targets, milliseconds)
  if ('because' in looked) {
    asker = instead(looked)
    looked = await asker.look(targets, milliseconds)
  }
  const {vantage} = asker
  return 'seen' in looked ? looked.seen.map(seen => ({...seen, vantage})) : []
}

function carriesOne(addresses: readonly string[]): boolean {
  const own = Object.values(networkInterfaces()).flatMap(i => (i ?? []).map(a => a.address))
  return addresses.some(a => own.includes(a))
}
