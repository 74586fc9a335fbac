import { render } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { createJobBoxStore, createJobClient } from '../index'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { createRequestLog, pathOf } from './requestLog'
import { RequestStrips } from './RequestStrips'
import { demoWords } from './words'

withFakeTimers()

it('a strip runs on by itself, and is put right when the clock jumps, as after a sleep', async () => {
  const ref = { kind: 'video', id: '42' } as const
  const store = createJobBoxStore(createJobClient())
  store.track({ ...ref, title: 'Lecture.mp4' })
  const sent = { id: 1, source: 'redis', terminal: false, told: false } as const
  const log = { [pathOf(ref)]: [{ ...sent, sentAt: Date.now() }] }
  const requestLog = {
    ...createRequestLog({ baseUrl: '', tenant: 'academy' }),
    getSnapshot: () => log,
  }
  const { container } = render(
    <RequestStrips words={demoWords.en} store={store} requestLog={requestLog} />,
  )
  const runSince = () => {
    const tape = container.querySelector<HTMLElement>('.lane-tape')
    return Number(tape?.style.getPropertyValue('--since'))
  }
  const before = runSince()
  await pass(10_000)
  expect(runSince()).toBe(before)
  vi.setSystemTime(Date.now() + 3_600_000)
  await pass(1_000)
  expect(runSince() - before).toBeGreaterThan(3_600)
  expect(runSince() - before).toBeLessThan(3_613)
})
