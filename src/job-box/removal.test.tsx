import { fireEvent, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { failedVideo, queued, ready, renderBox, toggle, video } from '../testing/renderBox'

withFakeTimers(Date.UTC(2025, 6, 1))

const button = (name: string) => screen.getByRole('button', { name })
const press = async (name: string) => {
  fireEvent.click(button(name))
  await pass(0)
}

describe('Remove', () => {
  it('can be undone for 10 s', async () => {
    await renderBox({ jobs: [video('1'), video('2')], answers: { 1: queued('1'), 2: queued('2') } })
    await press('Remove: Lecture 1.mp4')
    expect(screen.getAllByRole('listitem')).toHaveLength(1)
    expect(screen.getByText('removed, keeps running')).toBeTruthy()
    await press('Undo')
    expect(screen.getAllByRole('listitem')[0]?.textContent).toContain('Lecture 1.mp4')
    await press('Remove: Lecture 1.mp4')
    await pass(10_000)
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
  })

  it('can be undone for as long as the pointer is over the box, and 10 s more', async () => {
    await renderBox({ jobs: [video('1'), video('2')], answers: { 1: queued('1'), 2: queued('2') } })
    await press('Remove: Lecture 1.mp4')
    await pass(9_000)
    fireEvent.pointerEnter(screen.getByRole('region'))
    await pass(60_000)
    expect(button('Undo')).toBeTruthy()
    fireEvent.pointerLeave(screen.getByRole('region'))
    await pass(9_000)
    expect(button('Undo')).toBeTruthy()
    await pass(1_000)
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
  })

  it('can be undone for as long as Undo has the focus, and not longer the next time', async () => {
    await renderBox({ jobs: [video('1'), video('2')], answers: { 1: queued('1'), 2: queued('2') } })
    await press('Remove: Lecture 1.mp4')
    button('Undo').focus()
    await pass(60_000)
    await press('Undo')
    expect(screen.getAllByRole('listitem')).toHaveLength(2)
    await press('Remove: Lecture 1.mp4')
    await pass(10_000)
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
  })

  it('ends the polling of the job', async () => {
    const { server } = await renderBox({ jobs: [video('1')], answers: { 1: queued('1') } })
    await press('Remove: Lecture 1.mp4')
    const before = server.requests.length
    await pass(20_000)
    expect(server.requests).toHaveLength(before)
  })
})

describe('Clear finished', () => {
  it('keeps failures and what is in progress, and is offered only if it does something', async () => {
    await renderBox({
      jobs: [video('1'), video('3'), video('4')],
      answers: { 1: queued('1'), 3: ready('3'), 4: failedVideo('4') },
    })
    await press('Clear finished')
    expect(screen.getAllByRole('listitem')).toHaveLength(2)
    expect(screen.queryByRole('button', { name: 'Clear finished' })).toBeNull()
    await press('Undo')
    expect(screen.getAllByRole('listitem')).toHaveLength(3)
  })

  it('pressed twice does not fold the box, whose toggle has come under the pointer', async () => {
    await renderBox({
      jobs: [video('3'), video('4')],
      answers: { 3: ready('3'), 4: failedVideo('4') },
    })
    await press('Clear finished')
    fireEvent.click(toggle())
    expect(toggle().getAttribute('aria-expanded')).toBe('true')
    await pass(600)
    fireEvent.click(toggle())
    expect(toggle().getAttribute('aria-expanded')).toBe('false')
  })
})
