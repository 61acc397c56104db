/** Images of the scheduler under test; SCHEDULER_IMAGE=dkron runs the same tests on images of the real one. */
const image = process.env.SCHEDULER_IMAGE ?? 'dkron-lab'

/** An address of the subnet of every project that fixes addresses. Files that run at the same time have another one. */
export const fixedAddress = (host: number): string => `10.213.${70 + Number(process.env.VITEST_POOL_ID ?? 0)}.${host}`

const subnet = `${fixedAddress(0)}/24`

const ipam = `networks:
  default:
    ipam:
      config:
        - subnet: ${subnet}
`

/** The smallest file that people start with: no name, no address, a folder for the data. */
export const article = `version: "2.4"
services:
  dkron:
    image: ${image}:4.0.9
    command: agent --server --bootstrap-expect=1 --data-dir=/dkron.data
    volumes:
      - ./dkron.data:/dkron.data
`

interface Server {
  /** Last part of its address. */
  readonly host: number
  readonly release?: '4.0.9' | '3.2.7'
  /** More of its command line. */
  readonly flags?: string
  /** More of its service, lines of YAML without indentation. */
  readonly also?: readonly string[]
  readonly folder?: string
  readonly expect?: number
}

/** One service for each server, by name, with fixed addresses that a new file can change. */
export function servers(all: Readonly<Record<string, Server>>): string {
  const names = Object.keys(all)
  const join = names.length > 1 ? ` --retry-interval=1s ${names.map(n => `--retry-join=${n}`).join(' ')}` : ''
  const services = Object.entries(all).map(
    ([name, s]) => `  ${name}:
    image: ${image}:${s.release ?? '4.0.9'}
    command: agent --server --bootstrap-expect=${s.expect ?? names.length} --data-dir=/dkron.data${join} ${s.flags ?? ''}
    volumes:
      - ./${s.folder ?? name}:/dkron.data
${(s.also ?? []).map(line => `    ${line}\n`).join('')}    networks:
      default:
        ipv4_address: ${fixedAddress(s.host)}
`,
  )
  return `version: "2.4"\nservices:\n${services.join('')}${ipam}`
}
