import fc from 'fast-check'
import type { StrategyName } from '../backend/inputs'
import type { Fault, Resource } from './operations'

/** Something that a client, a developer or time does while other things are under way. */
export type Move =
  | { do: 'read'; resource: Resource; tenant: string }
  | { do: 'retry' }
  | { do: 'delete' }
  | { do: 'start' }
  | { do: 'flush' }
  | { do: 'advance'; ms: number }

/** How the one video and the one job of a race stand when it begins. */
export type Opening =
  | 'nothing'
  | 'queued'
  | 'running'
  | 'ready'
  | 'failed'
  /** Ready, and Redis says that it is in progress. */
  | 'lost'
  /** There is no video, and Redis says that it is in progress. */
  | 'ghost'

export interface Race {
  read: StrategyName
  opening: Opening
  /** Redis was emptied, or a reader filled the memory, before the race. */
  flushed: boolean
  readBefore: boolean
  redis: Fault
  db: Fault
  /** Each with the time at which it begins, in ms. */
  moves: { at: number; move: Move }[]
  /** Who takes turns when. */
  choices: number[]
}

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      resource: fc.constantFrom<Resource>('video', 'video', 'job'),
      tenant: fc.constantFrom('academy', 'academy', 'academy', 'other'),
    }),
  },
  { weight: 3, arbitrary: fc.constant<Move>({ do: 'retry' }) },
  { weight: 3, arbitrary: fc.constant<Move>({ do: 'delete' }) },
  { weight: 3, arbitrary: fc.constant<Move>({ do: 'start' }) },
  { weight: 1, arbitrary: fc.constant<Move>({ do: 'flush' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      ms: fc.constantFrom(500, 2000, 5000, 61_000),
    }),
  },
)

const at = fc.constantFrom(0, 0, 0, 50, 100, 101, 499, 500, 501)
const reading: Move = { do: 'read', resource: 'video', tenant: 'academy' }

const choices = fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 30 })
const fault = fc.constantFrom<Fault>('up', 'up', 'slow')

const anyRace = {
  opening: fc.constantFrom<Opening>(
    ...(['nothing', 'queued', 'running', 'ready', 'failed', 'failed', 'lost', 'ghost'] as const),
  ),
  flushed: fc.boolean(),
  readBefore: fc.boolean(),
  redis: fault,
  db: fault,
  moves: fc.array(fc.record({ at, move }), { minLength: 2, maxLength: 8 }),
}

/** Each move at one of its times. */
const timed = (...moves: [move: Move, ...times: number[]][]) =>
  fc
    .tuple(...moves.map(([, ...times]) => fc.constantFrom(...times)))
    .map((starts) => moves.map(([one], index) => ({ at: starts[index] ?? 0, move: one })))

/** Few moves close to each other, where they get in each other's way. */
const duels = [
  // A read that waits for a slow database, and one that comes after a change that was quicker.
  {
    opening: fc.constantFrom<Opening>('nothing', 'ghost'),
    redis: fault,
    db: fc.constant<Fault>('slow'),
    moves: timed([reading, 0], [{ do: 'start' }, 0, 101, 250], [reading, 0, 101, 250, 400]),
  },
  {
    opening: fc.constant<Opening>('failed'),
    redis: fault,
    db: fc.constant<Fault>('slow'),
    moves: timed([reading, 0, 900], [{ do: 'retry' }, 0, 101], [reading, 0, 101, 1300, 1400]),
  },
  // What was written or remembered in between is looked for when Redis has nothing more.
  {
    opening: fc.constantFrom<Opening>('nothing', 'ghost'),
    db: fc.constant<Fault>('slow'),
    moves: timed([reading, 0], [{ do: 'start' }, 0, 250], [{ do: 'flush' }, 250, 501, 601]),
  },
  // A write-back that is overtaken.
  {
    opening: fc.constantFrom<Opening>('running', 'ready', 'failed'),
    flushed: fc.constant(true),
    readBefore: fc.constant(false),
    redis: fc.constant<Fault>('up'),
    db: fc.constant<Fault>('up'),
    moves: timed([reading, 0], [{ do: 'delete' }, 0], [{ do: 'start' }, 0]),
  },
  {
    opening: fc.constantFrom<Opening>('running', 'ready', 'failed'),
    flushed: fc.constant(true),
    readBefore: fc.constant(false),
    redis: fc.constant<Fault>('up'),
    moves: timed([reading, 0], [{ do: 'delete' }, 0]),
  },
]

export const races = (read: StrategyName): fc.Arbitrary<Race> =>
  fc.oneof(
    {
      weight: duels.length,
      arbitrary: fc.record({ read: fc.constant(read), ...anyRace, choices }),
    },
    ...duels.map((duel) => ({
      weight: 1,
      arbitrary: fc.record({ read: fc.constant(read), ...anyRace, ...duel, choices }),
    })),
  )

export function describeRace({ moves, choices, ...start }: Race): string {
  const lines = moves.map(({ at, move: one }) => `${at} ms: ${JSON.stringify(one)}`)
  return [JSON.stringify(start), ...lines, `turns ${choices.join(' ')}`].join('\n')
}
