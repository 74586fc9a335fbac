import { readSheet } from 'read-excel-file/universal'
import { expect, test } from 'vitest'
import { createMockServer } from '../node'
import { createTestBackend } from '../testBackend'

test('files go up and come down in a simulated DOM too', async () => {
  const { backend } = createTestBackend()
  const server = createMockServer(backend)
  server.listen()

  const form = new FormData()
  form.set('title', '수학 1강')
  form.set('file', new File(['x'], '영상.mp4'))
  const uploaded = await fetch('/media/videos/', { method: 'POST', body: form })
  expect(await uploaded.json()).toMatchObject({ title: '수학 1강', status: 'UPLOADED' })

  await backend.startJob({ id: '7f3c', job_type: 'staff_excel_export', seconds: 10 })
  await backend.advance(10_000)
  const downloaded = await fetch('/api/v1/jobs/7f3c/download/')
  const rows = await readSheet(await downloaded.arrayBuffer())
  expect(rows[0]).toEqual(['번호', '이름', '직책', '담당 과목', '연락처'])
  server.close()
})
