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
  /** Deleted, and Redis says that it is in progress. */
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

export const races = (read: StrategyName): fc.Arbitrary<Race> =>
  fc.record({
    read: fc.constant(read),
    opening: fc.constantFrom<Opening>(
      'nothing',
      'queued',
      'running',
      'ready',
      'failed',
      'failed',
      'lost',
      'ghost',
    ),
    flushed: fc.boolean(),
    readBefore: fc.boolean(),
    redis: fc.constantFrom<Fault>('up', 'up', 'slow'),
    db: fc.constantFrom<Fault>('up', 'slow'),
    moves: fc.array(
      fc.record({ at: fc.constantFrom(0, 0, 0, 50, 100, 101, 499, 500, 501), move }),
      { minLength: 2, maxLength: 8 },
    ),
    choices: fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 30 }),
  })

export function describeRace({ moves, choices, ...start }: Race): string {
  const lines = moves.map(({ at, move: one }) => `${at} ms: ${JSON.stringify(one)}`)
  return [JSON.stringify(start), ...lines, `turns ${choices.join(' ')}`].join('\n')
}
