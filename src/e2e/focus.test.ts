import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { newProfile, openBox, openDemo, rowsOf, startAtMock, withChromium } from './openDemo'

withChromium()

/** Where the focus is: on which button of which row, or on the toggle. */
const focusOf = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement
    if (focused?.matches('.wjb-toggle')) return 'toggle'
    const row = focused?.closest('li')
    const name = focused?.getAttribute('aria-label') ?? focused?.textContent
    return `${row ? row.querySelector('.wjb-title')?.getAttribute('title') : 'page'}: ${name?.split(':')[0]}`
  })

/** Presses a button of a row, or of the box, by the keyboard alone. */
async function press(page: Page, name: RegExp, row?: string) {
  const box = page.getByRole('region', { name: '작업 박스' })
  const place = row === undefined ? box : rowsOf(page).filter({ has: page.getByTitle(row) })
  await place.getByRole('button', { name }).focus()
  await page.keyboard.press('Enter')
}

const focusIs = (page: Page, place: string) =>
  expect.poll(() => focusOf(page), { timeout: 10_000 }).toBe(place)

it('keeps the focus where the person is, whatever goes away under it', async () => {
  const context = await newProfile()
  const start = await openDemo(context, '?track=')
  const names = ['a', 'b', 'c'].map((id) => ({ id: `job-${id}`, seconds: 600 }))
  for (const job of names) {
    await startAtMock(start, 'jobs', { ...job, job_type: 'excel_parsing' })
  }
  for (const id of [11, 12]) await startAtMock(start, 'videos', { id, seconds: 900 })
  const failing = { outcome: 'failed', error_reason: '코덱을 읽을 수 없어요.' }
  await startAtMock(start, 'videos', { id: 13, seconds: 1, ...failing })
  const query = '?track=excel:job-a,excel:job-b,excel:job-c,video:11,video:12,video:13'
  const page = await openDemo(context, query)
  // Not before: without a page the mock's worker goes, too.
  await start.close()
  const rows = rowsOf(page)
  await rows.getByText('실패', { exact: true }).waitFor()
  const titles = await rows
    .locator('.wjb-title')
    .evaluateAll((all) => all.map((title) => title.getAttribute('title') ?? ''))
  const [a = '', b = '', c = '', v11 = '', v12 = '', v13 = ''] = titles
  expect(new Set(titles).size).toBe(6)

  // A link that has done its work: after a reload the reason comes on request. What has ended is
  // remembered once its final fetch is in.
  await page.waitForTimeout(1_500)
  await page.reload()
  await openBox(page)
  await press(page, /이유를 보려면 다시 확인/, v13)
  await rows.getByText('코덱을 읽을 수 없어요.').waitFor()
  await focusIs(page, `${v13}: 재시도`)

  // The button under the finger becomes another. However slow the machine is, no job ends meanwhile.
  await page.evaluate(() => fetch('/__mock__/clock', { method: 'PUT', body: '{"speed": 0}' }))
  await page.keyboard.press('Enter')
  await focusIs(page, `${v13}: 중단`)

  await press(page, /제거/, b)
  await focusIs(page, `${c}: 목록에서 제거`)
  await press(page, /실행 취소/)
  await focusIs(page, 'toggle')
  expect(await rows.count()).toBe(6)

  await press(page, /중단/, v11)
  await focusIs(page, `${v11}: 계속`)
  await page.keyboard.press('Escape')
  await focusIs(page, `${v11}: 중단`)
  await page.keyboard.press('Enter')
  await focusIs(page, `${v11}: 계속`)
  await page.keyboard.press('Tab')
  await focusIs(page, `${v11}: 인코딩 중단`)
  await page.keyboard.press('Enter')
  await rows.filter({ has: page.getByTitle(v11) }).waitFor({ state: 'detached' })
  await focusIs(page, `${v12}: 중단`)

  // The dialog and its job go while the person thinks: another tab removed it.
  await page.keyboard.press('Enter')
  await focusIs(page, `${v12}: 계속`)
  const other = await openDemo(context, '?track=')
  await openBox(other)
  await press(other, /제거/, v12)
  await other.close()
  await focusIs(page, `${v13}: 중단`)

  await page.evaluate(() =>
    fetch('/__mock__/clock/advance', { method: 'POST', body: '{"ms": 700000}' }),
  )
  await page.getByRole('button', { name: '완료 지우기' }).waitFor()
  await expect.poll(() => rows.getByText('진행 중').count(), { timeout: 10_000 }).toBe(0)
  await press(page, /완료 지우기/)
  await focusIs(page, 'toggle')

  await press(page, /실행 취소/)
  await press(page, /제거/, c)
  await focusIs(
    page,
    `${v13}: ${(await rows.last().getByRole('button').first().innerText()).trim()}`,
  )
  await press(page, /제거/, v13)
  await focusIs(page, `${b}: 목록에서 제거`)
  await press(page, /제거/, b)
  await focusIs(page, `${a}: 목록에서 제거`)
  await press(page, /제거/, a)
  await focusIs(page, 'toggle')
})
