import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react'
import { ActionProblem } from './ActionProblem'
import { ControlError, type Faults } from './control'
import { changeFaults, healthOf, withHealth, type Breakable, type Health } from './faults'
import { Icon } from './icons'
import type { PageNetwork } from './PageNetwork'
import { useInspector } from './InspectorContext'
import { mendJobs, useJobFaults } from './jobFaultMemory'
import { moveFocus } from './moveFocus'
import { useAction } from './useAction'
import { useReading } from './useReading'
import type { InspectorWords } from './words'

/** How often the bar looks at what others have broken. */
const LOOK_MS = 5_000
const CONFIRMATION_MS = 3_000

/** What breaks the mock and mends it, within reach wherever the page is scrolled. */
export function BreakBar(props: {
  network: PageNetwork
  /** Whether the panel is open, and its id. */
  open: boolean
  panelId: string
  toggleRef: Ref<HTMLButtonElement>
  onToggle: () => void
  onKeyDown: (event: KeyboardEvent) => void
}) {
  const { network, open, panelId, toggleRef, onToggle, onKeyDown } = props
  const { control, words } = useInspector()
  const client = useQueryClient()
  const reading = useReading('faults', LOOK_MS)
  const jobFaults = useJobFaults(LOOK_MS)
  const faults = reading.data ?? {}
  const broken = brokenThings(words, faults, network.offline, Object.keys(jobFaults).length)
  /** Each answers what to say of it, if anything. */
  const action = useAction((act: () => Promise<string>) => act())
  // That the mock did not answer is no longer worth telling once it does.
  const answersAgain =
    reading.isSuccess &&
    reading.dataUpdatedAt > action.submittedAt &&
    !(action.error instanceof ControlError && action.error.detail)
  const [flushed, setFlushed] = useState<number | null>(null)
  useEffect(() => {
    if (flushed === null) return
    const timer = setTimeout(() => {
      setFlushed(null)
    }, CONFIRMATION_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [flushed])

  async function setHealth(what: Breakable, health: 'up' | 'down') {
    const now = await changeFaults(control, (before) => withHealth(before, what, health))
    client.setQueryData(['faults', control], now)
    return ''
  }
  async function flush() {
    const keys = (await control.read('redis')).length
    await control.flushRedis()
    setFlushed(keys)
    return words.flushed(keys)
  }
  async function mend() {
    client.setQueryData(['faults', control], await control.setFaults({}))
    await mendJobs(control)
    return words.mended
  }

  const breaks = [
    ['redis', 'redis', words.redisDown],
    ['db', 'db', words.dbDown],
    ['api', 'api', words.apiFault(faults.api?.status ?? 503)],
    ['push', 'push', words.pullSocket],
  ] as const
  const [stop, setStop] = useState(0)
  /** Which of the buttons the Tab key reaches; the arrows do the rest. */
  const stopAt = (index: number) => ({
    tabIndex: index === stop ? 0 : -1,
    onFocus: () => {
      setStop(index)
    },
  })

  return (
    <div className="mi-bar" data-broken={broken.length > 0 || reading.isError || undefined}>
      <div
        role="toolbar"
        aria-label={words.toolbar}
        className="mi-tools"
        onKeyDown={(event) => {
          moveFocus(event, 'button')
          onKeyDown(event)
        }}
      >
        <p className="mi-state">
          <i className="mi-lamp" />
          <span>{words.mock}</span>{' '}
          <small>{reading.isError ? words.silent : state(words, broken)}</small>
        </p>
        <div className="mi-breaks">
          {breaks.map(([what, icon, label], index) => {
            const health = healthOf(faults, what)
            return (
              <BreakButton
                key={what}
                {...stopAt(index)}
                icon={icon}
                health={health}
                onPress={() => {
                  action.mutate(() => setHealth(what, health === 'down' ? 'up' : 'down'))
                }}
              >
                {label}
              </BreakButton>
            )
          })}
          <BreakButton
            {...stopAt(4)}
            icon="network"
            health={network.offline ? 'down' : 'up'}
            onPress={() => {
              network.setOffline(!network.offline)
            }}
          >
            {words.offline}
          </BreakButton>
          <button
            type="button"
            className="mi-button"
            {...stopAt(5)}
            onClick={() => {
              action.mutate(flush)
            }}
          >
            <Icon name={flushed === null ? 'flush' : 'done'} />
            {flushed === null ? words.flush : words.flushed(flushed)}
          </button>
        </div>
        <button
          type="button"
          className="mi-button mi-mend"
          data-idle={broken.length === 0 || undefined}
          title={broken.join(', ')}
          {...stopAt(6)}
          onClick={() => {
            network.setOffline(false)
            action.mutate(mend)
          }}
        >
          <Icon name="mend" />
          <span className="mi-wide">{words.mend}</span>
        </button>
        <button
          ref={toggleRef}
          type="button"
          className="mi-button mi-toggle"
          aria-expanded={open}
          aria-controls={panelId}
          {...stopAt(7)}
          onClick={onToggle}
        >
          <Icon name="inspect" />
          <span className="mi-wide">{words.inspect}</span>
        </button>
      </div>
      <p role="status" className="mi-unseen">
        {action.isSuccess && action.data}
      </p>
      <ActionProblem error={(answersAgain ? null : action.error) ?? reading.error} />
    </div>
  )
}

function BreakButton(props: {
  icon: 'redis' | 'db' | 'api' | 'push' | 'network'
  health: Health
  tabIndex: number
  onFocus: () => void
  onPress: () => void
  children: ReactNode
}) {
  const { icon, health, tabIndex, onFocus, onPress, children } = props
  return (
    <button
      type="button"
      className="mi-button"
      aria-pressed={health === 'slow' ? 'mixed' : health === 'down'}
      tabIndex={tabIndex}
      onFocus={onFocus}
      onClick={onPress}
    >
      <Icon name={icon} broken={health !== 'up'} />
      {children}
    </button>
  )
}

const state = (words: InspectorWords, broken: readonly string[]) =>
  broken.length === 0 ? words.fine : words.broken(broken.length)

function brokenThings(
  { faultNames }: InspectorWords,
  faults: Faults,
  offline: boolean,
  jobs: number,
): string[] {
  const redis = healthOf(faults, 'redis')
  const db = healthOf(faults, 'db')
  return [
    redis === 'down' && faultNames.redisDown,
    redis === 'slow' && faultNames.redisSlow,
    db === 'down' && faultNames.dbDown,
    db === 'slow' && faultNames.dbSlow,
    healthOf(faults, 'api') !== 'up' && faultNames.api,
    healthOf(faults, 'push') !== 'up' && faultNames.push,
    offline && faultNames.offline,
    jobs > 0 && faultNames.jobs(jobs),
  ].filter((name) => name !== false)
}
