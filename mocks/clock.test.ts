import { afterEach, expect, test, vi } from 'vitest'
import { createMockClock, wallClock } from './clock'

afterEach(() => {
  vi.useRealTimers()
})

function setUp(speed?: number) {
  const wall = { time: 1_000_000, now: () => wall.time }
  return { wall, clock: createMockClock(wall, speed) }
}

test('it runs with the wall clock, and forward by what it is advanced', () => {
  const { wall, clock } = setUp()
  wall.time += 500
  clock.advance(1000)
  expect(clock.now()).toBe(1_001_500)
})

test('speed makes time run that many times as fast from then on, and 0 stops it', () => {
  const { wall, clock } = setUp()
  wall.time += 100
  clock.setSpeed(60)
  wall.time += 100
  expect(clock.now()).toBe(1_006_100)
  clock.setSpeed(0)
  wall.time += 100
  expect(clock.now()).toBe(1_006_100)
})

test('a slow clock loses nothing when its speed is set again and again', () => {
  const { wall, clock } = setUp(0.25)
  for (let i = 0; i < 8; i++) {
    wall.time += 1
    clock.setSpeed(0.25)
  }
  expect(clock.now()).toBe(1_000_002)
})

test('a saved clock goes on as if it had never stopped', () => {
  const { wall, clock } = setUp(10)
  clock.advance(5000)
  const saved = structuredClone(clock.save())
  wall.time += 300
  const other = createMockClock(wall)
  other.load(saved)
  expect(other.now()).toBe(clock.now())
  expect(other.speed).toBe(10)
})

test('fake timers reach the wall clock', () => {
  vi.useFakeTimers({ now: 42 })
  expect(wallClock.now()).toBe(42)
})
