import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { jobKeys } from '../api/jobKeys'
import { JobStatusError } from '../job/JobStatusError'
import type { JobRef, WorkerJob } from '../job/WorkerJob'
import { useJobClient } from '../poller/JobClientProvider'
import type { PollMemory } from '../poller/policy'
import { useJobBoxContext } from './JobBoxContext'
import { outcomeOf } from './outcome'
import type { ActionName } from './rowActions'
import type { RowStatus } from './rowStatus'
import type { StopDialog } from './StopDialog'

type Options = {
  ref: JobRef
  status: RowStatus
  /** Sends one status request; never rejects. */
  refetch: () => Promise<unknown>
}

/** What went wrong with an action, in words. */
export type ActionError = { action: ActionName; text: string }

/** What is asked before a stop, and who waits for the answer. */
type Question = { Dialog: typeof StopDialog; onClose: (confirmed: boolean) => void }

/** Does what a row's buttons say: one thing at a time, and tells how it goes. */
export function useRowActions({ ref, status, refetch }: Options) {
  const { store, words, onOpen } = useJobBoxContext()
  const client = useJobClient()
  const queryClient = useQueryClient()
  const busy = useRef(false)
  const [question, setQuestion] = useState<Question | null>(null)
  const [pending, setPending] = useState<ActionName | null>(null)
  const [error, setError] = useState<(ActionError & { state: RowStatus['state'] }) | null>(null)
  /** What this page has seen of the job's end. */
  const job = 'job' in status ? status.job : null

  async function check(): Promise<WorkerJob | null> {
    await refetch()
    const memory = queryClient.getQueryData<PollMemory>(jobKeys.job(client, ref))
    if (memory?.failure) throw memory.failure.error
    const seen = memory?.job ?? null
    // Started again elsewhere: what is remembered of its end no longer holds.
    if (seen && outcomeOf(seen) === null) store.record(ref, null)
    return seen
  }

  async function isStopConfirmed(): Promise<boolean> {
    const { StopDialog: Dialog } = await import('./StopDialog')
    const confirmed = await new Promise<boolean>((onClose) => {
      setQuestion({ Dialog, onClose })
    })
    setQuestion(null)
    return confirmed
  }

  async function perform(action: ActionName): Promise<void> {
    switch (action) {
      case 'remove':
        store.dismiss(ref)
        return
      case 'check':
        await check()
        return
      case 'stop':
        await client.cancel(ref)
        store.forget(ref)
        return
      case 'download':
        await client.download(ref)
        return
      case 'open': {
        // What a reload forgot is asked for on the press.
        const ready = job ?? (await check())
        if (ready?.state === 'succeeded' && ready.result) onOpen?.(ready)
        return
      }
      case 'retry': {
        // The poller tells an old failure from a new one by what it knows of the old one.
        const failed = job ?? (await check())
        if (failed?.state === 'failed') await client.retry(ref)
        return
      }
    }
  }

  /** A press while something is under way does nothing. */
  async function run(action: ActionName): Promise<void> {
    if (busy.current) return
    busy.current = true
    setError(null)
    try {
      if (action === 'stop' && !(await isStopConfirmed())) return
      setPending(action)
      await perform(action)
    } catch (cause) {
      const text =
        cause instanceof JobStatusError
          ? (cause.detail ?? words.problems[cause.kind])
          : words.actionFailed
      setError({ action, text, state: status.state })
    } finally {
      busy.current = false
      setPending(null)
    }
  }

  // What went wrong with a job that has moved on since is no news any more.
  return { question, pending, error: error?.state === status.state ? error : null, run }
}
