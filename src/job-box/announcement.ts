import type { News, Sighting } from './hear'
import { verdictOf } from './outcome'
import { resultParts } from './resultParts'
import { characters, splitTitle } from './splitTitle'
import type { Words } from './words/en'

/** More endings than these are counted. */
const NAMED_MAX = 3
/** How many characters of a title are read out before its end. */
const HEARD_MAX = 30

/** News in sentences to be read out. */
export function announcement({ started, ended, progress }: News, words: Words): string {
  const { heard } = words
  const nameOf = (jobs: readonly Sighting[]) => {
    const [first] = jobs
    return first && jobs.length === 1
      ? heard.quote(shortened(first.title))
      : heard.jobs(jobs.length)
  }
  const says: string[] = []
  if (started.length > 0) says.push(heard.started(nameOf(started)))
  if (ended.length > NAMED_MAX) says.push(`${heard.jobs(ended.length)}: ${counted(ended, words)}`)
  else says.push(...ended.map((job) => endOf(job, nameOf([job]), words)))
  if (progress) says.push(`${nameOf(progress.active)}: ${words.percent(progress.percent)}`)
  return says.join('. ')
}

function endOf({ outcome }: Sighting, name: string, words: Words): string {
  const verdict = outcome && verdictOf(outcome)
  if (outcome?.state !== 'succeeded' || verdict === 'bad') return words.heard.failed(name)
  const { result } = outcome
  if (!result) return `${name}: ${words.results.missing}`
  // How long a video is was no question, and a file that is ready is a job that is done.
  const isPlain = result.type === 'video' || result.type === 'export'
  const parts = isPlain ? [] : resultParts(result, words)
  // What went wrong comes last in a row, and first to the ear.
  if (verdict === 'mixed') return `${name}: ${parts.reverse().join(', ')}`
  return [words.heard.done(name), ...parts].join(', ')
}

function counted(jobs: readonly Sighting[], { summary }: Words): string {
  const failed = jobs.filter(({ outcome }) => outcome && verdictOf(outcome) === 'bad').length
  const done = jobs.length - failed
  return [done > 0 && summary.done(done), failed > 0 && summary.failed(failed)]
    .filter((part) => part !== false)
    .join(', ')
}

/** A long title without its middle: who listens cannot skip it. */
function shortened(title: string): string {
  const { head, tail } = splitTitle(title)
  const heard = characters(head)
  return heard.length > HEARD_MAX ? `${heard.slice(0, HEARD_MAX).join('')}… ${tail}` : title
}
