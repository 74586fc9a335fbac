const BAD_FLAG = 2

/**
 * Runs a command with the flags of this process, and prints what comes of it, its help if it was asked
 * for. A bad flag is complained of in one line, and makes the process exit with 2.
 *
 * @param readFlags Throws a RangeError for a bad flag.
 */
export async function runCommand<Flags extends { help: boolean }>(
  help: string,
  readFlags: (args: readonly string[]) => Flags,
  run: (flags: Flags) => Promise<string>,
): Promise<void> {
  let flags: Flags
  try {
    flags = readFlags(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = BAD_FLAG
    return
  }
  process.stdout.write(`${flags.help ? help : await run(flags)}\n`)
}

/** What a command is at: in place of the last, and only to somebody who waits. */
export function tellProgress(progress: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${progress}`)
}
