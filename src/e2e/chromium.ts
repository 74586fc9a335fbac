import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where systems put a Chromium, in the order of preference. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  join(homedir(), 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
]

const WHAT_TO_DO =
  'Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to the path of its executable.'

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function find(): string | undefined {
  return USUAL_PLACES.find(isExecutable)
}

/**
 * The path of a Chromium: the one that the environment variable CHROMIUM_PATH names, else one in a
 * usual place, else one that it installs with apt-get, as root or by a sudo that asks nothing.
 *
 * @throws Error of one line that says what to do.
 */
export function ensureChromium(): string {
  const named = process.env['CHROMIUM_PATH']
  if (named) {
    if (isExecutable(named)) return named
    throw new Error(`CHROMIUM_PATH is ${named}, which is no executable. ${WHAT_TO_DO}`)
  }
  const found = find()
  if (found) return found

  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const run = (...words: string[]) => {
    const [command = '', ...args] = [...sudo, ...words]
    execFileSync(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  if (process.platform === 'linux' && isExecutable('/usr/bin/apt-get')) {
    console.log('No Chromium found: installing chromium and fonts-noto-cjk with apt-get.')
    try {
      run('apt-get', 'update', '-qq')
      run('apt-get', 'install', '-y', '-qq', 'chromium', 'fonts-noto-cjk')
    } catch {
      throw new Error(`No Chromium found, and apt-get could not install one. ${WHAT_TO_DO}`)
    }
    const installed = find()
    if (installed) return installed
  }
  throw new Error(`No Chromium found. ${WHAT_TO_DO}`)
}

/**
 * What a tested page can do without. The flag replaces Playwright's own list, the first part of this
 * one; the second is the address bar's suggestions, two pages of the browser's own for each window
 * that cost as much as the demo.
 */
const UNUSED_FEATURES = [
  'AimEnabled',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',

  'WebUIOmniboxAimPopup',
  'WebUIOmniboxPopup',
]

/** Flags under which it runs as root on a machine without a screen and without a network. */
export const CHROMIUM_ARGS = [
  `--disable-features=${UNUSED_FEATURES.join(',')}`,
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
