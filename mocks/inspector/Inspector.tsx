import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { BreakBar } from './BreakBar'
import { createControl } from './control'
import { InspectorContext } from './InspectorContext'
import { PanelBoundary } from './PanelBoundary'
import { inspectorWords } from './words'
import './inspector.css'
import type { PageNetwork } from './PageNetwork'

const Panel = lazy(() => import('./Panel').then((module) => ({ default: module.Panel })))

export interface InspectorProps {
  /** Where the mock is, without a slash at the end. */
  baseUrl: string
  /** The page's. */
  tenant: string
  lang: 'ko' | 'en'
  network: PageNetwork
}

const OPEN = 'worker-job-box-inspector:open'

/**
 * A bar of buttons that break the mock, and a panel that shows its inside. All of it is read from
 * and done through the control API, so that the mock may be in this page or elsewhere. The bar comes
 * first in the page and sticks to its top; the panel lies at the bottom.
 */
export function Inspector({ baseUrl, tenant, lang, network }: InspectorProps) {
  const [queryClient] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // The page goes offline; the mock does not.
          queries: { networkMode: 'always', retry: false },
          mutations: { networkMode: 'always' },
        },
      }),
  )
  const setting = useMemo(
    () => ({ control: createControl(baseUrl), words: inspectorWords[lang], lang, tenant }),
    [baseUrl, lang, tenant],
  )
  const [open, setOpen] = useState(() => sessionStorage.getItem(OPEN) === 'true')
  const toggle = useRef<HTMLButtonElement>(null)
  const panelId = useId()

  const show = (next: boolean) => {
    sessionStorage.setItem(OPEN, String(next))
    setOpen(next)
  }
  const close = () => {
    toggle.current?.focus()
    show(false)
  }
  const closeOnEscape = (event: KeyboardEvent) => {
    if (open && event.key === 'Escape') close()
  }

  return (
    <QueryClientProvider client={queryClient}>
      <InspectorContext value={setting}>
        <BreakBar
          network={network}
          open={open}
          panelId={panelId}
          toggleRef={toggle}
          onToggle={() => {
            show(!open)
          }}
          onKeyDown={closeOnEscape}
        />
        {open && (
          <section
            id={panelId}
            className="mi-panel"
            aria-label={setting.words.inspect}
            onKeyDown={closeOnEscape}
          >
            <PanelBoundary words={setting.words} onClose={close}>
              <Suspense fallback={<p className="mi-empty">{setting.words.loading}</p>}>
                <Panel onClose={close} />
              </Suspense>
            </PanelBoundary>
          </section>
        )}
      </InspectorContext>
    </QueryClientProvider>
  )
}
