import { expect, inject, it } from 'vitest'
import { newProfile, openPage, rowsOf, withChromium } from './openDemo'

withChromium()

it('shows markup in titles, steps and reasons as the text that it is', async () => {
  const page = await (await newProfile()).newPage()
  const title = '<img src=x onerror="document.title=1">&amp;<b>강의<b>.mp4'
  const step = '<svg onload=alert(1)>인코딩'
  const reason = '<script>document.title = 2</script> <i>코덱</i>을 읽을 수 없어요'
  let answer: object = {
    status: 'PROCESSING',
    encoding_progress: 40,
    encoding_step_index: 4,
    encoding_step_total: 7,
    encoding_step_name: step,
  }
  await page.route('**/media/videos/**', (route) =>
    route.fulfill({ json: { id: 42, title, ...answer } }),
  )
  await openPage(page, `${inject('liveUrl')}?track=&push=off`)
  await page.getByLabel('내 영상 올리기').setInputFiles({
    name: title,
    mimeType: 'video/mp4',
    buffer: Buffer.from('x'),
  })
  const row = rowsOf(page).first()
  await row.getByText(step).waitFor()
  expect(await row.locator('.wjb-title').getAttribute('title')).toBe(title)
  expect(await row.getByRole('progressbar').getAttribute('aria-label')).toBe(title)

  await row.getByRole('button', { name: /중단/ }).click()
  expect(await page.getByRole('dialog').innerText()).toContain(title)
  await page.keyboard.press('Escape')

  answer = { status: 'FAILED', error_reason: reason }
  await row.getByText(reason).waitFor()
  await expect
    .poll(() => page.locator('.wjb-box [role=status]').textContent(), { timeout: 10_000 })
    .toContain('<img src=x')
  await row.getByRole('button', { name: /목록에서 제거/ }).click()
  expect(await page.locator('.wjb-undo').innerText()).toContain(title)
  const box = page.getByRole('region', { name: '작업 박스' })
  expect(await box.locator('img, b, i, script, [onload], [onerror]').count()).toBe(0)
})
