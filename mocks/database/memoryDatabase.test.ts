import { expect, test } from 'vitest'
import { createMemoryDatabase } from './memoryDatabase'
import type { AiJobRow, VideoRow } from './port'

const video = (id: number, changes: Partial<VideoRow> = {}): VideoRow => ({
  id,
  tenant: 'academy',
  title: '강의',
  status: 'UPLOADED',
  hls_path: null,
  duration: null,
  error_reason: null,
  version: 1,
  created_at: '',
  updated_at: '',
  ...changes,
})

const job = (job_id: string): AiJobRow => ({
  job_id,
  tenant: 'academy',
  title: '',
  job_type: 'excel_parsing',
  status: 'DONE',
  result: { failed: [{ row: 1 }] },
  error_message: null,
  version: 1,
  created_at: '',
  updated_at: '',
})

test('rows are selected by all of the columns given', async () => {
  const database = createMemoryDatabase()
  await database.insert('video', video(1))
  await database.insert('video', video(2, { tenant: 'other' }))
  expect(await database.select('video', { tenant: 'academy' })).toEqual([video(1)])
  expect(await database.select('video', { id: 2, tenant: 'academy' })).toEqual([])
})

test('a key is inserted once', async () => {
  const database = createMemoryDatabase()
  await database.insert('video', video(1))
  await expect(database.insert('video', video(1))).rejects.toThrow('the key is taken')
  expect(database.rows().video).toHaveLength(1)
})

test('update and delete tell how many rows they met', async () => {
  const database = createMemoryDatabase()
  await database.insert('video', video(1))
  expect(await database.update('video', { id: 1 }, { status: 'READY' })).toBe(1)
  expect(await database.update('video', { id: 1, status: 'PROCESSING' }, { title: 'x' })).toBe(0)
  expect(await database.delete('video', { id: 1, tenant: 'other' })).toBe(0)
  expect(await database.delete('video', { id: 1 })).toBe(1)
})

test('nobody outside can change a stored row', async () => {
  const database = createMemoryDatabase()
  const row = job('a')
  await database.insert('ai_job', row)
  const [selected] = await database.select('ai_job', {})
  Object.assign(row.result as object, { failed: 'in' })
  Object.assign(selected?.result as object, { failed: 'out' })
  Object.assign(database.rows().ai_job[0]?.result as object, { failed: 'seen' })
  expect(await database.select('ai_job', {})).toEqual([job('a')])
})

test('every query counts once, by table, whatever it returns', async () => {
  const database = createMemoryDatabase()
  await database.insert('video', video(1))
  await database.select('video', { id: 7 })
  await database.select('ai_job', {})
  await database.update('ai_job', {}, { title: 'x' })
  await database.delete('video', {})
  expect(database.counters()).toEqual({
    select: 2,
    insert: 1,
    update: 1,
    delete: 1,
    byTable: {
      video: { select: 1, insert: 1, update: 0, delete: 1 },
      ai_job: { select: 1, insert: 0, update: 1, delete: 0 },
    },
  })
})

test('a saved state is the same in another database', async () => {
  const database = createMemoryDatabase()
  await database.insert('video', video(1))
  const other = createMemoryDatabase()
  other.load(structuredClone(database.save()))
  expect(other.rows()).toEqual(database.rows())
  expect(other.counters()).toEqual(database.counters())
})
