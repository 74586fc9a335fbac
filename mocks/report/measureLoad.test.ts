import { expect, test } from 'vitest'
import { measureLoad } from './measureLoad'

test('counts what is in progress and what the end costs on their own', async () => {
  const count = await measureLoad(
    { strategy: 'db', intervalMs: 1_000 },
    { videos: 3, excel: 2, minutes: 2 },
  )
  expect(count).toEqual({
    strategy: 'db',
    intervalMs: 1_000,
    minutes: 2,
    requests: 600,
    selectsInProgress: 600,
    // The terminal answer and the final fetch of each job, and then an hour of silence.
    requestsAtEnd: 10,
    selectsAtEnd: 10,
    redisCommands: expect.any(Number) as number,
    messages: 0,
    connections: 0,
  })
})

test('over a socket counts one final fetch of each job, and nothing before', async () => {
  const count = await measureLoad(
    { strategy: 'push', intervalMs: 2_000 },
    { videos: 3, excel: 2, minutes: 2 },
  )
  expect(count).toMatchObject({ requests: 0, requestsAtEnd: 5, selectsAtEnd: 0 })
})

test.each([
  [{ videos: 1, excel: 0, minutes: 2 }, 60],
  [{ videos: 0, excel: 4, minutes: 2 }, 240],
  [{ videos: 3, excel: 2, minutes: 7 }, 1_050],
])('follows what is watched: %j', async (watched, selectsInProgress) => {
  const count = await measureLoad({ strategy: 'db', intervalMs: 2_000 }, watched)
  expect(count).toMatchObject({ requests: selectsInProgress, selectsInProgress })
})
