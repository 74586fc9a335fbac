import type { AiJobRow, VideoRow } from '../database/port'
import { createRandom } from '../random'
import type { Plan } from './plan'
import { resultOf } from './results'

/** The state of a job as columns of its table. */
export type RowChange =
  | { table: 'video'; columns: Pick<VideoRow, 'status' | 'hls_path' | 'duration' | 'error_reason'> }
  | { table: 'ai_job'; columns: Pick<AiJobRow, 'status' | 'result' | 'error_message'> }

const NO_VIDEO = { hls_path: null, duration: null, error_reason: null }
const NO_RESULT = { result: null, error_message: null }

/** Created, or taken up again, and waiting for a worker. */
export function queued(plan: Plan): RowChange {
  return plan.kind === 'video'
    ? { table: 'video', columns: { status: 'UPLOADED', ...NO_VIDEO } }
    : { table: 'ai_job', columns: { status: 'PENDING', ...NO_RESULT } }
}

/** Being worked on. */
export function running(plan: Plan): RowChange {
  return plan.kind === 'video'
    ? { table: 'video', columns: { status: 'PROCESSING', ...NO_VIDEO } }
    : { table: 'ai_job', columns: { status: 'RUNNING', ...NO_RESULT } }
}

/** Ended as planned, but for what came of it: that is not there yet. */
export function endedWithoutResult(plan: Plan): RowChange {
  const state = ended(plan)
  return state.table === 'video'
    ? { ...state, columns: { ...state.columns, hls_path: null } }
    : { ...state, columns: { ...state.columns, result: null } }
}

/** Ended as planned, with everything that came of it. */
export function ended(plan: Plan): RowChange {
  const { outcome } = plan
  switch (outcome.type) {
    case 'failure':
      return plan.kind === 'video'
        ? {
            table: 'video',
            columns: { status: 'FAILED', ...NO_VIDEO, error_reason: outcome.reason },
          }
        : {
            table: 'ai_job',
            columns: { status: 'FAILED', result: null, error_message: outcome.reason },
          }
    case 'success':
      return plan.kind === 'video'
        ? {
            table: 'video',
            columns: {
              status: 'READY',
              hls_path: `media/hls/videos/${plan.id}/master.m3u8`,
              duration: createRandom(plan.seed).integer(600, 5400),
              error_reason: null,
            },
          }
        : {
            table: 'ai_job',
            columns: {
              status: 'DONE',
              result: outcome.result === undefined ? resultOf(plan) : outcome.result,
              error_message: outcome.errorText,
            },
          }
  }
}
