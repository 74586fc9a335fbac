import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, inject, it } from 'vitest'
import { newProfile, openPage, rowsOf, takePrinted, withChromium } from './openDemo'

withChromium()

async function builtFiles(folder = inject('liveFolder')): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name)
        return [path.slice(folder.length + 1), await readFile(path)] as const
      }),
    ),
  )
}

describe('the build for a real backend', () => {
  it('holds nothing of the mock, its service worker or its sample', async () => {
    const files = await builtFiles()
    const names = [...files.keys()]
    expect(names.filter((name) => /mock|sw\.js|hls|\.ts$|gallery/i.test(name))).toEqual([])
    for (const [name, content] of files) {
      expect(
        content.toString().match(/__mock__|setupWorker|mockServiceWorker|indexedDB|presigning/),
        name,
      ).toBeNull()
    }
  })

  it('holds no byte of the gallery, which the demo has', async () => {
    const ofGallery = async (folder: string) =>
      [...(await builtFiles(folder))]
        .filter(([name, content]) => /gallery|pill-none|axe-core/i.test(name + content.toString()))
        .map(([name]) => name.replace(/-[\w-]{8}\./, '.'))
    expect(await ofGallery(inject('demoFolder'))).toEqual(
      expect.arrayContaining(['gallery.html', 'assets/gallery.css', 'assets/gallery.js']),
    )
    expect(await ofGallery(inject('liveFolder'))).toEqual([])
  })

  it('shows its first rows with under 110 kB of JavaScript, gzipped, React included', async () => {
    const files = await builtFiles()
    const scripts = [...files].filter(([name]) => name.endsWith('.js'))
    const page = files.get('index.html')?.toString() ?? ''
    const kilobytes = (some: typeof scripts) =>
      some.reduce((sum, [, content]) => sum + gzipSync(content).length, 0) / 1_000
    const atOnce = kilobytes(scripts.filter(([name]) => page.includes(name)))
    console.log(
      `live build: ${atOnce.toFixed(1)} kB of JavaScript gzipped, ${kilobytes(scripts).toFixed(1)} kB with what is loaded on demand`,
    )
    expect(atOnce).toBeGreaterThan(50)
    expect(atOnce).toBeLessThan(110)
  })

  it('asks its own origin, two attempts at a socket apart, and runs no service worker', async () => {
    const page = await (await newProfile()).newPage()
    const asked: string[] = []
    await page.route('**/media/videos/?status=*', (route) => route.fulfill({ json: [] }))
    await page.route('**/media/videos/42/', async (route) => {
      asked.push(route.request().headers()['x-tenant-code'] ?? '')
      const status = asked.length < 3 ? 'PROCESSING' : 'READY'
      const json = { id: 42, status, encoding_progress: 40, hls_path: 'a.m3u8', duration: 95 }
      await route.fulfill({ json })
    })
    await openPage(page, `${inject('liveUrl')}?track=video:42&tenant=north&lang=en`)
    await rowsOf(page).getByText('Done', { exact: true }).waitFor()
    expect(asked).toEqual(['north', 'north', 'north', 'north'])
    // The browser's own words, which no page can keep back.
    const printed = takePrinted()
    expect(printed.length).toBeLessThanOrEqual(2)
    for (const text of printed) {
      expect(text).toMatch(
        /^error: WebSocket connection to 'ws:.*\/ws\/jobs\/\?tenant=north' failed/,
      )
    }
    expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull()
    expect(await page.getByLabel('Upload your own video').count()).toBe(1)
  })
})
