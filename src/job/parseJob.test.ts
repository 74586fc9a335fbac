import { describe, expect, it } from 'vitest'
import { JobStatusError } from './JobStatusError'
import { parseJob } from './parseJob'
import type { JobRef } from './WorkerJob'

const excel: JobRef = { kind: 'excel', id: '7f3c' }
const messaging: JobRef = { kind: 'messaging', id: 'm-1' }
const parse = (fields: object, ref = excel) => parseJob({ job_id: ref.id, ...fields }, ref)
const done = (result: unknown, ref = excel) => {
  const job = parse({ status: 'DONE', result }, ref)
  if (job.state !== 'succeeded') throw new Error(job.state)
  return job.result
}

describe('a job in progress', () => {
  it('has the percent and step that sit inside progress', () => {
    const job = parse({
      job_type: 'excel_parsing',
      status: 'RUNNING',
      percent: 99,
      progress: {
        step: 'enrolling',
        percent: 62,
        step_index: 3,
        step_total: 4,
        step_name: 'enrolling',
        step_name_display: '등록',
        step_percent: 40,
        remaining_seconds: 12,
        updated_at: '2026-03-01T00:00:00Z',
      },
    })
    expect(job).toEqual({
      ref: excel,
      title: null,
      jobType: 'excel_parsing',
      rawStatus: 'RUNNING',
      state: 'running',
      progress: {
        percent: 62,
        remainingSeconds: 12,
        updatedAt: Date.parse('2026-03-01T00:00:00Z'),
        step: { key: 'enrolling', index: 3, total: 4, name: '등록', percent: 40 },
      },
    })
  })

  it.each([
    ['PENDING', 'queued'],
    ['VALIDATING', 'running'],
    ['RUNNING', 'running'],
    ['PROCESSING', 'running'],
    ['RETRYING', 'running'],
    ['UNKNOWN', 'running'],
    ['READY', 'running'],
    ['UPLOADED', 'running'],
  ])('%s is %s', (status, state) => {
    expect(parse({ status })).toMatchObject({ state, rawStatus: status, progress: null })
  })

  it.each([
    [null],
    [undefined],
    ['50'],
    [50],
    [[]],
    [{}],
    [{ percent: '50' }],
    [{ step: 'parsing' }],
  ])('knows nothing of its progress from %j', (progress) => {
    expect(parse({ status: 'RUNNING', progress })).toMatchObject({ progress: null })
  })

  it('names a step by what was sent: display name, name, then key', () => {
    const name = (fields: object) => {
      const job = parse({
        status: 'RUNNING',
        progress: { step: 'parsing', step_index: 2, step_total: 4, ...fields },
      })
      return job.state === 'running' ? job.progress?.step?.name : undefined
    }
    expect(name({ step_name_display: '파싱', step_name: 'parse' })).toBe('파싱')
    expect(name({ step_name_display: '', step_name: 'parse' })).toBe('parse')
    expect(name({})).toBe('parsing')
  })
})

describe('a job that has ended', () => {
  it('DONE with an error text is a failure', () => {
    const job = parse({ status: 'DONE', result: { sent: 3 }, error_message: '잔액이 부족해요' })
    expect(job).toMatchObject({ state: 'failed', reason: '잔액이 부족해요', rawStatus: 'DONE' })
  })

  it.each([[''], ['  '], [null], [undefined], [{}]])(
    'DONE with the error %j is a success',
    (error_message) => {
      expect(parse({ status: 'DONE', error_message })).toMatchObject({
        state: 'succeeded',
        result: null,
      })
    },
  )

  it.each(['FAILED', 'REJECTED_BAD_INPUT', 'FALLBACK_TO_GPU', 'REVIEW_REQUIRED'])(
    '%s is a failure, with or without a reason',
    (status) => {
      expect(parse({ status })).toMatchObject({ state: 'failed', reason: null, rawStatus: status })
      expect(parse({ status, error_message: '3행' })).toMatchObject({
        state: 'failed',
        reason: '3행',
      })
    },
  )
})

describe('results', () => {
  it('has no count below zero, minus zero included', () => {
    const failed = [{ row: -3, name: '김하늘' }]
    expect(done({ sent: -0, failed }, messaging)).toEqual({
      type: 'messaging',
      sent: 0,
      failed: [{ row: null, name: '김하늘', error: null }],
    })
    expect(done({ sent: -1 }, messaging)).toEqual({ type: 'other', raw: { sent: -1 } })
  })

  it('reads a student import, with every entry of its lists', () => {
    const result = done({
      created: 2,
      duplicates: [{ row: 3, name: '김하늘' }],
      restored: [],
      failed: [
        { row: 9, name: '이서준', error: '전화번호가 없어요' },
        'row 10',
        { row: 'x', name: 5 },
      ],
      total: 6,
    })
    expect(result).toEqual({
      type: 'studentImport',
      created: 2,
      duplicates: [{ row: 3, name: '김하늘', error: null }],
      restored: [],
      failed: [
        { row: 9, name: '이서준', error: '전화번호가 없어요' },
        { row: null, name: '', error: null },
        { row: null, name: '', error: null },
      ],
      total: 6,
    })
  })

  it('reads a student import whose lists and total are missing', () => {
    const empty = { duplicates: [], restored: [], failed: [] }
    expect(done({ created: 0 })).toEqual({
      type: 'studentImport',
      created: 0,
      ...empty,
      total: null,
    })
  })

  it('reads a lecture import', () => {
    const result = done({ enrolled_count: 30, created_students_count: 4 })
    expect(result).toEqual({ type: 'lectureImport', enrolled: 30, createdStudents: 4 })
  })

  it('reads an export, named after its link when it has no name', () => {
    expect(done({ download_url: '/files/a.xlsx?key=1', filename: '명단.xlsx' })).toEqual({
      type: 'export',
      downloadUrl: '/files/a.xlsx?key=1',
      filename: '명단.xlsx',
    })
    expect(done({ download_url: '/files/a.xlsx?key=1' })).toMatchObject({ filename: 'a.xlsx' })
  })

  it('reads what became of messages', () => {
    const sent = { sent: 41, failed: [{ row: null, name: '박지우', error: '수신 거부' }] }
    expect(done(sent, messaging)).toEqual({ type: 'messaging', ...sent })
    expect(done({ sent: 41 }, messaging)).toEqual({ type: 'messaging', sent: 41, failed: [] })
  })

  it.each([
    [{ anything: 1 }],
    [{}],
    [{ enrolled_count: '30' }],
    [{ enrolled_count: 30 }],
    [{ download_url: 5 }],
  ])('hands on what it does not know: %j', (raw) => {
    expect(done(raw)).toEqual({ type: 'other', raw })
  })

  it.each([[null], [undefined], ['text'], [[1]], [7]])('has none when sent %j', (result) => {
    expect(done(result)).toBeNull()
  })
})

describe('what is not this job', () => {
  it.each([
    [null],
    ['<!doctype html>'],
    [[]],
    [{ job_id: '7f3c' }],
    [{ job_id: '7f3d', status: 'DONE' }],
    [{ job_id: 7, status: 'DONE' }],
  ])('refuses %j', (body) => {
    expect(() => parseJob(body, excel)).toThrow(JobStatusError)
    expect(() => parseJob(body, excel)).toThrow(/^Failed to read the status of excel job 7f3c: .+/)
  })
})
