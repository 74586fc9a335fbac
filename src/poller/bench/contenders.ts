/** Ways to follow jobs, each a component of the page, or none at all. */
export const CONTENDERS = [
  'ours',
  'useQuery',
  'useQuery, our pace',
  'SWR',
  'setInterval store',
  'bare fetch',
] as const
export type Contender = (typeof CONTENDERS)[number]

/** Up to so many jobs the poller asks for all at once, as the others do; for more, one by one. */
const MOST_AT_ONCE = 10

/** Who is compared when a page follows so many jobs. */
export const contendersFor = (jobs: number): Contender[] =>
  CONTENDERS.filter((contender) => contender !== 'useQuery, our pace' || jobs > MOST_AT_ONCE)
