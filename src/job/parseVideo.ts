import type { JobRef, WorkerJob } from './WorkerJob'
import { asAmount, asText, readEnvelope, readProgress } from './wire'

/**
 * Reads the answer of `GET /media/videos/{id}/`.
 *
 * `READY` is the only success and `FAILED` the only failure; `PENDING` and `UPLOADED` are queued,
 * any other text is running. Percents come as sent, clamped to 0–100; fields of the wrong type
 * count as missing.
 *
 * @throws JobStatusError `malformed`: no object, no usable status, or another video's answer.
 */
export function parseVideo(body: unknown, ref: JobRef): WorkerJob {
  const { wire, status } = readEnvelope(body, ref, 'id')
  const common = { ref, title: asText(wire['title']), jobType: null, rawStatus: status }
  switch (status) {
    case 'READY': {
      const hlsPath = asText(wire['hls_path'])
      const durationSeconds = asAmount(wire['duration'])
      return {
        ...common,
        state: 'succeeded',
        result: hlsPath === null ? null : { type: 'video', hlsPath, durationSeconds },
      }
    }
    case 'FAILED':
      return { ...common, state: 'failed', reason: asText(wire['error_reason']) }
    default:
      return {
        ...common,
        state: status === 'PENDING' || status === 'UPLOADED' ? 'queued' : 'running',
        progress: readProgress(wire, 'encoding_', 'encoding_progress'),
      }
  }
}
