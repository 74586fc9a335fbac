import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { CHROMIUM_ARGS } from './chromium'

const LIFE_OF_PAGES = [
  '--headless=new',
  '--remote-debugging-port=0',
  // A tab that is blocked or crashes must take no other with it.
  '--renderer-process-limit=100',
  '--force-prefers-reduced-motion',
]

/**
 * Starts a Chromium whose pages really hide, freeze and enter the back/forward cache, in its default
 * context. One that Playwright starts keeps all of them visible, and that cache off.
 */
export async function startChromium(
  path: string,
): Promise<{ browser: Browser; stop: () => Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), 'worker-job-box-profile-'))
  const args = [...CHROMIUM_ARGS, ...LIFE_OF_PAGES, `--user-data-dir=${profile}`, 'about:blank']
  const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)

  const address = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('error', reject)
    child.once('exit', () => {
      reject(new Error(`Failed to start Chromium: it ended and said ${said}`))
    })
  })
  const browser = await chromium.connectOverCDP(address, { noDefaults: true })
  return {
    browser,
    async stop() {
      await browser.close()
      const ended = once(child, 'exit')
      kill()
      await ended
      process.off('exit', kill)
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
