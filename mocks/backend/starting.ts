import {
  createPlan,
  resourceOf,
  type JobRequest,
  type Outcome,
  type WorkerKind,
} from '../workers/plan'
import type { JobRecords } from '../workers/records'
import { failureReason } from '../workers/failures'
import { jobType } from '../workers/jobTypes'
import type { Resource } from '../redis/entries'
import { newJob, type Job } from '../workers/job'
import type { Core } from './core'
import { MockError } from './errors'
import { jobFields, videoFields, type StartJobInput, type StartVideoInput } from './inputs'
import { readInput } from './rules'

/** A job that was started. */
export interface StartedJob {
  kind: WorkerKind
  id: string
}

export interface Starting {
  /** Starts a video job; throws a `MockError` when the input is bad or the id taken. */
  startVideo(input?: StartVideoInput): Promise<StartedJob & { kind: 'video' }>
  /** Starts an Excel or messaging job; throws a `MockError` when the input is bad or the id taken. */
  startJob(input?: StartJobInput): Promise<StartedJob & { kind: 'excel' | 'messaging' }>
}

export function createStarting(core: Core, tenant: string): Starting {
  return {
    async startVideo(input = {}) {
      const given = readInput(input, videoFields)
      if (given.outcome === 'ready' && given.error_reason !== undefined) {
        throw new MockError('invalid', 'error_reason must be left out of a video that gets ready')
      }
      return core.change(async () => {
        if (given.id !== undefined) refuseTaken(core, 'video', given.id)
        const id = given.id ?? freeVideoId(core)
        await begin(core, core.controlRecords, {
          kind: 'video',
          id,
          tenant: given.tenant ?? tenant,
          title: given.title ?? `강의 영상 ${id}`,
          jobType: VIDEO_JOB_TYPE,
          seconds: given.seconds,
          outcome: fails(given.outcome, given.error_reason)
            ? {
                type: 'failure',
                reason: given.error_reason ?? failureReason('video', core.random),
              }
            : { type: 'success', errorText: null },
        })
        return { kind: 'video', id }
      })
    },

    async startJob(input = {}) {
      const given = readInput(input, jobFields)
      if (fails(given.outcome, given.error_message) && given.result !== undefined) {
        throw new MockError('invalid', 'result must be left out of a job that fails')
      }
      return core.change(async () => {
        if (given.id !== undefined) refuseTaken(core, 'job', given.id)
        const id = given.id ?? freeJobId(core)
        const name = given.job_type ?? 'excel_parsing'
        const { kind, title } = jobType(name)
        await begin(core, core.controlRecords, {
          kind,
          id,
          tenant: given.tenant ?? tenant,
          title: given.title ?? title,
          jobType: name,
          seconds: given.seconds,
          outcome: jobOutcome(given, kind, core),
        })
        return { kind, id }
      })
    },
  }
}

/** Who gives a reason and no outcome means a failure. */
function fails(outcome: string | undefined, reason: string | undefined): boolean {
  return outcome === undefined ? (reason?.trim() ?? '') !== '' : outcome === 'failed'
}

/** What the plan of a video has where that of another job has its type. */
export const VIDEO_JOB_TYPE = 'video_encoding'

function jobOutcome(given: StartJobInput, kind: WorkerKind, core: Core): Outcome {
  const { outcome, error_message: message, result } = given
  return fails(outcome, message)
    ? { type: 'failure', reason: message ?? failureReason(kind, core.random) }
    : {
        type: 'success',
        errorText: message ?? null,
        ...(result !== undefined && { result }),
      }
}

/** Creates the job; to be called within a turn. */
export async function begin(core: Core, records: JobRecords, request: JobRequest): Promise<Job> {
  const plan = createPlan(request, core.now(), core.random)
  await records.create(plan)
  core.changed(resourceOf(plan.kind), plan.id, plan.tenant)
  const job = newJob(plan)
  core.jobs.add(job)
  return job
}

function refuseTaken(core: Core, resource: Resource, id: string): void {
  if (core.jobs.find(resource, id)) {
    throw new MockError('conflict', `id ${id} is taken: choose another one, or leave it out.`)
  }
}

/** Ids that are given out start high, so that those which a test chooses itself stay free. */
export function freeVideoId(core: Core): string {
  while (core.jobs.find('video', String(core.state.nextVideoId))) core.state.nextVideoId++
  return String(core.state.nextVideoId++)
}

export function freeJobId(core: Core): string {
  for (;;) {
    const id = core.random.hex(8)
    if (!core.jobs.find('job', id)) return id
  }
}
