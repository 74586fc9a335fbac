import { describe, expect, it } from 'vitest'
import { JobStatusError } from './JobStatusError'
import { parseVideo } from './parseVideo'
import type { JobRef } from './WorkerJob'

const ref: JobRef = { kind: 'video', id: '42' }
const processing = {
  id: 42,
  status: 'PROCESSING',
  encoding_progress: 57,
  encoding_remaining_seconds: 210,
  encoding_step_index: 4,
  encoding_step_total: 7,
  encoding_step_name: '인코딩',
  encoding_step_percent: 20,
  updated_at: '2026-03-01T09:00:00+09:00',
}
const parse = (body: unknown) => parseVideo(body, ref)
const progressOf = (fields: object) => {
  const job = parse({ ...processing, ...fields })
  if (job.state !== 'running' && job.state !== 'queued')
    throw new Error(`not in progress: ${job.state}`)
  return job.progress
}

function malformed(body: unknown): string {
  try {
    parse(body)
  } catch (error) {
    if (error instanceof JobStatusError && error.kind === 'malformed') return error.message
    throw error
  }
  throw new Error('parsed')
}

describe('a video in progress', () => {
  it('has its percent, step and remaining time', () => {
    expect(parse({ ...processing, title: '3강.mp4' })).toEqual({
      ref,
      title: '3강.mp4',
      jobType: null,
      rawStatus: 'PROCESSING',
      state: 'running',
      progress: {
        percent: 57,
        remainingSeconds: 210,
        updatedAt: Date.parse('2026-03-01T00:00:00Z'),
        step: { key: null, index: 4, total: 7, name: '인코딩', percent: 20 },
      },
    })
  })

  it.each([
    ['PENDING', 'queued'],
    ['UPLOADED', 'queued'],
    ['PROCESSING', 'running'],
    ['UNKNOWN', 'running'],
    ['ready', 'running'],
    ['DONE', 'running'],
    ['a word of next year', 'running'],
  ])('%s is %s', (status, state) => {
    expect(parse({ id: 42, status })).toMatchObject({ state, rawStatus: status, progress: null })
  })

  it.each([
    ['57', null],
    [150, 100],
    [-3, 0],
    [0, 0],
    [NaN, null],
    [Infinity, null],
    [null, null],
    [undefined, null],
    [true, null],
    [[57], null],
  ])('reads a percent of %j as %j', (sent, percent) => {
    expect(progressOf({ encoding_progress: sent })?.percent).toBe(percent)
    expect(progressOf({ encoding_step_percent: sent })?.step?.percent).toBe(percent)
  })

  it.each([
    [{ encoding_step_index: null }],
    [{ encoding_step_index: 0 }],
    [{ encoding_step_index: 8 }],
    [{ encoding_step_index: 1.5 }],
    [{ encoding_step_index: '4' }],
    [{ encoding_step_index: 1e300, encoding_step_total: 1e300 }],
    [{ encoding_step_total: undefined }],
  ])('has no step without an honest place: %j', (fields) => {
    expect(progressOf(fields)?.step).toBeNull()
  })

  it('keeps a step whose name is missing', () => {
    expect(progressOf({ encoding_step_name: 5 })?.step).toMatchObject({ index: 4, name: '' })
  })

  it('counts fields of the wrong type as missing', () => {
    expect(
      progressOf({
        encoding_progress: {},
        encoding_remaining_seconds: '210',
        encoding_step_index: [],
        updated_at: 5,
      }),
    ).toBeNull()
    expect(progressOf({ encoding_remaining_seconds: -1 })?.remainingSeconds).toBeNull()
    expect(progressOf({ encoding_remaining_seconds: 1e300 })?.remainingSeconds).toBeNull()
    expect(progressOf({ updated_at: 'yesterday' })?.updatedAt).toBeNull()
    expect(parse({ ...processing, title: 7 }).title).toBeNull()
  })
})

describe('a video that has ended', () => {
  it('has a stream and a duration when READY, and no progress', () => {
    const body = {
      ...processing,
      status: 'READY',
      hls_path: 'media/hls/42/master.m3u8',
      duration: 95,
    }
    expect(parse(body)).toEqual({
      ref,
      title: null,
      jobType: null,
      rawStatus: 'READY',
      state: 'succeeded',
      result: { type: 'video', hlsPath: 'media/hls/42/master.m3u8', durationSeconds: 95 },
    })
  })

  it.each([
    [{ hls_path: null, duration: 95 }, null],
    [{ hls_path: '  ' }, null],
    [
      { hls_path: 'a.m3u8', duration: null },
      { type: 'video', hlsPath: 'a.m3u8', durationSeconds: null },
    ],
    [
      { hls_path: 'a.m3u8', duration: -1 },
      { type: 'video', hlsPath: 'a.m3u8', durationSeconds: null },
    ],
  ])('READY with %j has the result %j', (fields, result) => {
    expect(parse({ id: 42, status: 'READY', ...fields })).toMatchObject({
      state: 'succeeded',
      result,
    })
  })

  it.each([
    ['코덱을 읽을 수 없어요', '코덱을 읽을 수 없어요'],
    ['', null],
    [null, null],
    [{ code: 3 }, null],
  ])('FAILED with the reason %j says %j', (error_reason, reason) => {
    expect(parse({ id: 42, status: 'FAILED', error_reason })).toMatchObject({
      state: 'failed',
      reason,
    })
  })
})

describe('what is not this video', () => {
  it.each([
    [undefined, 'expected a JSON object, got nothing'],
    [null, 'expected a JSON object, got null'],
    ['<html>502</html>', 'expected a JSON object, got "<html>502</html>"'],
    [[processing], 'expected a JSON object, got an array'],
    [42, 'expected a JSON object, got 42'],
    [{}, '"status" must be text, got nothing'],
    [{ id: 42, status: 3 }, '"status" must be text, got 3'],
    [{ id: 42, status: ' ' }, '"status" must be text, got " "'],
    [{ id: 42, status: null }, '"status" must be text, got null'],
    [{ id: 43, status: 'READY' }, 'the answer is for id 43'],
    [{ id: '43', status: 'READY' }, 'the answer is for id "43"'],
  ])('refuses %j', (body, why) => {
    expect(malformed(body)).toBe(
      `Failed to read the status of video job 42: ${why}. Check that the base URL is the status API's.`,
    )
  })

  it('quotes at most 80 characters of it', () => {
    expect(malformed('x'.repeat(10_000)).length).toBeLessThan(250)
  })

  it('refuses what is nested deeper than it can be quoted', () => {
    const deep: unknown = JSON.parse('{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000))
    expect(malformed({ status: deep })).toContain('"status" must be text, got an object')
  })

  it('takes an id that is missing or text as its own', () => {
    expect(parse({ status: 'READY' }).state).toBe('succeeded')
    expect(parse({ id: '42', status: 'READY' }).state).toBe('succeeded')
  })
})
