import { readFile } from 'node:fs/promises'
import readXlsxFile from 'read-excel-file/node'
import { expect, it } from 'vitest'
import {
  newProfile,
  openBox,
  openDemo,
  rowsOf,
  withChromium,
  watchStatusRequests,
} from './openDemo'

withChromium()

/** What a progress bar says, null if that is nothing, and what it draws. */
function percentAndWidth(bar: Element) {
  const said = bar.getAttribute('aria-valuenow')
  const fill = bar.firstElementChild?.getBoundingClientRect().width ?? 0
  const whole = bar.getBoundingClientRect().width
  // It may have left the page in the very moment that it was found.
  if (!bar.isConnected) return null
  return { percent: said === null ? null : Number(said), width: (100 * fill) / whole }
}

it('follows a video and an export to their ends, asks every 2 s and once more, and saves the file', async () => {
  const context = await newProfile({ acceptDownloads: true })
  // ?track= keeps the page from starting jobs of its own.
  const page = await openDemo(context, '?track=&push=off')
  const requests = watchStatusRequests(page)
  await page.getByRole('button', { name: /샘플 영상/ }).click()
  await page.getByRole('button', { name: /출결 엑셀 내보내기/ }).click()

  const video = rowsOf(page).filter({ hasText: '화학 반응과 에너지.mp4' })
  const sheet = rowsOf(page).filter({ hasText: '11월 출결 내보내기' })
  const steps = new Set<string>()
  const bar = video.getByRole('progressbar')
  let highest = -1
  while (!(await video.getByText('완료', { exact: true }).isVisible())) {
    const text = await video.innerText()
    const step = /(\d)\/7/.exec(text)?.[1]
    if (step) steps.add(step)
    const seen = await bar.evaluate(percentAndWidth, undefined, { timeout: 500 }).catch(() => null)
    if (seen?.percent != null) {
      expect(seen.percent).toBeGreaterThanOrEqual(highest)
      expect(seen.width, 'a bar never shows more than is known').toBeLessThan(seen.percent + 2)
      highest = seen.percent
    }
    await page.waitForTimeout(300)
  }
  expect(highest).toBeGreaterThan(80)
  expect(highest).toBeLessThan(100)
  // A slow machine may ask just before a step of two seconds, and just after it.
  expect(steps.size, `steps seen: ${[...steps].join(' ')}`).toBeGreaterThanOrEqual(6)

  await sheet.getByText('완료', { exact: true }).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    sheet.getByRole('button', { name: /다운로드/ }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/)
  const rows = await readXlsxFile(await readFile(await download.path()))
  expect(rows.length).toBeGreaterThan(0)

  await page.waitForTimeout(1_000)
  const paths = requests.paths()
  expect(paths).toHaveLength(2)
  for (const path of paths) {
    const gaps = requests.of(path).map(({ at }, i, all) => at - (all[i - 1]?.at ?? at))
    const [final, ...cadence] = gaps.slice(1).toReversed()
    expect(final, `${path}: the final fetch follows at once`).toBeLessThan(1_000)
    for (const gap of cadence) {
      // As the browser tells of them, late by more or less.
      expect(gap).toBeGreaterThan(1_200)
      // None is left out: the machine may be slow.
      expect(gap).toBeLessThan(3_700)
    }
  }

  // Silence, whatever happens to the page.
  const before = requests.all.length
  await page.evaluate(() => {
    for (const type of ['blur', 'focus']) window.dispatchEvent(new Event(type))
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await context.setOffline(true)
  await page.waitForTimeout(500)
  await context.setOffline(false)
  await page.waitForTimeout(4_500)
  expect(requests.all.length).toBe(before)

  await page.reload()
  await openBox(page)
  await video.getByText('완료', { exact: true }).waitFor()
  await page.waitForTimeout(3_000)
  expect(requests.all.length, 'settled jobs cost nothing after a reload').toBe(before)
})
