import { expect, test } from 'vitest'
import { createMockBackend } from '../createMockBackend'
import { createRouter } from './createRouter'

const router = createRouter(createMockBackend())

/** The methods of a path, and its parameters. */
function find(path: string) {
  const found = router.find(path)
  return found && { methods: [...found.answers.keys()], params: found.params }
}

test.each(['', '/app', '/app/v2', '/media', '/media/videos', '//'])(
  'a path is found after the base "%s"',
  (base) => {
    expect(find(`${base}/media/videos/`)?.methods).toEqual(['GET', 'POST'])
    expect(find(`${base}/media/videos/42/`)).toEqual({
      methods: ['GET', 'DELETE'],
      params: { id: '42' },
    })
    expect(find(`${base}/__mock__/clock/advance`)).toEqual({ methods: ['POST'], params: {} })
  },
)

test.each([
  '/',
  '',
  'media/videos/',
  '/media/videos',
  '/media/videos/42',
  '/media/videos//',
  '/media/videos/42/retry',
  '/xmedia/videos/42/',
  '/MEDIA/videos/42/',
  '/api/v1/jobs/',
  '/__mock__/',
  '/__mock__/jobs/',
  '/__mock__/faults/jobs/video',
])('%s leads to nothing that is read', (path) => {
  expect(find(path)?.methods ?? []).not.toContain('GET')
})

test('parameters are decoded, each by itself and from left to right', () => {
  expect(find('/__mock__/redis/job%3A7f3c%3Astatus')?.params).toEqual({ key: 'job:7f3c:status' })
  expect(find('/__mock__/redis/job:7f3c:status')?.params).toEqual({ key: 'job:7f3c:status' })
  expect(find('/__mock__/faults/jobs/video/4%2F2')?.params).toEqual({ kind: 'video', id: '4/2' })
  expect(find('/media/videos/%ZZ/')?.params).toEqual({ id: '%ZZ' })
})

test('an id may be a word of another path', () => {
  expect(find('/media/videos/videos/')?.params).toEqual({ id: 'videos' })
  expect(find('/media/videos/retry/')?.params).toEqual({ id: 'retry' })
  expect(find('/__mock__/redis/redis')?.params).toEqual({ key: 'redis' })
  expect(find('/__mock__/redis/__mock__')?.params).toEqual({ key: '__mock__' })
})

test('a path of ten thousand segments is looked up at once', () => {
  const startedAt = performance.now()
  expect(find('/media/videos'.repeat(10_000))).toBeUndefined()
  expect(find('/'.repeat(16_000))).toBeUndefined()
  expect(performance.now() - startedAt).toBeLessThan(200)
})
