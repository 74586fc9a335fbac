import type { ScriptedAnswer } from './scriptedFetch'

// What the status API says of video 42.

/** In progress at a percent. */
export const processing = (percent: number | null, fields: object = {}): ScriptedAnswer => ({
  json: { id: 42, status: 'PROCESSING', encoding_progress: percent, ...fields },
})

/** Ended well. */
export const ready = (fields: object = {}): ScriptedAnswer => ({
  json: { id: 42, status: 'READY', hls_path: 'media/hls/42/master.m3u8', duration: 95, ...fields },
})

/** Ended badly. */
export const failed = (reason = '코덱을 읽을 수 없어요'): ScriptedAnswer => ({
  json: { id: 42, status: 'FAILED', error_reason: reason },
})
