import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { setupServer } from 'msw/node'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import { createMockBackend } from '../createMockBackend'
import { createHandlers } from '../http/createHandlers'
import { Inspector } from './Inspector'
// Loaded before a test waits for it.
import './Panel'

const BASE_URL = 'http://mock.test'

/** A mock of its own for each test of a file, answering over fetch. */
export function withMock() {
  const mock = { backend: createMockBackend(), server: setupServer() }
  beforeEach(() => {
    localStorage.clear()
    sessionStorage.clear()
    // jsdom has neither; the plot draws on neither in a test.
    vi.stubGlobal('ResizeObserver', NoResizeObserver)
    vi.stubGlobal('matchMedia', () => new EventTarget())
    mock.backend = createMockBackend({ seed: 7 })
    mock.server = setupServer(...createHandlers(mock.backend))
    mock.server.listen({ onUnhandledRequest: 'error' })
  })
  afterEach(() => {
    mock.server.close()
    vi.unstubAllGlobals()
  })
  return mock
}

class NoResizeObserver {
  observe() {
    return undefined
  }
  disconnect() {
    return undefined
  }
}

/** Shows the inspector on a page whose connection can be cut. */
export function showInspector(lang: 'ko' | 'en' = 'en') {
  const user = userEvent.setup()
  const setOffline = vi.fn((offline: boolean) => {
    view.rerender(page(offline))
  })
  const page = (offline: boolean) => (
    <>
      <Inspector
        baseUrl={BASE_URL}
        tenant="academy"
        lang={lang}
        network={{ offline, setOffline }}
      />
      <button type="button">of the page</button>
    </>
  )
  const view = render(page(false))
  return { user, setOffline, unmount: view.unmount }
}

export const button = (name: string | RegExp) => screen.getByRole('button', { name })

/** Opens the panel, and one of its tabs. */
export async function openPanel(
  user: ReturnType<typeof userEvent.setup>,
  tab: 'Requests' | 'Jobs' | 'Controls',
) {
  await user.click(button('Inspector'))
  const panel = await screen.findByRole('region', { name: 'Inspector' })
  await user.click(await within(panel).findByRole('tab', { name: tab }))
  return within(panel)
}

/** Waits until the mock says so; what the page does meanwhile is rendered. */
export const until = (check: () => Promise<void>) => waitFor(check, { timeout: 3000 })

/** Waits until what the mock answers is as given. */
export const eventually = (read: () => Promise<unknown>, expected: unknown) =>
  until(async () => {
    expect(await read()).toEqual(expected)
  })

/** Unfolds a job of the panel; answers what is in its item. */
export async function openJob(
  user: ReturnType<typeof userEvent.setup>,
  panel: Awaited<ReturnType<typeof openPanel>>,
  title: string,
) {
  const item = (await panel.findByText(title)).closest('li')
  const summary = item?.querySelector('summary')
  if (!item || !summary) throw new Error(`No job says ${title}.`)
  await user.click(summary)
  return within(item)
}
