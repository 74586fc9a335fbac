/** A video as the database keeps it. */
export interface VideoRow {
  id: number
  tenant: string
  title: string
  status: 'PENDING' | 'UPLOADED' | 'PROCESSING' | 'READY' | 'FAILED'
  hls_path: string | null
  duration: number | null
  error_reason: string | null
  /** That of the job's last change which the row took part in. */
  version: number
  created_at: string
  updated_at: string
}

/** An Excel or messaging job as the database keeps it. */
export interface AiJobRow {
  job_id: string
  tenant: string
  title: string
  job_type: string
  status: 'PENDING' | 'RUNNING' | 'DONE' | 'FAILED'
  result: unknown
  error_message: string | null
  /** That of the job's last change which the row took part in. */
  version: number
  created_at: string
  updated_at: string
}

export interface Tables {
  video: VideoRow
  ai_job: AiJobRow
}
export type TableName = keyof Tables

/** What the mock asks of a database. Each method is one query, whatever it returns. */
export interface Database {
  /** The rows whose columns equal all of `where`, oldest first. */
  select<T extends TableName>(table: T, where: Partial<Tables[T]>): Promise<Tables[T][]>
  /** Rejects when the primary key is taken. */
  insert<T extends TableName>(table: T, row: Tables[T]): Promise<void>
  /** How many rows it changed. */
  update<T extends TableName>(
    table: T,
    where: Partial<Tables[T]>,
    changes: Partial<Tables[T]>,
  ): Promise<number>
  /** How many rows it removed. */
  delete<T extends TableName>(table: T, where: Partial<Tables[T]>): Promise<number>
}

export interface QueryCounters {
  select: number
  insert: number
  update: number
  delete: number
}

/** Queries since the start or the last reset, in all and by table. */
export interface DatabaseCounters extends QueryCounters {
  byTable: Record<TableName, QueryCounters>
}

const TERMINAL: ReadonlySet<string> = new Set([
  'READY',
  'DONE',
  'FAILED',
  'REJECTED_BAD_INPUT',
  'FALLBACK_TO_GPU',
  'REVIEW_REQUIRED',
])

/** Whether nothing follows this status, in either table. */
export function isTerminal(status: string): boolean {
  return TERMINAL.has(status)
}
