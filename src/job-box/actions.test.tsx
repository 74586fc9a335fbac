import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { WorkerJob } from '../job/WorkerJob'
import { pass, withFakeTimers } from '../testing/fakeTime'
import {
  done,
  encoding,
  excel,
  failedVideo,
  ready,
  renderBox,
  row,
  toggle,
  video,
} from '../testing/renderBox'

withFakeTimers(Date.UTC(2025, 6, 1))

const button = (name: string) => screen.getByRole('button', { name })
const press = async (name: string) => {
  fireEvent.click(button(name))
  await pass(0)
}
/** A response that comes when told. */
const later = () => {
  let resolve: (response: Response) => void = () => undefined
  const promise = new Promise<Response>((settle) => {
    resolve = settle
  })
  return {
    promise,
    resolve: (response: Response) => {
      resolve(response)
    },
  }
}

describe('Retry', () => {
  it('queues the video again and follows it', async () => {
    const { server } = await renderBox({ jobs: [video('4')], answers: { 4: failedVideo('4') } })
    server.replies.push(() => Promise.resolve(server.respond({ status: 202, body: {} })))
    server.answers['4'] = encoding('4', 5)
    await press('Retry: Lecture 4.mp4')
    expect(server.requests).toContain('POST /media/videos/4/retry/')
    await pass(2000)
    expect(row('Lecture 4.mp4').textContent).toContain('In progress 5%')
    server.answers['4'] = ready('4')
    await pass(2500)
    expect(row('Lecture 4.mp4').textContent).toContain('Done')
  })

  it('shows that it is under way and cannot be pressed twice', async () => {
    const { server } = await renderBox({ jobs: [video('4')], answers: { 4: failedVideo('4') } })
    const reply = later()
    server.replies.push(() => reply.promise)
    await press('Retry: Lecture 4.mp4')
    await press('Retry: Lecture 4.mp4')
    expect(button('Retry: Lecture 4.mp4').getAttribute('aria-busy')).toBe('true')
    expect(button('Retry: Lecture 4.mp4').getAttribute('aria-disabled')).toBe('true')
    expect(server.requests.filter((request) => request.startsWith('POST'))).toHaveLength(1)
    reply.resolve(server.respond({ status: 202, body: {} }))
    await pass(0)
    expect(row('Lecture 4.mp4').textContent).toContain('Waiting')
  })

  it('that is refused says why in the words of the server, as text', async () => {
    const { server } = await renderBox({ jobs: [video('4')], answers: { 4: failedVideo('4') } })
    const detail = '<b>지금은</b> 재시도할 수 없습니다.'
    server.replies.push(() => Promise.resolve(server.respond({ status: 409, body: { detail } })))
    await press('Retry: Lecture 4.mp4')
    expect(within(row('Lecture 4.mp4')).getByRole('alert').textContent).toBe(`Retry: ${detail}`)
    expect(button('Retry: Lecture 4.mp4').getAttribute('aria-disabled')).toBe('false')
  })

  it.each([
    ['down', '서버에 연결하지 못했어요.'],
    [{ status: 502 }, '지금 서버에 문제가 있어요.'],
    [{ status: 401 }, '로그아웃됐어요.'],
  ] as const)(
    'that fails without a word from the server says so in ours: %o',
    async (answer, words) => {
      const { server } = await renderBox({
        lang: 'ko',
        jobs: [video('4')],
        answers: { 4: failedVideo('4') },
      })
      server.replies.push(() => Promise.resolve().then(() => server.respond(answer)))
      await press('재시도: Lecture 4.mp4')
      expect(screen.getByRole('alert').textContent).toContain(words)
    },
  )
})

describe('Stop', () => {
  it('asks first, and does nothing when the person keeps going', async () => {
    const { server } = await renderBox({
      lang: 'ko',
      jobs: [video('1')],
      answers: { 1: encoding('1', 45) },
    })
    await press('중단: Lecture 1.mp4')
    expect(screen.getByRole('dialog').textContent).toContain('‘Lecture 1.mp4’ 영상이 삭제되고')
    await press('계속')
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(server.requests.some((request) => request.startsWith('DELETE'))).toBe(false)
  })

  it('deletes the video and takes it out of the list, for good', async () => {
    const { server } = await renderBox({
      lang: 'ko',
      jobs: [video('1')],
      answers: { 1: encoding('1', 45) },
    })
    const reply = later()
    server.replies.push(() => reply.promise)
    await press('중단: Lecture 1.mp4')
    await press('인코딩 중단')
    expect(button('중단: Lecture 1.mp4').getAttribute('aria-busy')).toBe('true')
    reply.resolve(new Response(null, { status: 204 }))
    await pass(0)
    expect(server.requests).toContain('DELETE /media/videos/1/')
    expect(screen.queryByRole('listitem')).toBeNull()
    expect(screen.queryByRole('button', { name: '실행 취소' })).toBeNull()
    expect(screen.getByText('아직 작업이 없어요')).toBeTruthy()
  })

  it('that fails leaves the job and says so', async () => {
    const { server } = await renderBox({ jobs: [video('1')], answers: { 1: encoding('1', 45) } })
    server.replies.push(() =>
      Promise.resolve(server.respond({ status: 403, body: { detail: 'Not yours.' } })),
    )
    await press('Stop: Lecture 1.mp4')
    await press('Stop encoding')
    expect(within(row('Lecture 1.mp4')).getByRole('alert').textContent).toBe('Stop: Not yours.')
  })

  it('closes its dialog on Escape, and not the box', async () => {
    await renderBox({ jobs: [video('1')], answers: { 1: encoding('1', 45) } })
    await press('Stop: Lecture 1.mp4')
    fireEvent.keyDown(button('Keep going'), { key: 'Escape' })
    expect(toggle().getAttribute('aria-expanded')).toBe('true')
  })
})

