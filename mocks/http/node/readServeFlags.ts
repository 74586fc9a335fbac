import { parseArgs } from 'node:util'

export interface ServeFlags {
  help: boolean
  port: number
  tenant: string
  speed: number
}

export const USAGE = `Usage: npm run mock -- [flags]

Serves the mock backend on 127.0.0.1 until it is stopped: the status API, the control API, and a
sample video for whatever is finished. Prints its URL, then a line a request on standard error.

  --port <n>       where to listen, 0 to 65535; 0 takes a free port; default 8787
  --tenant <code>  whose the jobs are that name no tenant; default academy
  --speed <n>      how many times as fast as real time jobs run, 0 to 10000; default 1
  --help           print this

Exits 0 when it is stopped, 1 when it cannot listen, 2 on a bad flag.`

/**
 * The flags of the command, with their defaults.
 *
 * @throws RangeError that names what is wrong, in one line.
 */
export function readServeFlags(args: readonly string[]): ServeFlags {
  // Not strict: its own complaints are several lines long.
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      help: { type: 'boolean' },
      port: { type: 'string', default: '8787' },
      tenant: { type: 'string', default: 'academy' },
      speed: { type: 'string', default: '1' },
    },
  })
  const { help = false, port, tenant, speed, ...unknown } = values
  const flags = {
    port: number('port', port, /^\d+$/, 'a whole number from 0 to 65535', 65_535),
    tenant: tenantCode(text('tenant', tenant).trim()),
    speed: number('speed', speed, /^(\d+\.?\d*|\.\d+)$/, 'a number from 0 to 10000', 10_000),
  }
  const [stray] = [...Object.keys(unknown).map(dashed), ...positionals]
  if (stray !== undefined) refuse(`${JSON.stringify(stray)} is no flag`, 'See --help')
  if (typeof help === 'string') refuse(`--help is ${JSON.stringify(help)}`, 'Leave its value out')
  return { help: help, ...flags }
}

type Value = string | boolean | undefined

const dashed = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`)

/** A flag without a value is read as true, or takes the next flag for its value. */
function text(name: string, value: Value): string {
  if (typeof value === 'string' && !value.startsWith('--')) return value
  return refuse(`--${name} has no value`, 'Write one after it')
}

function number(name: string, value: Value, shape: RegExp, what: string, most: number): number {
  const given = text(name, value)
  const read = shape.test(given) ? Number(given) : NaN
  if (read <= most) return read
  return refuse(`--${name} is ${JSON.stringify(given)}`, `Pass ${what}`)
}

function tenantCode(given: string): string {
  if (given === '') refuse('--tenant is blank', 'Pass a tenant code')
  if (/^[ -~]+$/.test(given)) return given
  return refuse(`--tenant is ${JSON.stringify(given)}`, 'Pass a code that a header can carry')
}

function refuse(why: string, what: string): never {
  throw new RangeError(`Failed to start the mock: ${why}. ${what}.`)
}
