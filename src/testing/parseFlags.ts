import { parseArgs } from 'node:util'

/** A switch is off unless given; every other flag has a value, with a default or `null` for none. */
type Defaults = Record<string, string | false | null>

/**
 * The flags of one of the project's commands.
 *
 * @param task What the command does, for its complaints: "Failed to <task>: …".
 * @throws RangeError that names what is wrong and what to do, in one line; so do the readers returned.
 */
export function parseFlags<const D extends Defaults>(
  task: string,
  args: readonly string[],
  defaults: D,
) {
  type Switch = { [Name in keyof D]: D[Name] extends false ? Name : never }[keyof D] & string
  type Flag = Exclude<keyof D, Switch> & string

  // Not strict: its own complaints are several lines long.
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    options: Object.fromEntries(
      Object.entries(defaults).map(([name, value]) => [
        name,
        value === false
          ? { type: 'boolean' }
          : { type: 'string', ...(value !== null && { default: value }) },
      ]),
    ),
  })
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(defaults, name))
  const [stray] = [...unknown.map(dashed), ...positionals]
  if (stray !== undefined) fail(`${JSON.stringify(stray)} is no flag`, 'See --help')

  function fail(why: string, what: string): never {
    throw new RangeError(`Failed to ${task}: ${why}. ${what}.`)
  }

  function refuse(name: Switch | Flag, what: string): never {
    const value = values[name]
    // A flag without a value is read as true.
    const why = typeof value === 'string' ? `is ${JSON.stringify(value)}` : 'has no value'
    return fail(`--${name} ${why}`, what)
  }

  return {
    fail,
    refuse,
    isOn(name: Switch): boolean {
      if (typeof values[name] === 'string') refuse(name, 'Leave its value out')
      return values[name] === true
    },
    isGiven: (name: Flag): boolean => values[name] !== undefined,
    wholeNumber(name: Flag, least: number, most: number): number {
      const what = `Pass a whole number from ${least} to ${most}`
      return wholeNumber(values[name], least, most) ?? refuse(name, what)
    },
    /** Those between commas, each once. */
    wholeNumbers(name: Flag, least: number, most: number): number[] {
      const what = `Pass whole numbers from ${least} to ${most} with commas between them`
      const numbers = String(values[name])
        .split(',')
        .map((entry) => wholeNumber(entry, least, most) ?? refuse(name, what))
      return [...new Set(numbers)]
    },
  }
}

const dashed = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`)

function wholeNumber(value: unknown, least: number, most: number): number | undefined {
  const number = /^\s*\d+\s*$/.test(String(value)) ? Number(value) : NaN
  return number >= least && number <= most ? number : undefined
}