describe('Open', () => {
  it('hands the job to the host', async () => {
    const onOpen = vi.fn<(job: WorkerJob) => void>()
    await renderBox({ jobs: [video('3')], answers: { 3: ready('3') }, onOpen })
    await press('Open: Lecture 3.mp4')
    expect(onOpen).toHaveBeenCalledTimes(1)
    expect(onOpen.mock.calls[0]?.[0]).toMatchObject({
      ref: { kind: 'video', id: '3' },
      result: { type: 'video', hlsPath: 'media/hls/master.m3u8' },
    })
  })

  it('is not offered where the host opens nothing', async () => {
    await renderBox({ jobs: [video('3')], answers: { 3: ready('3') } })
    expect(screen.queryByRole('button', { name: /^Open/ })).toBeNull()
  })
})

describe('Download', () => {
  const exported = done('x', { download_url: '/files/roster.xlsx', filename: 'roster.xlsx' })

  it('saves the file', async () => {
    URL.createObjectURL = vi.fn(() => 'blob:x')
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
    const { server } = await renderBox({
      jobs: [excel('x')],
      answers: { x: exported, 'roster.xlsx': { any: 'bytes' } },
    })
    await press('Download: Sheet x.xlsx')
    expect(server.requests).toContain('GET /files/roster.xlsx')
    expect(click).toHaveBeenCalledTimes(1)
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.test/a',
    '/\\evil.test/a',
    'a\u0000b',
  ])('neither follows nor asks for a link like %j, and says so', async (download_url) => {
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click')
    const { server } = await renderBox({
      jobs: [excel('x')],
      answers: { x: done('x', { download_url, filename: 'roster.xlsx' }) },
    })
    const asked = server.requests.length
    await press('Download: Sheet x.xlsx')
    expect(screen.getByRole('alert').textContent).toContain('cannot read')
    expect(server.requests).toHaveLength(asked)
    expect(click).not.toHaveBeenCalled()
    expect(document.querySelector('a')).toBeNull()
  })

  it('says so when the file is gone', async () => {
    await renderBox({ jobs: [excel('x')], answers: { x: exported } })
    await press('Download: Sheet x.xlsx')
    expect(screen.getByRole('alert').textContent).toBe('Download: This job no longer exists.')
  })
})

describe('the focus', () => {
  const three = {
    jobs: [video('1'), video('2'), video('3')],
    answers: { 1: ready('1'), 2: ready('2'), 3: ready('3') },
  }
  const focused = () =>
    document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.className
  const pressFocused = async (name: string) => {
    button(name).focus()
    await press(name)
  }

  it('goes to the next row after Remove, else to the one before, else to the toggle', async () => {
    await renderBox(three)
    await pressFocused('Remove: Lecture 2.mp4')
    expect(focused()).toMatch(/Lecture 3/)
    await pressFocused('Remove: Lecture 3.mp4')
    expect(focused()).toMatch(/Lecture 1/)
    await pressFocused('Remove: Lecture 1.mp4')
    expect(document.activeElement).toBe(toggle())
  })

  it('stays in the box after Undo', async () => {
    await renderBox(three)
    await press('Remove: Lecture 2.mp4')
    await pressFocused('Undo')
    expect(document.activeElement).toBe(toggle())
  })

  it('is not taken from where the person put it meanwhile', async () => {
    const { store } = await renderBox(three)
    button('Remove: Lecture 2.mp4').focus()
    button('of the page').focus()
    store.dismiss({ kind: 'video', id: '2' })
    await pass(0)
    expect(document.activeElement).toBe(button('of the page'))
  })
})

describe('a question', () => {
  it('that cannot be asked deletes nothing, and says so', async () => {
    vi.doMock('./StopDialog', () => Promise.reject(new Error('offline')))
    onTestFinished(() => {
      vi.doUnmock('./StopDialog')
    })
    const { server } = await renderBox({ jobs: [video('1')], answers: { 1: encoding('1', 45) } })
    await press('Stop: Lecture 1.mp4')
    await pass(1000)
    expect(screen.getByRole('alert').textContent).toBe('Stop: That did not work. Try again.')
    expect(server.requests.some((request) => request.startsWith('DELETE'))).toBe(false)
  })
})
