import { expect } from 'vitest'
import { queries, sum } from './metering'
import type { Reader } from './operations'
import type { ExpectedAnswer } from './oracle'
import type { Asked, Run } from './Run'

/** Status requests that are made at once. */
export async function readStep(run: Run, readers: readonly Reader[]): Promise<void> {
  const before = run.stores
  const { answers, cost, written, gone } = run.oracle.read(run.strategy, before, readers)
  const found = await Promise.all(readers.map((reader) => readOne(run, reader)))
  await run.look()
  const asked: Asked[] = []
  run.asked.push(asked)
  for (const [index, reader] of readers.entries()) {
    const expected = answers[index]
    expect(found[index], `read ${index + 1} of ${readers.length}`).toEqual(expected)
    asked.push({
      t: before.now,
      kind: run.kindOf(reader),
      id: reader.id,
      tenant: reader.tenant ?? 'academy',
      status: expected?.status ?? 0,
      source: expected?.source ?? null,
    })
  }
  const { video, ai_job, ...commands } = cost
  run.selects.push({ t: before.now, count: video + ai_job })
  const http = answers.map(({ status, source }) => ({
    'http.requests': 1,
    [`http.byStatus.${status}`]: 1,
    ...(source && { [`http.bySource.${source}`]: 1 }),
  }))
  const redis = Object.entries(commands).map(([command, count]) => ({
    [`redis.${command}`]: count,
  }))
  run.expectCounts(
    before,
    sum(queries('video', 'select', video), queries('ai_job', 'select', ai_job), ...redis, ...http),
  )
  run.expectRedis(before, { written, gone })
  expect(run.stores.rows, 'reading changed a row').toEqual(before.rows)
}

async function readOne(run: Run, { resource, id, tenant }: Reader): Promise<ExpectedAnswer> {
  const path = resource === 'video' ? `/media/videos/${id}/` : `/api/v1/jobs/${id}/`
  const response = await run.ask('GET', path, tenant)
  return {
    status: response.status as ExpectedAnswer['status'],
    source: response.headers.get('X-Status-Source') as ExpectedAnswer['source'],
    retryAfter: response.headers.get('Retry-After'),
    version: response.headers.get('X-Status-Version'),
    body: (await response.json()) as Record<string, unknown>,
  }
}
