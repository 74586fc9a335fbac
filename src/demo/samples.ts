import { post, type Backend } from './post'
import type { Started } from './startJob'
import type { DemoWords } from './words'

export type Sample =
  | 'first'
  | 'firstImport'
  | 'sampleVideo'
  | 'importStudents'
  | 'exportAttendance'
  | 'sendMessage'
  | 'failing'

/** Starts made-up jobs; only a mock can. */
export type Samples = {
  /** @throws Error when the mock does not take the job. */
  start(sample: Sample): Promise<Started>
  /** Whether the tenant started anything in the last 10 minutes. */
  isAlive(): Promise<boolean>
}

/** What becomes of the 42 messages: like all that a server says, in the academy's language. */
const MESSAGES_SENT = {
  sent: 41,
  failed: [{ row: 17, name: '박지우', error: '수신을 거부한 번호예요.' }],
}

/** Starts samples at the mock's control API. */
export function createSamples(backend: Backend, words: DemoWords): Samples {
  const { baseUrl, tenant } = backend
  const { titles } = words
  let lecture = 4

  async function video(title: string, seconds: number, failure: object = {}): Promise<Started> {
    const body = { title, tenant, seconds, ...failure }
    const { id } = await post(backend, '/__mock__/videos', body)
    return { kind: 'video', id: String(id), title }
  }
  async function job(
    job_type: string,
    title: string,
    seconds: number,
    outcome: object = {},
  ): Promise<Started> {
    const body = { job_type, title, tenant, seconds, ...outcome }
    const { id } = await post(backend, '/__mock__/jobs', body)
    return { kind: job_type === 'messaging' ? 'messaging' : 'excel', id: String(id), title }
  }

  return {
    start(sample) {
      switch (sample) {
        case 'first':
          return video(titles.first, 55)
        case 'firstImport':
          return job('excel_parsing', titles.firstImport, 32)
        case 'sampleVideo':
          return video(titles.sampleVideo(lecture++), 25)
        case 'importStudents':
          return job('excel_parsing', titles.importStudents, 14)
        case 'exportAttendance':
          return job('attendance_excel_export', titles.exportAttendance, 10)
        case 'sendMessage':
          return job('messaging', titles.sendMessage, 10, { result: MESSAGES_SENT })
        case 'failing':
          return video(titles.failing, 9, { outcome: 'failed', error_reason: words.failReason })
      }
    },
    async isAlive() {
      const response = await fetch(`${baseUrl}/__mock__/jobs`)
      const jobs = (await response.json()) as { tenant: string; createdAt: number | string }[]
      const since = Date.now() - 10 * 60_000
      return jobs.some((one) => one.tenant === tenant && new Date(one.createdAt).getTime() > since)
    },
  }
}
