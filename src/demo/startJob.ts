import type { JobRef } from '../index'
import { post, type Backend } from './post'

/** What a person can start at any backend. */
export type Startable =
  | { type: 'video'; file: File }
  | { type: 'importStudents'; file: File }
  | { type: 'exportAttendance'; title: string }

/** A job that the server took, with the title to list it under. */
export type Started = JobRef & { title: string }

/**
 * Starts a job at the status API.
 *
 * @throws Error when the server does not take it.
 */
export async function startJob(backend: Backend, job: Startable): Promise<Started> {
  switch (job.type) {
    case 'video': {
      const title = job.file.name
      const { id } = await post(backend, '/media/videos/', formOf({ file: job.file, title }))
      return { kind: 'video', id: String(id), title }
    }
    case 'importStudents': {
      const form = formOf({ file: job.file, job_type: 'excel_parsing' })
      const { job_id } = await post(backend, '/api/v1/jobs/', form)
      return { kind: 'excel', id: String(job_id), title: job.file.name }
    }
    case 'exportAttendance': {
      const body = { job_type: 'attendance_excel_export' }
      const { job_id } = await post(backend, '/api/v1/jobs/', body)
      return { kind: 'excel', id: String(job_id), title: job.title }
    }
  }
}

function formOf(fields: Record<string, string | File>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}
